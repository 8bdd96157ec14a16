#pragma once

#include "models/sample_details.h"
#include "pages/main_actions.h"
#include "ui/sample_filters.h"
#include "ui/samples_model.h"
#include "ui/settings.h"
#include "ui/study_controller.h"
#include "ui/theme.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QSplitter;
class QTableView;

namespace kvscope {

class Banner;
class ElidedLabel;
class EvictionView;
class SampleFilterBar;
class TranscriptView;

/// The samples behind the bars: filters, table, transcript, evictions. Follows the session of the controller while it
/// is seen; reads nothing before it is shown first.
class SamplesPage : public QWidget {
    Q_OBJECT

public:
    SamplesPage(StudyController &controller, std::shared_ptr<const EngineServices> services, Settings &settings,
                const MainActions &actions, QWidget *parent = nullptr);

    /// Lists the samples of one cell. An empty key keeps the filters.
    void showCell(const QString &cellKey);
    /// Lists the samples that flipped between two cells. Cells of different models or datasets have no pairs: then the
    /// first one's samples are listed.
    void showFlips(const QString &cellKey, const QString &comparedKey);
    void setTheme(const Theme &theme);
    void step(int rows); ///< to the next (1) or previous (−1) sample
    void focusText();
    /// Reads the partner of the chosen sample under the compared budget, or the sample again. Nothing without one.
    void togglePartner();
    /// Remembers column widths, sorting, filters and the sizes of the parts.
    void saveState();

    QString rowToCopy() const;        ///< empty if no row is there
    QString transcriptToCopy() const; ///< empty if no sample is shown
    const SampleListPtr &list() const { return list_; }
    void say(Notice::Kind kind, const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build(const MainActions &actions);
    QTableView *buildTable(const MainActions &actions);
    void connectParts();
    void restoreState();
    void useFrame();
    void reload();
    void showList(const SampleListPtr &list, const std::optional<FlipCounts> &flips);
    void chooseColumns();
    void chooseRow(int row);
    void showSample(const LoadedSamplePtr &loaded);
    const CellResult *cellOf(const std::string &key) const;
    QString titleOf(const LoadedSample &loaded) const;

    StudyController &controller_;
    std::shared_ptr<const EngineServices> services_;
    Settings &settings_;
    SampleLoader loader_;
    SamplesModel model_;
    FramePtr frame_;
    SampleListPtr list_;
    std::int64_t currentId_ = 0; ///< of the chosen row; 0: none
    std::int64_t shownId_ = 0;   ///< that one or its partner
    std::int64_t revision_ = -1; ///< of the session when the list was asked for
    QTimer growth_;              ///< coalesces the commits of a running sweep
    QTimer choice_;              ///< coalesces the rows of a held arrow key
    Banner *banner_;
    SampleFilterBar *filters_;
    ElidedLabel *summary_;
    QTableView *table_;
    TranscriptView *transcript_;
    EvictionView *evictions_;
    QSplitter *rows_;
    QSplitter *columns_;
    QLabel *empty_;
};

} // namespace kvscope
