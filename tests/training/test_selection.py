"""Which cases a run trains on: never one that is held out, nor another copy of one."""

from pathlib import Path

import pytest

from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.splits import split_into_folds
from neuroinsight.training.selection import select_by_shares, select_without
from tests.training.conftest import write_case


def test_what_is_held_out_is_not_trained_on_and_everything_else_is(tiny_cases: tuple[Case, ...]) -> None:
    split = split_into_folds(tiny_cases, 3, seed=1)
    held_out = {case.key for case in split.select(tiny_cases, ["fold-1"])}
    chosen = select_without(tiny_cases, split, ["fold-1"])
    assert held_out
    assert {case.key for case in chosen.training} == {case.key for case in tiny_cases} - held_out


@pytest.mark.parametrize("seed", range(3))
def test_patients_who_share_an_image_share_a_part_of_the_usual_split(tmp_path: Path, seed: int) -> None:
    for number, name in enumerate(("AAA", "AAB", "AAC", "AAD")):
        write_case(tmp_path, f"Brats18_CBICA_{name}_1", seed=number % 2)  # two pairs of equal images
    chosen = select_by_shares(find_cases([tmp_path]).cases, seed=seed)
    assert chosen.split is not None
    parts = [
        {chosen.split.part_of(case) for case in find_cases([tmp_path]).cases if case.key[14:17] in pair}
        for pair in (("AAA", "AAC"), ("AAB", "AAD"))
    ]
    assert [len(part) for part in parts] == [1, 1]
