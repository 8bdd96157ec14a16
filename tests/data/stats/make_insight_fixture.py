"""Regenerates insight.json: python3 make_insight_fixture.py > insight.json  (needs numpy, scipy, statsmodels and kneed)."""

import json
from math import ceil, log

import numpy as np
import statsmodels.api as sm
from kneed import KneeLocator
from scipy import stats
from statsmodels.stats.power import NormalIndPower

RESAMPLES = 40_000


def draw_counts(rng, chances, num_samples, num_problems, difficulty_spread):
    """[problem][budget] correct samples; a problem keeps its difficulty over the budgets."""
    shift = rng.normal(0, difficulty_spread, num_problems)
    logits = np.log(np.array(chances) / (1 - np.array(chances)))
    return rng.binomial(num_samples, 1 / (1 + np.exp(-(logits[None, :] + shift[:, None]))))


def draw_windows(rng, rates, spread, num_windows):
    return [list(np.round(rng.normal(rate, spread, num_windows), 2)) for rate in rates]


def bootstrap(statistic, rows, seed):
    """Percentile draws of statistic(rows resampled), vectorised over draws by chunks."""
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(RESAMPLES // 1000):
        picks = rng.integers(0, len(rows), (1000, len(rows)))
        draws.append(statistic(rows[picks].mean(axis=1)))
    return np.concatenate(draws)


def bounds(draws):
    return {"lower": np.quantile(draws, 0.025), "upper": np.quantile(draws, 0.975)}


def pass_slope(budgets, percents):
    slope = 1000 * stats.linregress(budgets, percents.mean(axis=0)).slope
    design = np.linalg.pinv(np.column_stack([np.ones(len(budgets)), budgets]))[1] * 1000
    return {"value": slope} | bounds(bootstrap(lambda means: means @ design, percents, 1))


def pass_trend(percents):
    pairs = [(i, j) for i in range(percents.shape[1]) for j in range(i + 1, percents.shape[1])]
    shares = np.mean([np.sign(percents[:, j] - percents[:, i]) for i, j in pairs], axis=0)
    test = stats.permutation_test((shares,), np.mean, permutation_type="samples", n_resamples=RESAMPLES, random_state=2,
                                  batch=2000)
    return {"value": shares.mean(), "p_value": test.pvalue} | bounds(bootstrap(lambda m: m[:, 0], shares[:, None], 3))


def tps_slope(budgets, windows):
    means = np.array([np.mean(w) for w in windows])
    errors = np.array([stats.sem(w) for w in windows])
    fit = sm.WLS(means, sm.add_constant(np.array(budgets, float)), weights=1 / errors**2).fit(cov_type="fixed scale")
    hat = np.linalg.inv(fit.model.wexog.T @ fit.model.wexog) @ fit.model.wexog.T * np.sqrt(1 / errors**2)
    parts = (hat[1] * errors) ** 2
    degrees = parts.sum() ** 2 / (parts**2 / (np.array([len(w) for w in windows]) - 1)).sum()
    half = stats.t.ppf(0.975, degrees) * fit.bse[1]
    return {"value": 1000 * fit.params[1], "lower": 1000 * (fit.params[1] - half), "upper": 1000 * (fit.params[1] + half)}


def tps_trend(budgets, windows):
    tau = stats.kendalltau(budgets, [np.mean(w) for w in windows], method="exact")
    return {"value": tau.statistic, "p_value": tau.pvalue}


def relative_tps_slope(budgets, windows):
    """% per 1000 tokens, its variance by numerical differentiation, and Satterthwaite's fourth-order sum."""
    means = np.array([np.mean(w) for w in windows])
    errors = np.array([stats.sem(w) for w in windows])
    figure = lambda rates: 1e5 * stats.linregress(budgets, rates).slope / rates.mean()
    steps = np.eye(len(means)) * 1e-3
    gradient = np.array([(figure(means + s) - figure(means - s)) / 2e-3 for s in steps])
    parts = (gradient * errors) ** 2
    return figure(means), parts.sum(), (parts**2 / (np.array([len(w) for w in windows]) - 1)).sum()


def faster_tps(budgets, first, second):
    a, b = relative_tps_slope(budgets, first), relative_tps_slope(budgets, second)
    variance = a[1] + b[1]
    half = stats.t.ppf(0.975, variance**2 / (a[2] + b[2])) * np.sqrt(variance)
    return {"value": b[0] - a[0], "lower": b[0] - a[0] - half, "upper": b[0] - a[0] + half}


def faster_pass(budgets, first, second):
    design = np.linalg.pinv(np.column_stack([np.ones(len(budgets)), budgets]))[1] * 1000
    both = np.hstack([first, second])
    weights = np.concatenate([design, -design])
    return {"value": both.mean(axis=0) @ weights} | bounds(bootstrap(lambda means: means @ weights, both, 4))


def knee(budgets, percents):
    locator = KneeLocator(budgets, percents.mean(axis=0), curve="concave", direction="increasing", S=0)
    return None if locator.knee is None else int(locator.knee)


def plateau(budgets, percents):
    """The smallest budget of the unbroken run, from the largest down, that full does not differ from; 0: none."""
    start = 0
    for column in reversed(range(len(budgets))):
        differences = percents[:, -1] - percents[:, column]
        interval = stats.bootstrap((differences,), np.mean, n_resamples=RESAMPLES, method="percentile", random_state=5,
                                   batch=1000).confidence_interval
        if interval.low > 0 or interval.high < 0:
            break
        start = budgets[column]
    return start


def not_worse(budgets, percents):
    """The smallest budget within 1 point, or 0 with the number of problems that the largest would need."""
    smallest = 0
    for column in reversed(range(len(budgets))):
        differences = percents[:, column] - percents[:, -1]
        bound = stats.bootstrap((differences,), np.mean, n_resamples=RESAMPLES, method="percentile", random_state=6,
                                confidence_level=0.95, alternative="greater", batch=1000).confidence_interval.low
        if not (differences < 0).any():
            bound = min(bound, -100 * (1 - 0.05 ** (1 / len(differences))))
        if bound <= -1:
            break
        smallest = budgets[column]
    differences = percents[:, len(budgets) - 1] - percents[:, -1]
    assumed = min(0.0, differences.mean())
    more = None
    if smallest == 0 and assumed > -1:
        effect = (1 + assumed) / differences.std(ddof=1)
        needed = NormalIndPower(ddof=0).solve_power(effect, alpha=0.05, power=0.8, ratio=0, alternative="larger")
        more = ceil(max(needed, ceil(log(0.05) / log(0.99))) - len(differences))
    return {"budget": smallest, "more_problems": more}


def dominated(budgets, percents, windows):
    """At 95 %: another budget (full included) is better in both, each by a one-sided test at 5 % / competitors."""
    surely = []
    columns = list(budgets) + ["full"]
    alpha = 0.05 / (len(columns) - 1)
    for loser in range(len(columns)):
        for winner in range(len(columns)):
            if winner == loser:
                continue
            tps = stats.ttest_ind(windows[winner], windows[loser], equal_var=False, alternative="greater").pvalue
            differences = percents[:, winner] - percents[:, loser]
            bound = np.quantile(bootstrap(lambda m: m[:, 0], differences[:, None], 7), alpha)
            if tps < alpha and bound > 0:
                surely.append(columns[loser])
                break
    return surely


def series(rng, budgets, chances, rates, num_samples, num_problems, spread, window_spread):
    counts = draw_counts(rng, chances, num_samples, num_problems, spread)
    windows = draw_windows(rng, rates, window_spread, 20)
    percents = 100 * counts / num_samples
    budgeted = percents[:, :-1]
    return {
        "correct": counts.tolist(), "windows": windows,
        "pass_trend": pass_trend(budgeted), "tps_trend": tps_trend(budgets, windows[:-1]),
        "pass_slope": pass_slope(budgets, budgeted), "tps_slope": tps_slope(budgets, windows[:-1]),
        "knee": knee(budgets, budgeted), "plateau": plateau(budgets, percents), "not_worse": not_worse(budgets, percents),
        "dominated": dominated(budgets, percents, windows),
    }, budgeted, windows[:-1]


def study(name, rng, budgets, num_samples, num_problems, first, second):
    a, percents_a, windows_a = series(rng, budgets, *first[:2], num_samples, num_problems, *first[2:])
    b, percents_b, windows_b = series(rng, budgets, *second[:2], num_samples, num_problems, *second[2:])
    return {
        "name": name, "budgets": budgets, "num_samples": num_samples, "series": [a, b],
        "faster_pass": faster_pass(budgets, percents_a, percents_b), "faster_tps": faster_tps(budgets, windows_a, windows_b),
    }


def lengths_case(name, rng, growth):
    full = np.round(rng.gamma(8, 40, 60))
    small = np.round(full * growth * rng.lognormal(0, 0.15, 60))
    test = stats.ttest_rel(small, full, alternative="greater")
    return {"name": name, "full": full.tolist(), "small": small.tolist(), "p_value": test.pvalue,
            "ratio": small.mean() / full.mean()}


def main():
    rng = np.random.default_rng(4040)
    fixture = {
        "studies": [
            study("saturating", rng, [96, 128, 192, 256, 384], 2, 120,
                  ([0.2, 0.45, 0.7, 0.73, 0.8, 0.82], [900, 850, 800, 700, 560, 900], 1.5, 25),
                  ([0.3, 0.4, 0.5, 0.6, 0.7, 0.9], [700, 690, 680, 670, 650, 640], 1.5, 12)),
            study("flat", rng, [1000, 2000, 3000, 4000], 4, 60,
                  ([0.6] * 5, [500, 480, 460, 440, 300], 1.0, 10), ([0.75] * 5, [400, 400, 400, 400, 400], 1.0, 10)),
            study("safe", rng, [512, 1024, 2048], 1, 400,
                  ([0.4, 0.999, 0.9995, 0.9999], [300, 290, 280, 200], 0.1, 5),
                  ([0.97, 0.98, 0.99, 0.995], [300, 290, 310, 200], 0.1, 5)),
        ],
        "output_lengths": [lengths_case("longer", rng, 1.2), lengths_case("same", rng, 1.0),
                           lengths_case("shorter", rng, 0.8)],
    }
    print(json.dumps(fixture, default=float))


if __name__ == "__main__":
    main()
