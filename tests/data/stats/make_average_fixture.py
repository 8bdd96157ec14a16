"""Regenerates averages.json: python3 make_average_fixture.py > averages.json  (needs numpy, scipy and statsmodels)."""

import json

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from make_fixture import RESAMPLES, means, outcomes


def mean_of_means(*groups, axis):
    return sum(np.mean(group, axis=axis) for group in groups) / len(groups)


def percentile_bootstrap(groups, statistic):
    # scipy draws within each of several samples, which is what "stratified" means.
    return stats.bootstrap(
        groups, statistic, n_resamples=RESAMPLES, method="percentile", random_state=4, batch=1000
    ).confidence_interval


def own_interval(rows):
    values = means(rows)
    if all(n <= 1 for _, n in rows) or values.min() == values.max():
        return proportion_confint(values.sum(), len(values), method="wilson")
    interval = percentile_bootstrap((values,), np.mean)
    return interval.low, interval.high


def case(name, datasets):
    groups = [means(rows) for rows in datasets]
    average = np.mean([group.mean() for group in groups])
    if all(group.min() != group.max() for group in groups):
        method = "bootstrap stratified by dataset"
        interval = percentile_bootstrap(tuple(groups), mean_of_means)
        lower, upper = interval.low, interval.high
    else:
        method = "datasets' intervals combined"
        own = [own_interval(rows) for rows in datasets]
        below = [group.mean() - low for group, (low, _) in zip(groups, own)]
        above = [high - group.mean() for group, (_, high) in zip(groups, own)]
        lower = average - np.linalg.norm(below) / len(groups)
        upper = average + np.linalg.norm(above) / len(groups)
    return {
        "name": name, "datasets": datasets, "method": method,
        "percent": 100 * average, "lower": 100 * lower, "upper": 100 * upper,
    }


def main():
    rng = np.random.default_rng(30300)
    # Sizes and difficulties like AIME24, AIME25, AMC23 and GPQA-Diamond.
    four = [outcomes(rng, n, 5, p) for n, p in [(30, 0.42), (30, 0.27), (40, 0.85), (198, 0.45)]]
    fixture = [
        case("four datasets, five samples", four),
        case("two of the same size", [outcomes(rng, 60, 2, 0.3), outcomes(rng, 60, 2, 0.7)]),
        case("one sample each", [outcomes(rng, 30, 1, 0.5), outcomes(rng, 198, 1, 0.4)]),
        case("invalid samples", [outcomes(rng, 40, 4, 0.5, 0.4), outcomes(rng, 25, 3, 0.3, 0.5)]),
        case("the same dataset twice", [four[0], four[0]]),
        case("one all correct", [[[5, 5]] * 40, four[0]]),
        case("all wrong and all correct", [[[0, 2]] * 30, [[2, 2]] * 50]),
    ]
    print(json.dumps(fixture))


if __name__ == "__main__":
    main()
