"""Regenerates statistics.json: python3 make_fixture.py > statistics.json  (needs numpy, scipy and statsmodels)."""

import itertools
import json
from fractions import Fraction
from math import comb

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

RESAMPLES = 200_000


def outcomes(rng, num_problems, num_samples, probability, invalid=0.0):
    """[correct, valid] pairs; problems differ in difficulty."""
    rows = []
    for p in rng.beta(2 * probability + 0.1, 2 * (1 - probability) + 0.1, num_problems):
        valid = int(rng.binomial(num_samples, 1 - invalid))
        rows.append([int(rng.binomial(valid, p)), valid])
    return rows


def means(rows):
    return np.array([c / n for c, n in rows if n > 0])


def pass_case(name, rows, method):
    values = means(rows)
    if method == "Wilson over problems":
        lower, upper = proportion_confint(values.sum(), len(values), method="wilson")
    else:
        interval = stats.bootstrap(
            (values,), np.mean, n_resamples=RESAMPLES, method="percentile", random_state=1, batch=1000
        ).confidence_interval
        lower, upper = interval.low, interval.high
    return {
        "name": name, "outcomes": rows, "method": method,
        "percent": 100 * values.mean(), "lower": 100 * lower, "upper": 100 * upper,
    }


def pass_at_k_case(rows, k):
    usable = [(c, n) for c, n in rows if n >= k]
    exact = sum(1 - Fraction(comb(n - c, k), comb(n, k)) for c, n in usable) / len(usable)
    return {"outcomes": rows, "k": k, "percent": float(100 * exact)}


def paired_case(name, a, b, exact):
    pairs = [(ca / na, cb / nb) for (ca, na), (cb, nb) in zip(a, b) if na > 0 and nb > 0]
    differences = np.array([y - x for x, y in pairs])
    interval = stats.bootstrap(
        (100 * differences,), np.mean, n_resamples=RESAMPLES, method="percentile", random_state=2, batch=1000
    ).confidence_interval
    # scipy enumerates all sign patterns when n_resamples covers them, else it draws.
    test = stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", random_state=3, batch=2000,
        n_resamples=np.inf if exact else RESAMPLES,
    )
    return {
        "name": name, "a": a, "b": b, "exact": exact, "num_problems": len(pairs),
        "points": 100 * differences.mean(), "lower": interval.low, "upper": interval.high, "p_value": test.pvalue,
    }


def batch_case(values):
    mean, error = np.mean(values), stats.sem(values)
    lower, upper = stats.t.interval(0.95, len(values) - 1, loc=mean, scale=error)
    return {"means": list(values), "mean": mean, "lower": lower, "upper": upper}


def main():
    rng = np.random.default_rng(20260)
    two = outcomes(rng, 360, 2, 0.65)
    fixture = {
        "pass_at_1": [
            pass_case("two samples", two, "bootstrap over problems"),
            pass_case("five samples, some invalid", outcomes(rng, 120, 5, 0.3, invalid=0.2), "bootstrap over problems"),
            pass_case("few problems", outcomes(rng, 12, 4, 0.5), "bootstrap over problems"),
            pass_case("one sample", outcomes(rng, 120, 1, 0.8), "Wilson over problems"),
            pass_case("all wrong", [[0, 2]] * 60, "Wilson over problems"),
            pass_case("all correct", [[2, 2]] * 60, "Wilson over problems"),
            pass_case("all half", [[1, 2]] * 20, "Wilson over problems"),
        ],
        "pass_at_k": [
            pass_at_k_case(rows, k)
            for rows, k in itertools.product([two[:40], outcomes(rng, 30, 100, 0.4), [[0, 3], [1, 3], [3, 3]]], [1, 2])
        ]
        + [pass_at_k_case(outcomes(rng, 30, 100, 0.1), 64)],
        "paired": [
            paired_case("few problems, exact", outcomes(rng, 14, 5, 0.4), outcomes(rng, 14, 5, 0.8), True),
            paired_case("uneven counts, exact", outcomes(rng, 14, 3, 0.4, 0.2), outcomes(rng, 14, 4, 0.6, 0.2), True),
            paired_case("no difference", outcomes(rng, 120, 2, 0.6), outcomes(rng, 120, 2, 0.6), False),
            paired_case("clear difference", outcomes(rng, 120, 2, 0.55), outcomes(rng, 120, 2, 0.7), False),
            # 11, 13, 17, 19 valid samples: the common denominator is too large for the exact distribution.
            paired_case(
                "odd counts",
                [[int(rng.integers(0, n + 1)), n] for n in [11, 13, 17, 19] * 30],
                [[int(rng.integers(n // 4, n + 1)), n] for n in [19, 11, 13, 17, 23] * 24],
                False,
            ),
        ],
        "batch_means": [batch_case(np.round(rng.normal(600, 20, n), 3)) for n in [2, 3, 5, 10, 31, 200, 5000]],
    }
    print(json.dumps(fixture))


if __name__ == "__main__":
    main()
