"""A header that states two places is told with both; two spaces are no contradiction."""

from dataclasses import replace

import numpy as np
import pytest

from neuroinsight.core.grid import Grid
from neuroinsight.core.origin import Origin, Reading
from neuroinsight.core.record import Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.preprocess.check import check
from tests.preprocess.test_check import GRID, PLAN, SHAPE, study

PLACE = GRID.affine.copy()
PLACE[:3, 3] = (80.0, 90.0, -70.0)


def with_header(*statements: tuple[str, int, np.ndarray]) -> Study:
    readings = tuple(
        Reading(name=name, space=space, grid=Grid(shape=SHAPE, affine=affine)) for name, space, affine in statements
    )
    sound = study()
    flair = replace(sound.volumes[Sequence.FLAIR], origin=Origin(format="NIfTI", readings=readings))
    return replace(sound, volumes={**sound.volumes, Sequence.FLAIR: flair})


def moved(*millimeters: float) -> np.ndarray:
    affine = PLACE.copy()
    affine[:3, 3] += millimeters
    return affine


@pytest.mark.parametrize(
    ("affine", "space", "codes"),
    [
        (PLACE, 1, []),
        (np.diag([-1.0, 1, 1, 1]) @ PLACE, 1, ["header.two_sides"]),
        (np.diag([-1.0, -1, 1, 1]) @ PLACE, 1, ["header.two_sides"]),
        (PLACE @ np.diag([1.0, 1, 2, 1]), 1, ["header.two_spacings"]),
        (moved(7, -4, 12), 1, []),
        (moved(7, -4, 12), 2, ["header.two_places"]),
        (moved(0.5, 0, 0), 2, []),
    ],
    ids=["the same", "mirrored", "turned", "stretched", "another space", "the same space", "less than a voxel"],
)
def test_what_two_statements_contradict_about_is_told(affine: np.ndarray, space: int, codes: list[str]) -> None:
    cautions = check(with_header(("sform (code 2)", 2, PLACE), ("qform", space, affine)), PLAN)
    assert [caution.code for caution in cautions] == codes
    for caution in cautions:
        assert str(caution.values["used"]).startswith("sform (code 2): 80x96x80")
        assert str(caution.values["other"]).startswith("qform: 80x96x80")


def test_another_place_in_one_space_is_but_a_note() -> None:
    (caution,) = check(with_header(("sform", 1, PLACE), ("qform", 1, moved(7, -4, 12))), PLAN)
    assert caution.severity is Severity.NOTE


def test_a_header_that_states_nothing_is_not_refused() -> None:
    assert check(with_header(), PLAN) == ()
