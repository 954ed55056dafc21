"""Slices: pictures without millimeters, in the order of their numbers."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from neuroinsight.core.errors import FileFormatError
from neuroinsight.io import tiff
from neuroinsight.io.picture import read_levels

RGB = np.random.default_rng(0).integers(0, 255, (6, 5, 3)).astype(np.uint8)


def picture(array: np.ndarray, **options: object) -> bytes:
    buffer = BytesIO()
    Image.fromarray(array).save(buffer, format="TIFF", **options)
    return buffer.getvalue()


@pytest.mark.parametrize("array", [RGB, RGB[..., 0]])
def test_pictures_come_back_with_their_channels_last(array: np.ndarray) -> None:
    slice_image = tiff.parse(picture(array), "a.tif")
    np.testing.assert_array_equal(slice_image.array, np.atleast_3d(array))
    assert slice_image.name == "a.tif"


def test_files_of_another_writer_are_read(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", RGB, photometric="rgb")
    np.testing.assert_array_equal(tiff.read(tmp_path / "a.tif").array, RGB)


def test_a_black_and_white_mask_has_the_levels_0_and_255(tmp_path: Path) -> None:
    mask = RGB[..., 0] > 100
    (tmp_path / "mask.tif").write_bytes(picture(mask))
    np.testing.assert_array_equal(read_levels(tmp_path / "mask.tif"), np.where(mask, 255, 0))


@pytest.mark.parametrize(
    "content",
    [
        picture(RGB[..., 0].astype(np.uint16)),
        picture(RGB, save_all=True, append_images=[Image.fromarray(RGB)]),
        picture(np.dstack([RGB, RGB[..., 0]])),
        picture(RGB)[:60],
        b"II*\0",
    ],
    ids=["16 bits", "two pages", "four channels", "truncated", "no more than a mark"],
)
def test_other_pictures_are_refused(content: bytes) -> None:
    with pytest.raises(FileFormatError, match="not a readable slice"):
        tiff.parse(content, "a.tif")


def test_a_jpeg_is_no_tiff_whatever_its_name() -> None:
    buffer = BytesIO()
    Image.fromarray(RGB).save(buffer, format="JPEG")
    with pytest.raises(FileFormatError, match="not a readable slice"):
        tiff.parse(buffer.getvalue(), "a.tif")


def test_slices_are_listed_by_number_with_their_masks(tmp_path: Path) -> None:
    for name in ("P_1_2", "P_1_10", "P_1_2_mask", "P_1_10_mask", "P_1_9"):
        (tmp_path / f"{name}.tif").touch()
    (tmp_path / "notes.txt").touch()
    slices = tiff.find_slices(tmp_path)
    assert [piece.number for piece in slices] == [2, 9, 10]
    assert [piece.mask.name if piece.mask else None for piece in slices] == ["P_1_2_mask.tif", None, "P_1_10_mask.tif"]
    assert {piece.patient for piece in slices} == {"P_1"}


def test_a_missing_folder_of_slices_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="nowhere"):
        tiff.find_slices(tmp_path / "nowhere")


@pytest.mark.data
def test_the_released_slices_of_a_patient_are_read(data: Path) -> None:
    slices = tiff.find_slices(data / "tcga_lgg" / "TCGA_CS_4942_19970222")
    assert [piece.number for piece in slices] == list(range(1, 21))
    assert all(piece.mask for piece in slices)
    assert tiff.read(slices[0].image).array.shape == (256, 256, 3)
