#pragma once

#include "models/sample_details.h"
#include "ui/theme.h"
#include "widgets/eviction_heat_map.h"
#include "widgets/token_flow.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QSlider;
class QStackedWidget;

namespace kvscope {

class DropLegend;
class ElidedLabel;
class LayerBars;

/// The evictions of one sample: tokens coloured by when and in how many heads they were dropped, a slider over the
/// compressions, a heat map and the entries kept per layer. Sums over the trace are made off the GUI thread; while one
/// is made, later choices wait and only the last is followed.
class EvictionView : public QFrame {
    Q_OBJECT

public:
    explicit EvictionView(QWidget *parent = nullptr);

    /// `reason` is shown if there is no trace.
    void setDetails(const SampleDetailsPtr &details, const QString &reason);
    void showMessage(const QString &message);
    void setTheme(const Theme &theme);

private:
    /// Everything that a choice of heads and compression changes.
    struct Picture {
        TokenStates tokens;
        std::vector<stats::LayerKept> layers;
        std::optional<KeptShares> shares; ///< only if the heads changed
    };
    static Picture pictureOf(const stats::EvictionHistory &history, const stats::HeadChoice &choice, int compression,
                             bool withShares);

    void build();
    QWidget *buildMaps();
    void fillChoices();
    void recompute(bool headsChanged);
    void showPicture(Picture picture);
    void showToken(int position);
    void pick(int compression, int position);
    void updateStateText();
    int compression() const;
    stats::HeadChoice choice() const;

    SampleDetailsPtr details_;
    QStackedWidget *pages_;
    QLabel *message_;
    QComboBox *layer_;
    QComboBox *head_;
    QSlider *slider_;
    ElidedLabel *state_;
    DropLegend *legend_;
    TokenFlow *tokens_;
    EvictionHeatMap *heatMap_;
    LayerBars *layers_;
    ElidedLabel *current_; ///< the marked token in words
    ElidedLabel *note_;
    quint64 generation_ = 0; ///< counts setDetails()
    bool isComputing_ = false;
    bool isStale_ = false;
    bool sharesAreStale_ = false;
};

} // namespace kvscope
