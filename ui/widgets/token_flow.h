#pragma once

#include "stats/eviction_history.h"
#include "ui/theme.h"

#include <QAbstractScrollArea>
#include <QStringList>

#include <vector>

namespace kvscope {

/// The state of every token after a compression, for the heads that were chosen.
struct TokenStates {
    std::vector<stats::PositionDrops> drops; ///< [num_positions], up to the compression
    int numHeads = 1;                        ///< chosen ones
    int numEntered = 0;                      ///< later positions were still to come
    int numCompressions = 0;                 ///< of the whole sample: the end of the colour scale
};

/// Prompt and output as flowing text, each token on a box: how high it is filled says in how many heads the token was
/// dropped, the colour when; dropped text fades, tokens that were still to come are dotted. Arrow keys walk over the
/// tokens. Lays out once per width and paints what is visible, so that tens of thousands of tokens scroll smoothly.
class TokenFlow : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit TokenFlow(QWidget *parent = nullptr);

    /// `texts` are escaped already.
    void setTokens(const QStringList &texts, int numPrompt);
    void setStates(TokenStates states);
    void setTheme(const Theme &theme);
    int current() const { return current_; }
    void setCurrent(int position);
    /// "Position 83, output token 18 “foo”: dropped in 7 of 12 heads, between compressions 2 and 6."
    QString describe(int position) const;
    /// Where a token is drawn, in viewport coordinates; for tests.
    QRect tokenRect(int position) const;

signals:
    void currentChanged(int position);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Box {
        int x = 0;
        int width = 0;
        int line = 0;
    };
    void layOut();
    void newLine(int &x, int &line, int firstToken);
    int positionAt(const QPoint &at) const; ///< −1: none
    int firstOfLine(int line) const;
    void paintHeading(QPainter &painter, int line, const QString &text) const;
    void paintToken(QPainter &painter, int position) const;

    Theme theme_;
    QStringList texts_;
    int numPrompt_ = 0;
    TokenStates states_;
    std::vector<Box> boxes_;
    std::vector<int> lineStarts_; ///< first token of each line; a heading's line starts where the next one does
    int outputHeading_ = -1;      ///< line of the heading "Output"
    int current_ = -1;
};

} // namespace kvscope
