"""Laws of label maps and schemes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.errors import GridError, LabelError
from neuroinsight.core.labels import (
    BRATS_2017,
    BRATS_2023,
    BRATS_2024,
    CLASSES,
    DECATHLON,
    NESTED_REGIONS,
    SCHEMES,
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


@given(label_map=label_maps(), scheme=st.sampled_from(SCHEMES))
def test_another_scheme_says_the_same_and_back_is_the_identity(label_map: LabelMap, scheme: LabelScheme) -> None:
    other = label_map.in_scheme(scheme)
    for region in Region:
        np.testing.assert_array_equal(other.mask(region), label_map.mask(region))
    np.testing.assert_array_equal(other.in_scheme(label_map.scheme).array, label_map.array)


@pytest.mark.parametrize(
    ("scheme", "ncr", "ed", "et"), [(BRATS_2017, 1, 2, 4), (BRATS_2023, 1, 2, 3), (DECATHLON, 2, 1, 3)]
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
