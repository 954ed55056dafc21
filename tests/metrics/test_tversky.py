"""The Tversky index, hard and soft."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.metrics.tversky import overlap, tversky_index


@given(seed=st.integers(0, 99))
def test_with_a_half_and_a_half_it_is_dice(seed: int) -> None:
    random = np.random.default_rng(seed)
    found, truth = random.random((5, 6)) > 0.5, random.random((5, 6)) > 0.6
    dice = 2 * (found & truth).sum() / (found.sum() + truth.sum())
    assert tversky_index(*overlap(found, truth), alpha=0.5, beta=0.5) == pytest.approx(dice)


def test_a_certain_answer_is_as_hard_as_its_mask_and_a_doubtful_one_between() -> None:
    truth = np.array([True, True, False, False])
    hard = tversky_index(*overlap(np.array([1, 0, 1, 0]), truth))
    assert hard == pytest.approx(1 / (1 + 0.7 + 0.3))
    assert tversky_index(*overlap(np.array([1.0, 0.0, 1.0, 0.0]), truth)) == hard
    assert overlap(np.array([0.5, 0.0, 0.25, 0.0]), truth) == (0.5, 1.5, 0.25)


def test_nothing_to_find_and_nothing_found_is_perfect() -> None:
    nothing = np.zeros(4, bool)
    assert tversky_index(*overlap(nothing, nothing)) == 1.0
    assert tversky_index(*overlap(~nothing, nothing)) == 0.0
