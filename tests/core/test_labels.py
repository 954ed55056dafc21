"""Laws of label maps and schemes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.errors import GridError, LabelError
from neuroinsight.core.labels import (
    BRATS_2015,
    BRATS_2017,
    BRATS_2023,
    BRATS_2024,
    BRATS_MEN,
    BRATS_MET,
    BRATS_PEDS,
    CLASSES,
    DECATHLON,
    MEASURED_REGIONS,
    NESTED_REGIONS,
    SCHEMES,
    WHOLE_TUMOR,
    LabelMap,
    LabelScheme,
    Region,
)
from tests.strategies import grid_of, label_maps


@given(label_map=label_maps())
def test_the_regions_nest(label_map: LabelMap) -> None:
    whole, core, enhancing = (label_map.mask(region) for region in NESTED_REGIONS)
    assert not (core & ~whole).any()
    assert not (enhancing & ~core).any()


@given(label_map=label_maps())
def test_the_tissues_are_disjoint_and_make_up_the_whole_tumor(label_map: LabelMap) -> None:
    counts = np.sum([label_map.mask(tissue) for tissue in CLASSES], axis=0)
    assert counts.max(initial=0) <= 1
    np.testing.assert_array_equal(counts > 0, label_map.mask(Region.WT))


@given(label_map=label_maps(), scheme=st.sampled_from([one for one in SCHEMES if one is not WHOLE_TUMOR]))
def test_another_scheme_says_the_same_and_back_is_the_identity(label_map: LabelMap, scheme: LabelScheme) -> None:
    other = label_map.in_scheme(scheme)
    for region in Region:
        np.testing.assert_array_equal(other.mask(region), label_map.mask(region))
    np.testing.assert_array_equal(other.in_scheme(label_map.scheme).array, label_map.array)


@pytest.mark.parametrize(
    ("scheme", "ncr", "ed", "et"),
    [
        (BRATS_2015, 1, 2, 4),
        (BRATS_2017, 1, 2, 4),
        (BRATS_2023, 1, 2, 3),
        (BRATS_2024, 1, 2, 3),
        (BRATS_MEN, 1, 2, 3),
        (BRATS_MET, 1, 2, 3),
        (BRATS_PEDS, 2, 4, 1),
        (DECATHLON, 2, 1, 3),
    ],
    ids=lambda value: value.name if isinstance(value, LabelScheme) else "",
)
def test_the_numbers_are_the_data_sets(scheme: LabelScheme, ncr: int, ed: int, et: int) -> None:
    assert [scheme.number_of(tissue) for tissue in CLASSES] == [ncr, ed, et]


def test_four_means_enhancing_in_2017_and_a_cavity_in_2024() -> None:
    array = np.full((1, 1, 1), 4, np.uint8)
    grid = grid_of("RAS", shape=(1, 1, 1))
    assert LabelMap(array=array, grid=grid, scheme=BRATS_2017).mask(Region.ET).all()
    of_2024 = LabelMap(array=array, grid=grid, scheme=BRATS_2024)
    assert of_2024.mask(Region.CAVITY).all()
    assert not of_2024.mask(Region.WT).any()


@pytest.mark.parametrize(("scheme", "number"), [(BRATS_2017, 3), (BRATS_2023, 4), (DECATHLON, 200)])
def test_an_unknown_number_is_named(scheme: LabelScheme, number: int) -> None:
    array = np.zeros((2, 2, 2), np.uint8)
    array[0, 0, 0] = number
    with pytest.raises(LabelError) as caught:
        LabelMap(array=array, grid=grid_of("RAS", shape=(2, 2, 2)), scheme=scheme)
    assert caught.value.seen == str(number)


def test_a_tissue_that_the_other_scheme_cannot_say_is_refused() -> None:
    array = np.full((1, 1, 1), 4, np.uint8)
    cavity = LabelMap(array=array, grid=grid_of("RAS", shape=(1, 1, 1)), scheme=BRATS_2024)
    with pytest.raises(LabelError):
        cavity.in_scheme(BRATS_2017)


def test_labels_of_another_shape_than_the_grid_are_refused() -> None:
    with pytest.raises(GridError):
        LabelMap(array=np.zeros((2, 2, 3), np.uint8), grid=grid_of("RAS", shape=(2, 2, 2)), scheme=BRATS_2017)


def test_every_region_has_a_title_of_its_own() -> None:
    assert len({region.title for region in Region}) == len(Region)


def _one_voxel_each(scheme: LabelScheme) -> LabelMap:
    numbers = sorted(scheme.tissue_of)
    grid = grid_of("RAS", shape=(len(numbers), 1, 1))
    return LabelMap(array=np.array(numbers, np.uint8).reshape(-1, 1, 1), grid=grid, scheme=scheme)


def test_a_childs_core_is_its_enhancing_non_enhancing_and_cystic_parts() -> None:
    child = _one_voxel_each(BRATS_PEDS)
    found = {region: child.array[child.mask(region)].tolist() for region in (*NESTED_REGIONS, Region.NCR, Region.CYST)}
    assert found == {
        Region.WT: [1, 2, 3, 4],
        Region.TC: [1, 2, 3],
        Region.ET: [1],
        Region.NCR: [2, 3],
        Region.CYST: [3],
    }


def test_a_cyst_counts_to_the_core_where_a_scheme_has_no_number_for_it() -> None:
    assert _one_voxel_each(BRATS_PEDS).in_scheme(BRATS_2017).array.ravel().tolist() == [4, 1, 1, 2]


@pytest.mark.parametrize("scheme", [BRATS_2024, BRATS_MET], ids=lambda scheme: scheme.name)
def test_a_cavity_is_no_tumor(scheme: LabelScheme) -> None:
    treated = _one_voxel_each(scheme)
    assert treated.mask(Region.CAVITY).ravel().tolist() == [False, False, False, True]
    assert treated.mask(Region.WT).ravel().tolist() == [True, True, True, False]


def test_a_mask_of_the_whole_tumor_knows_nothing_within_it() -> None:
    whole = _one_voxel_each(WHOLE_TUMOR)
    assert whole.mask(Region.WT).all()
    assert [region for region in Region if whole.knows(region)] == [Region.WT]


def test_a_map_of_whole_and_core_knows_the_edema_between_them() -> None:
    array = np.zeros((1, 1, 1), np.uint8)
    grid = grid_of("RAS", shape=(1, 1, 1))
    core = LabelMap(array=array, grid=grid, scheme=BRATS_2017, outlined=(Region.WT, Region.TC))
    assert {region for region in MEASURED_REGIONS if core.knows(region)} == {Region.WT, Region.TC, Region.ED}


def test_schemes_have_names_of_their_own_and_a_source() -> None:
    assert len({scheme.name for scheme in SCHEMES}) == len(SCHEMES)
    assert all(scheme.source for scheme in SCHEMES)
