"""What every layout of data sets promises, on a small fabricated tree of each."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.labels import BRATS_2017, Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.catalogue import LAYOUTS, find_cases, find_examined
from neuroinsight.datasets.layout import Place
from neuroinsight.datasets.loading import load_labels, load_study
from neuroinsight.datasets.slices import SlicePatient, read_slices
from neuroinsight.datasets.splits import split_by_shares, split_into_folds
from neuroinsight.datasets.tables import Facts
from neuroinsight.io.examinations import find_examinations
from tests import trees

Tree = Callable[[Path], Path]
MADE = [*trees.TREES.items(), *trees.COPIES.items()]
every_tree = pytest.mark.parametrize(("name", "make"), MADE, ids=[make.__name__ for _, make in MADE])


@every_tree
def test_exactly_one_layout_recognizes_a_tree(tmp_path: Path, name: str, make: Tree) -> None:
    root = make(tmp_path)
    facts: dict[str, Facts] = {}
    found = find_examinations(root)
    claimed = [next(layout for layout in LAYOUTS if layout.claims(one)) for one in found]
    others = [layout for layout in LAYOUTS if layout.find(Place(root=root, examinations=(), facts=facts))]
    assert {layout.name for layout in (*claimed, *others)} == {
        layout.name for layout in LAYOUTS if name in layout.names_of_cases
    }


@every_tree
def test_cases_say_which_layout_they_are_of(tmp_path: Path, name: str, make: Tree) -> None:
    assert {case.layout for case in find_cases([make(tmp_path)])} == {name}


@every_tree
def test_keys_are_unique_and_in_order(tmp_path: Path, name: str, make: Tree) -> None:
    keys = [case.key for case in find_cases([make(tmp_path)])]
    assert keys == sorted(set(keys)), name


@every_tree
def test_labels_are_inside_the_scheme_and_mean_the_same_tissues(tmp_path: Path, name: str, make: Tree) -> None:
    scheme = trees.SCHEMES_OF_TREES.get(name, BRATS_2017)
    expected = trees.labels()
    for case in find_cases([make(tmp_path)]):
        assert case.scheme.tissue_of == scheme.tissue_of
        if case.labels is not None:
            label_map = load_labels(case)
            assert label_map.array.any()
            for number, tissue in BRATS_2017.tissue_of.items():
                np.testing.assert_array_equal(label_map.mask(tissue), expected == number)


@every_tree
def test_all_images_and_labels_of_a_case_lie_on_one_grid(tmp_path: Path, name: str, make: Tree) -> None:
    for case in find_cases([make(tmp_path)]):
        study = load_study(case)
        grids = [volume.grid for volume in study.volumes.values()]
        grids += [load_labels(case).grid] if case.labels else []
        assert all(grid.is_same_as(trees.GRID) for grid in grids), name


@every_tree
def test_each_sequence_holds_its_own_image(tmp_path: Path, name: str, make: Tree) -> None:
    case = find_cases([make(tmp_path)])[0]
    volumes = load_study(case).volumes
    assert list(volumes) == [sequence for sequence in Sequence if sequence in case.images], name
    pictures = {tuple(volume.array[8:11, 9, 10].tolist()) for volume in volumes.values()}
    assert len(pictures) == len(volumes)


@every_tree
def test_parts_of_a_split_share_no_patient(tmp_path: Path, name: str, make: Tree) -> None:
    cases = find_cases([make(tmp_path)])
    for split in (split_into_folds(cases, 2, seed=1), split_by_shares(cases, {"train": 0.5, "test": 0.5}, seed=1)):
        patients = [{case.patient for case in split.select(cases, [part])} for part in split.parts]
        assert set.intersection(*patients) == set(), name
        assert set.union(*patients) == {case.patient for case in cases}


def test_every_layout_of_the_catalogue_has_a_tree_here() -> None:
    for layout in LAYOUTS:
        assert set(layout.names_of_cases) & {*trees.TREES, *trees.SLICE_TREES}, layout.name


@pytest.mark.parametrize(("name", "make"), trees.SLICE_TREES.items(), ids=trees.SLICE_TREES)
def test_slices_have_masks_and_no_millimeters(tmp_path: Path, name: str, make: Tree) -> None:
    found = find_examined([make(tmp_path)])
    assert {case.layout for case in found} == {name}
    for case in found:
        assert (case.has_millimeters, case.is_labelled, case.problem) == (False, True, None)
        assert isinstance(case, SlicePatient)
        stack = read_slices(case)
        assert stack.images.shape[:3] == stack.masks.shape
        assert stack.masks.any()


def test_the_decathlon_keeps_channels_and_labels_apart_from_brats(tmp_path: Path) -> None:
    cases = find_cases([trees.decathlon(tmp_path)])
    assert [case.key for case in cases] == ["BRATS_001", "BRATS_002", "BRATS_003"]
    assert [case.missing for case in cases] == [(), (), ("labels",)]
    assert {case.grade for case in cases} == {None}
    study = load_study(cases[0])
    for sequence in Sequence:
        np.testing.assert_array_equal(study.volumes[sequence].array, trees.head(sequence, seed=1))
    assert cases[0].scheme.number_of(Region.ED) == 1
    assert len({source.sha256 for source in study.sources.values()}) == 1
