"""NIfTI: what was written comes back, and damaged or hostile files give one clear answer."""

import gzip
import logging
import struct
from io import StringIO
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.errors import FileFormatError, GridError, OutputError
from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.core.volume import Volume
from neuroinsight.io import nifti
from neuroinsight.io.content import unwrap
from neuroinsight.io.labels import read_label_map
from tests.strategies import AXIS_CODES, grid_of, label_maps

SHAPE = (4, 5, 6)
IMAGE = np.random.default_rng(3).integers(0, 4000, SHAPE).astype(np.int16)


def content_of(image: nib.Nifti1Image) -> bytes:
    return bytes(image.to_bytes())


def plain(array: np.ndarray = IMAGE) -> nib.Nifti1Image:
    return nib.Nifti1Image(array, np.diag([1.0, 2.0, 3.0, 1.0]))


def patched(offset: int, layout: str, *values: float) -> bytes:
    """Return a sound file with some bytes of its header replaced (offsets of the NIfTI-1 standard)."""
    content = bytearray(content_of(plain()))
    struct.pack_into(layout, content, offset, *values)
    return bytes(content)


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_images_and_labels_come_back_in_every_axis_order(codes: str, tmp_path: Path) -> None:
    grid = grid_of(codes, shape=SHAPE, spacing_mm=(1.0, 0.5, 2.0), origin_mm=(-8.0, 16.0, 4.0))
    nifti.write(tmp_path / "image.nii.gz", Volume(array=IMAGE, grid=grid))
    back = nifti.read(tmp_path / "image.nii.gz")
    np.testing.assert_array_equal(back.array, IMAGE)
    assert back.grid == grid  # these numbers are exact in the header's single precision
    assert back.grid.axis_codes == codes
    labels = LabelMap(array=(IMAGE % 3).astype(np.uint8), grid=grid, scheme=BRATS_2017)
    nifti.write_label_map(tmp_path / "labels.nii.gz", labels, like=tmp_path / "image.nii.gz")
    again = read_label_map(tmp_path / "labels.nii.gz", BRATS_2017)
    np.testing.assert_array_equal(again.array, labels.array)
    assert again.grid == grid


@given(label_map=label_maps())
def test_label_maps_come_back_from_any_grid(label_map: LabelMap, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("labels") / "labels.nii.gz"
    nifti.write_label_map(path, label_map)
    back = read_label_map(path, BRATS_2017)
    np.testing.assert_array_equal(back.array, label_map.array)
    assert back.grid.is_same_as(label_map.grid)


@pytest.mark.parametrize("kind", ["u1", "i2", "u2", "i4", ">i2", "f4", ">f4", "f8", "i8", "?"])
def test_values_survive_every_type(kind: str, tmp_path: Path) -> None:
    array = (IMAGE % 2).astype(kind) if kind == "?" else (IMAGE % 100).astype(kind)
    nifti.write(tmp_path / "image.nii", Volume(array=array, grid=grid_of("RAS", shape=SHAPE)))
    back = nifti.read(tmp_path / "image.nii").array
    np.testing.assert_array_equal(back, array)
    assert back.dtype.isnative
    assert back.dtype.kind in "iuf"


def test_big_endian_files_and_scaled_values_are_read() -> None:
    image = plain()
    image.header.set_slope_inter(0.5, 10)
    big = nib.Nifti1Image(IMAGE, np.eye(4), nib.Nifti1Header(endianness=">"))
    np.testing.assert_array_equal(nifti.parse(content_of(big), "big.nii").array, IMAGE)
    scaled = bytearray(content_of(plain()))
    struct.pack_into("<ff", scaled, 112, 0.5, 10.0)  # scl_slope, scl_inter
    np.testing.assert_allclose(nifti.parse(bytes(scaled), "scaled.nii").array, IMAGE * 0.5 + 10)


def test_nifti_2_and_a_trailing_axis_of_one_are_read() -> None:
    second = nib.Nifti2Image(IMAGE[..., None], np.eye(4))
    np.testing.assert_array_equal(nifti.parse(content_of(second), "two.nii").array, IMAGE)


def test_a_compressed_file_may_lack_the_ending_and_a_plain_one_may_have_it() -> None:
    np.testing.assert_array_equal(nifti.parse(gzip.compress(content_of(plain())), "image.nii").array, IMAGE)
    np.testing.assert_array_equal(nifti.parse(content_of(plain()), "image.nii.gz").array, IMAGE)


def test_the_same_labels_give_the_same_bytes(tmp_path: Path) -> None:
    labels = LabelMap(array=(IMAGE % 3).astype(np.uint8), grid=grid_of("RAS", shape=SHAPE), scheme=BRATS_2017)
    for name in ("one.nii.gz", "two.nii.gz"):
        nifti.write_label_map(tmp_path / name, labels)
    assert (tmp_path / "one.nii.gz").read_bytes() == (tmp_path / "two.nii.gz").read_bytes()


def test_a_label_map_keeps_the_header_of_its_image(tmp_path: Path) -> None:
    affine = np.diag([1.0, 2.0, 3.0, 1.0])
    image = nib.Nifti1Image(IMAGE, affine)
    image.set_qform(affine, code=3)
    image.set_sform(affine, code=0)
    image.header["descrip"] = b"DOE^JANE"
    image.header["db_name"] = b"DOE^JANE"
    image.header.set_intent("z score")
    image.header["scl_slope"], image.header["scl_inter"] = 2, 0
    image.header.extensions.append(nib.nifti1.Nifti1Extension("comment", b"of the image"))
    (tmp_path / "image.nii").write_bytes(content_of(image))
    grid = nifti.read(tmp_path / "image.nii").grid
    labels = LabelMap(array=np.full(SHAPE, 4, np.uint8), grid=grid, scheme=BRATS_2017)
    nifti.write_label_map(tmp_path / "labels.nii.gz", labels, like=tmp_path / "image.nii")
    header = nib.Nifti1Image.from_filename(tmp_path / "labels.nii.gz").header
    assert (int(header["qform_code"]), int(header["sform_code"])) == (3, 0)
    assert header["intent_code"].item() == 1002  # labels
    assert all(header[field].item() == b"" for field in ("descrip", "db_name", "aux_file"))  # may name a patient
    assert header.get_data_dtype() == np.uint8
    assert not header.extensions
    assert nifti.read(tmp_path / "labels.nii.gz").array.max() == 4


@pytest.mark.parametrize("cut", [1, 4, 8, 200])
def test_truncation_is_noticed_even_in_the_check_sum(cut: int) -> None:
    content = gzip.compress(content_of(plain()))
    with pytest.raises(FileFormatError, match="not a readable NIfTI"):
        nifti.parse(content[:-cut], "cut.nii.gz")


def test_a_wrong_check_sum_is_noticed() -> None:
    content = bytearray(gzip.compress(content_of(plain())))
    content[-6] ^= 0xFF
    with pytest.raises(FileFormatError, match="not a readable NIfTI"):
        nifti.parse(bytes(content), "flipped.nii.gz")


def test_a_check_sum_far_behind_what_is_read_at_once_is_looked_at() -> None:
    image = np.random.default_rng(0).integers(0, 30_000, (100, 100, 100)).astype(np.int16)
    content = bytearray(gzip.compress(nib.Nifti1Image(image, np.eye(4)).to_bytes() + bytes(70_000)))
    content[-6] ^= 0xFF
    with pytest.raises(FileFormatError, match="not a readable NIfTI"):
        nifti.parse(bytes(content), "flipped.nii.gz")


def test_what_a_stream_holds_beyond_the_image_is_never_inflated() -> None:
    bomb = gzip.compress(content_of(plain()) + bytes(50_000_000))
    assert len(unwrap(bomb, 10_000)) == 10_000
    np.testing.assert_array_equal(nifti.parse(bomb, "bomb.nii.gz").array, IMAGE)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (patched(40, "<8h", 3, 30000, 30000, 30000, 1, 1, 1, 1), "bytes"),
        (patched(40, "<8h", 3, -4, 5, 6, 1, 1, 1, 1), "shape"),
        (patched(40, "<8h", 3, 0, 5, 6, 1, 1, 1, 1), "shape"),
        (patched(40, "<8h", 9, 4, 5, 6, 1, 1, 1, 1), ""),
        (patched(70, "<h", 1234), ""),
        (patched(70, "<h", 128), "type"),  # three bytes a voxel: color
        (patched(70, "<h", 32), "type"),  # complex
        (patched(108, "<f", float("nan")), ""),
        (patched(108, "<f", float("inf")), ""),
        (patched(108, "<f", 1e9), "bytes"),
        (patched(344, "<4s", b"ni1\0"), "mark"),  # type: ignore[arg-type]
        (b"\x00" * 400, ""),
        (b"PK\x03\x04 a zip", "too few"),
    ],
)
def test_headers_that_lie_are_refused_and_nothing_else_is_said(
    content: bytes, reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger().handlers.clear()
    with pytest.raises(FileFormatError, match="not a readable NIfTI") as caught:
        nifti.parse(content, "odd.nii")
    assert reason in caught.value.seen
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("bad", [np.full((4, 4), np.nan), np.diag([1.0, 1.0, 0.0, 1.0])])
def test_a_matrix_that_leads_nowhere_is_refused(bad: np.ndarray) -> None:
    content = bytearray(content_of(plain()))
    struct.pack_into("<2h", content, 252, 0, 1)  # sform alone counts
    struct.pack_into("<12f", content, 280, *bad[:3].ravel())
    with pytest.raises(GridError, match="where its voxels are"):
        nifti.parse(bytes(content), "nowhere.nii")


def test_several_channels_are_refused_as_one_image_and_read_as_several() -> None:
    content = content_of(plain(np.stack([IMAGE, IMAGE + 1], axis=-1)))
    with pytest.raises(FileFormatError, match="single three-dimensional") as caught:
        nifti.parse(content, "four.nii")
    assert caught.value.seen == "4 dimensions, 4x5x6x2"
    first, second = nifti.parse_channels(content, "four.nii")
    np.testing.assert_array_equal(second.array, first.array + 1)
    with pytest.raises(FileFormatError, match="several channels"):
        nifti.parse_channels(content_of(plain()), "three.nii")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"image\.nii"):
        nifti.write(tmp_path / "missing" / "image.nii", Volume(array=IMAGE, grid=grid_of("RAS", shape=SHAPE)))


@given(content=st.binary(max_size=700))
def test_no_bytes_make_the_reader_fall_over(content: bytes) -> None:
    with pytest.raises((FileFormatError, GridError)):
        nifti.parse(content, "random.nii.gz")


@given(place=st.integers(0, 351), value=st.integers(0, 255))
def test_no_single_byte_of_the_header_makes_the_reader_fall_over(place: int, value: int) -> None:
    content = bytearray(content_of(plain()))
    content[place] = value
    try:
        nifti.parse(bytes(content), "flipped.nii")
    except (FileFormatError, GridError) as error:
        assert error.remedy  # noqa: PT017 - most bytes do no harm, so that nothing need be raised


def test_labels_take_a_nifti2_header_without_a_word(tmp_path: Path) -> None:
    grid = grid_of("LPS", shape=(4, 5, 6))
    image = nib.Nifti2Image(np.ones((4, 5, 6), np.float32), grid.affine)
    image.to_filename(tmp_path / "image.nii")
    labels = LabelMap(array=np.full((4, 5, 6), 4, np.uint8), grid=grid, scheme=BRATS_2017)
    told = StringIO()
    terminal = logging.StreamHandler(told)
    nib.imageglobals.logger.addHandler(terminal)
    try:
        nifti.write_label_map(tmp_path / "labels.nii.gz", labels, like=tmp_path / "image.nii")
    finally:
        nib.imageglobals.logger.removeHandler(terminal)
    assert read_label_map(tmp_path / "labels.nii.gz", BRATS_2017).grid.is_same_as(grid)
    assert told.getvalue() == ""
