"""Regressions agree with scipy's optimum, and conformal quantiles cover what they promise."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from neuroinsight.studies.fitting import (
    PENALTIES,
    Sample,
    conformal_quantile,
    fit_logistic,
    fit_ridge,
    logistic_regression,
    narrow_ridge,
    predicted,
    ridge,
    sample_of,
    unseen,
)

NAMES = ("one", "two", "three")


def sample(count: int = 40, *, seed: int = 0, classes: bool = False) -> Sample:
    random = np.random.default_rng(seed)
    values = random.normal(2, 3, (count, len(NAMES)))
    targets = values @ [0.5, -0.2, 0.0] + random.normal(0, 0.3, count)
    return sample_of(
        [dict(zip(NAMES, map(float, row), strict=True)) for row in values],
        (targets > np.median(targets)).astype(float) if classes else targets,
        [f"fold-{place % 4}" for place in range(count)],
    )


def standard(one: Sample) -> np.ndarray:
    values = one.signs(NAMES)
    distances: np.ndarray = np.clip((values - values.mean(axis=0)) / values.std(axis=0), -3, 3)
    return distances


@pytest.mark.parametrize("penalty", [0.5, 10.0])
def test_ridge_is_where_scipy_finds_the_least_penalized_error(penalty: float) -> None:
    one = sample()
    centered = one.targets - one.targets.mean()
    found = optimize.minimize(
        lambda w: ((standard(one) @ w - centered) ** 2).sum() + penalty * (w**2).sum(), np.zeros(3)
    )
    assert fit_ridge(one, NAMES, penalty).weights == pytest.approx(found.x, abs=1e-4)


@pytest.mark.parametrize("penalty", [0.5, 10.0])
def test_logistic_regression_is_where_scipy_finds_the_largest_penalized_likelihood(penalty: float) -> None:
    one = sample(classes=True)

    def loss(w: np.ndarray) -> float:
        odds = standard(one) @ w[1:] + w[0]
        return float(np.logaddexp(0, np.where(one.targets > 0, -odds, odds)).sum() + penalty / 2 * (w[1:] ** 2).sum())

    found = optimize.minimize(loss, np.zeros(4)).x
    model = fit_logistic(one, NAMES, penalty)
    assert (model.constant, *model.weights) == pytest.approx(tuple(found), abs=1e-3)


def test_signs_that_tell_nothing_are_not_chosen() -> None:
    one = sample(80)
    assert ridge(("three",), ("one", "two"))(one).signs == ("one", "two")
    assert logistic_regression(("three",), ("one", "two"))(sample(80, classes=True)).signs == ("one", "two")


@pytest.mark.parametrize("noise", [0.0, 5.0])
def test_errors_are_told_by_the_signs_whose_intervals_are_narrowest_on_groups_left_out(noise: float) -> None:
    one = sample(80)
    one = replace(one, targets=one.targets + np.random.default_rng(1).normal(0, noise, 80))

    def width(names: tuple[str, ...], penalty: float) -> float:
        found = unseen(lambda some: fit_ridge(some, names, penalty), one)
        return float(np.sort(one.targets - found)[72] + np.median(found))  # the 73rd of 80 holds nine tenths of 81

    widths = {of: width(*of) for of in product(((), ("three",), NAMES), PENALTIES)}
    best = min(widths, key=lambda of: widths[of])
    assert narrow_ridge((), ("three",), NAMES, confidence=0.9)(one) == fit_ridge(one, *best)
    assert noise or best[0] == NAMES


def test_a_prediction_of_the_unseen_does_not_change_with_their_own_targets() -> None:
    one = sample()
    inside = one.groups == "fold-2"
    changed = replace(one, targets=np.where(inside, 99.0, one.targets))
    fit = ridge(NAMES)
    assert unseen(fit, one)[inside] == pytest.approx(unseen(fit, changed)[inside])


@given(count=st.integers(10, 60), confidence=st.sampled_from([0.8, 0.9]), seed=st.integers(0, 10_000))
def test_the_conformal_quantile_is_the_rank_that_covers_one_more_score(
    count: int, confidence: float, seed: int
) -> None:
    scores = np.random.default_rng(seed).exponential(size=count)
    quantile = conformal_quantile(scores, confidence)
    inside = int((scores <= quantile).sum())
    assert inside >= confidence * (count + 1) or inside == count
    assert inside == count or inside - 1 < confidence * (count + 1)


def test_conformal_intervals_cover_at_least_what_they_promise_on_exchangeable_scores() -> None:
    random = np.random.default_rng(5)
    drawn = random.standard_t(2, (4000, 51 + 1)) ** 2
    covered = [drawn[row, -1] <= conformal_quantile(drawn[row, :-1], 0.9) for row in range(len(drawn))]
    # the expectation is 47 of 52; three standard errors of 4000 draws are 0.014
    assert np.mean(covered) == pytest.approx(47 / 52, abs=0.014)


def test_what_is_predicted_of_many_is_what_a_model_says_of_each() -> None:
    one = sample()
    model = fit_ridge(one, ("two", "one"), 2.0)
    each = [model.of(dict(zip(one.names, row, strict=True))) for row in one.values]
    assert predicted(model, one) == pytest.approx(each)
