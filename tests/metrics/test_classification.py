"""Figures of yes and no, by hand and by their laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.metrics.classification import CLASS_METRICS, area_under_curve, counts_of

CHANCES = np.array([0.9, 0.6, 0.4, 0.7, 0.2, 0.1, 0.5, 0.3])
TRUTHS = np.array([True, True, True, False, False, False, False, False])


def test_figures_counted_by_hand() -> None:
    counts = counts_of(CHANCES, TRUTHS)
    assert (counts.true_positive, counts.false_positive, counts.true_negative, counts.false_negative) == (2, 2, 3, 1)
    found = {metric.name: metric.compute(CHANCES, TRUTHS) for metric in CLASS_METRICS}
    assert found == pytest.approx(
        {
            "accuracy": 5 / 8,
            "balanced_accuracy": (2 / 3 + 3 / 5) / 2,
            "auc": 12 / 15,  # of 15 pairs 0.6 loses to 0.7, 0.4 to 0.7 and 0.5
            "f1": 4 / 7,
            "sensitivity": 2 / 3,
            "specificity": 3 / 5,
        }
    )


@given(seed=st.integers(0, 99))
def test_the_area_minds_ranks_alone_and_turns_round_with_the_truth(seed: int) -> None:
    random = np.random.default_rng(seed)
    chances, truths = random.integers(0, 5, 12) / 4, random.random(12) > 0.5
    truths[:2] = True, False
    area = area_under_curve(chances, truths)
    assert area is not None
    assert area_under_curve(chances**3 - 7, truths) == pytest.approx(area)
    assert area_under_curve(chances, ~truths) == pytest.approx(1 - area)


def test_what_would_divide_by_nothing_is_none() -> None:
    found = {metric.name: metric.compute(CHANCES, np.zeros(8, bool)) for metric in CLASS_METRICS}
    assert [name for name, value in found.items() if value is None] == ["balanced_accuracy", "auc", "sensitivity"]
    assert all(metric.compute(np.zeros(0), np.zeros(0, bool)) is None for metric in CLASS_METRICS)
