#include "pages/eviction_view.h"

#include "ui/background.h"
#include "widgets/drawable_text.h"
#include "widgets/drop_legend.h"
#include "widgets/elided_label.h"
#include "widgets/layer_bars.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace kvscope {
namespace {

constexpr int kMostRows = 256;        ///< of the heat map
constexpr int kMostValues = 16 << 20; ///< 64 MiB of shares
constexpr int kMapsHeight = 104;

ElidedLabel *captionLine(QWidget *parent, const char *name)
{
    auto *label = new ElidedLabel(parent);
    label->setProperty("role", QStringLiteral("caption"));
    label->setObjectName(QLatin1String(name));
    return label;
}

} // namespace

EvictionView::EvictionView(QWidget *parent) : QFrame(parent)
{
    setProperty("card", true);
    build();
    connect(layer_, &QComboBox::currentIndexChanged, this, [this] { recompute(true); });
    connect(head_, &QComboBox::currentIndexChanged, this, [this] { recompute(true); });
    connect(slider_, &QSlider::valueChanged, this, [this] { recompute(false); });
    connect(tokens_, &TokenFlow::currentChanged, this, [this](int position) {
        heatMap_->setMarked(compression(), position);
        showToken(position);
    });
    connect(heatMap_, &EvictionHeatMap::picked, this, &EvictionView::pick);
    connect(layers_, &LayerBars::layerPicked, this, [this](int layer) { layer_->setCurrentIndex(layer + 1); });
    showMessage(tr("Choose a sample to see its evictions."));
}

void EvictionView::build()
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(metrics::cardPadding, 10, metrics::cardPadding, 8);
    pages_ = new QStackedWidget(this);
    message_ = new QLabel(pages_);
    message_->setObjectName(QStringLiteral("evictionMessage"));
    message_->setProperty("role", QStringLiteral("caption"));
    message_->setTextFormat(Qt::PlainText);
    message_->setWordWrap(true);
    message_->setAlignment(Qt::AlignCenter);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    pages_->addWidget(message_);
    auto *content = new QWidget(pages_);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layer_ = new QComboBox(content);
    layer_->setObjectName(QStringLiteral("evictionLayer"));
    layer_->setAccessibleName(tr("Layer"));
    head_ = new QComboBox(content);
    head_->setObjectName(QStringLiteral("evictionHead"));
    head_->setAccessibleName(tr("KV head"));
    slider_ = new QSlider(Qt::Horizontal, content);
    slider_->setObjectName(QStringLiteral("evictionSlider"));
    slider_->setAccessibleName(tr("Compression"));
    state_ = captionLine(content, "evictionState");
    legend_ = new DropLegend(content);
    tokens_ = new TokenFlow(content);
    tokens_->setObjectName(QStringLiteral("tokenFlow"));
    current_ = captionLine(content, "evictionToken");
    note_ = captionLine(content, "evictionNote");
    auto *choices = new QHBoxLayout;
    choices->setSpacing(8);
    choices->addWidget(layer_);
    choices->addWidget(head_);
    choices->addStretch(1);
    choices->addWidget(legend_);
    auto *second = new QHBoxLayout;
    second->setSpacing(8);
    second->addWidget(slider_, 1);
    second->addWidget(state_, 2);
    layout->addLayout(choices);
    layout->addLayout(second);
    layout->addWidget(tokens_, 1);
    layout->addWidget(current_);
    layout->addWidget(buildMaps());
    layout->addWidget(note_);
    pages_->addWidget(content);
    outer->addWidget(pages_);
}

QWidget *EvictionView::buildMaps()
{
    auto *maps = new QWidget(this);
    auto *columns = new QHBoxLayout(maps);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(metrics::gap);
    heatMap_ = new EvictionHeatMap(maps);
    heatMap_->setObjectName(QStringLiteral("evictionHeatMap"));
    layers_ = new LayerBars(maps);
    layers_->setObjectName(QStringLiteral("layerBars"));
    const auto titled = [&](QWidget *widget, const QString &title) {
        auto *column = new QVBoxLayout;
        column->setSpacing(2);
        auto *label = new ElidedLabel(maps);
        label->setProperty("role", QStringLiteral("caption"));
        label->setFullText(title);
        column->addWidget(label);
        column->addWidget(widget, 1);
        return column;
    };
    columns->addLayout(titled(heatMap_, tr("Kept, by position and compression")), 3);
    columns->addLayout(titled(layers_, tr("Kept per layer: prompt below, output above")), 2);
    maps->setFixedHeight(kMapsHeight);
    return maps;
}

void EvictionView::showMessage(const QString &message)
{
    ++generation_;
    details_.reset();
    message_->setText(message);
    message_->setAccessibleName(message);
    pages_->setCurrentWidget(message_);
}

void EvictionView::setDetails(const SampleDetailsPtr &details, const QString &reason)
{
    if (!details || !details->history || details->history->num_compressions() == 0) {
        showMessage(details && !details->historyProblem.isEmpty() ? details->historyProblem : reason);
        return;
    }
    ++generation_;
    details_ = details;
    fillChoices();
    tokens_->setTokens(details->tokens, details->history->num_prompt_tokens);
    current_->setFullText(tr("Arrow keys or a click tell about one token."));
    note_->setFullText(details->tokensNote);
    note_->setVisible(!details->tokensNote.isEmpty());
    {
        const QSignalBlocker quiet(slider_);
        slider_->setRange(0, details->history->num_compressions());
        slider_->setPageStep(std::max(1, details->history->num_compressions() / 10));
        slider_->setValue(slider_->maximum());
    }
    pages_->setCurrentIndex(1);
    recompute(true);
}

void EvictionView::fillChoices()
{
    const auto fill = [](QComboBox *box, int count, const QString &all, const QString &each) {
        const QSignalBlocker quiet(box);
        const int chosen = box->currentIndex();
        if (box->count() != count + 1) {
            box->clear();
            box->addItem(all);
            for (int i = 0; i < count; ++i) {
                box->addItem(each.arg(i));
            }
        }
        box->setCurrentIndex(chosen > 0 && chosen <= count ? chosen : 0);
    };
    fill(layer_, details_->history->num_layers, tr("All layers"), tr("Layer %1"));
    fill(head_, details_->history->num_kv_heads, tr("All heads"), tr("Head %1"));
}

int EvictionView::compression() const
{
    return slider_->value() - 1;
}

stats::HeadChoice EvictionView::choice() const
{
    return {layer_->currentIndex() - 1, head_->currentIndex() - 1};
}

EvictionView::Picture EvictionView::pictureOf(const stats::EvictionHistory &history, const stats::HeadChoice &choice,
                                              int compression, bool withShares)
{
    Picture picture;
    picture.tokens.drops = stats::position_drops(history, choice, compression);
    picture.tokens.numHeads = stats::num_chosen_heads(history, choice);
    picture.tokens.numCompressions = history.num_compressions();
    picture.tokens.numEntered = history.num_entered[static_cast<std::size_t>(std::max(compression, 0))];
    if (compression + 1 == history.num_compressions()) {
        picture.tokens.numEntered = history.num_positions; // what came after the last compression is held
    }
    picture.layers = stats::kept_per_layer(history, compression);
    if (withShares) {
        const int rows = std::clamp(kMostValues / std::max(history.num_positions, 1), 1, kMostRows);
        KeptShares shares;
        shares.compressions = stats::spread_compressions(history, rows);
        shares.share = stats::kept_share(history, choice, shares.compressions);
        shares.numPositions = history.num_positions;
        shares.numPrompt = history.num_prompt_tokens;
        shares.numCompressions = history.num_compressions();
        picture.shares = std::move(shares);
    }
    return picture;
}

void EvictionView::recompute(bool headsChanged)
{
    if (!details_) {
        return;
    }
    updateStateText();
    heatMap_->setMarked(compression(), tokens_->current());
    sharesAreStale_ = sharesAreStale_ || headsChanged;
    if (isComputing_) {
        isStale_ = true;
        return;
    }
    isComputing_ = true;
    isStale_ = false;
    const bool withShares = std::exchange(sharesAreStale_, false);
    runInBackground(
        this,
        [history = details_->history, heads = choice(), at = compression(), withShares] {
            return pictureOf(*history, heads, at, withShares);
        },
        [this, generation = generation_, withShares](Picture &picture) {
            isComputing_ = false;
            const bool isCurrent = generation == generation_ && details_;
            if (isCurrent) {
                showPicture(std::move(picture));
            } else {
                sharesAreStale_ = sharesAreStale_ || withShares;
            }
            if (details_ && (isStale_ || !isCurrent)) {
                recompute(sharesAreStale_);
            }
        });
}

void EvictionView::showPicture(Picture picture)
{
    tokens_->setStates(std::move(picture.tokens));
    const auto &kvLens = details_->history->kv_lens;
    layers_->setLayers(std::move(picture.layers), *std::max_element(kvLens.begin(), kvLens.end()), choice().layer);
    if (picture.shares) {
        heatMap_->setShares(std::move(*picture.shares));
    }
    heatMap_->setMarked(compression(), tokens_->current());
    if (tokens_->current() >= 0) {
        showToken(tokens_->current());
    }
}

void EvictionView::showToken(int position)
{
    current_->setFullText(drawable(tokens_->describe(position), current_->font()));
}

void EvictionView::pick(int compression, int position)
{
    slider_->setValue(compression + 1);
    if (position >= 0) {
        tokens_->setCurrent(position);
    }
}

void EvictionView::updateStateText()
{
    const stats::EvictionHistory &history = *details_->history;
    const int k = compression();
    if (k < 0) {
        state_->setFullText(tr("Before the first of %1 compressions").arg(history.num_compressions()));
        return;
    }
    const auto at = static_cast<std::size_t>(k);
    const QString when = history.steps[at] == 0 ? tr("after prefill") : tr("step %1").arg(history.steps[at]);
    state_->setFullText(tr("After compression %1 of %2 · %3 · %4 → %5 entries")
                            .arg(k + 1)
                            .arg(history.num_compressions())
                            .arg(when)
                            .arg(history.kv_lens[at])
                            .arg(history.kv_lens[at] - history.num_dropped[at]));
}

void EvictionView::setTheme(const Theme &theme)
{
    legend_->setTheme(theme);
    tokens_->setTheme(theme);
    heatMap_->setTheme(theme);
    layers_->setTheme(theme);
}

} // namespace kvscope
