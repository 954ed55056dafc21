"""What every reader of the catalogue promises: what was written comes back, and what is broken is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from PIL import Image

from neuroinsight.core.errors import FileFormatError
from neuroinsight.core.volume import SliceImage, Volume
from neuroinsight.io import nifti
from neuroinsight.io.catalogue import READERS, Reader, read_volume, reader_of
from tests.strategies import grid_of

IMAGE = np.random.default_rng(7).integers(-500, 3000, (5, 6, 7)).astype(np.int16)
GRID = grid_of("LPS", shape=(5, 6, 7), spacing_mm=(1.0, 1.5, 3.0), origin_mm=(10.0, -20.0, 30.0))
LPS_FROM_RAS = np.diag([-1.0, -1.0, 1.0])
OF_PICTURES = tuple(suffix for reader in READERS if not reader.has_millimeters for suffix in reader.suffixes)
BY_NAME = [pytest.param(reader, id=reader.name) for reader in READERS]


def write_volume(path: Path, volume: Volume) -> None:
    """Write with SimpleITK."""
    image = SimpleITK.GetImageFromArray(np.ascontiguousarray(volume.array.transpose(2, 1, 0)))
    directions = LPS_FROM_RAS @ volume.grid.affine[:3, :3] / volume.grid.spacing_mm
    image.SetSpacing(volume.grid.spacing_mm.tolist())
    image.SetDirection(directions.ravel().tolist())
    image.SetOrigin((LPS_FROM_RAS @ volume.grid.affine[:3, 3]).tolist())
    SimpleITK.WriteImage(image, str(path), useCompression=True)


def write_tiff(path: Path, volume: Volume) -> None:
    """Write one slice as a picture."""
    Image.fromarray(volume.array[:, :, 0].astype(np.uint8)).save(path, format="TIFF")


def write_picture(path: Path, volume: Volume) -> None:
    """Write one slice as PNG, or as JPEG without loss of more than a gray value or two."""
    picture = Image.fromarray(volume.array[:, :, 0].astype(np.uint8))
    picture.save(path, quality=100)


@dataclass(frozen=True)
class Sample:
    write: Callable[[Path, Volume], None]
    damage: Callable[[bytes], bytes]
    lossy: tuple[str, ...] = ()


def write_with_simpleitk(path: Path, volume: Volume) -> None:
    """Write in any format that SimpleITK knows, which knows nothing of our readers."""
    if path.name.endswith(OF_PICTURES):
        write_picture(path, volume)
    else:
        write_volume(path, volume)


# A format that SimpleITK or Pillow writes, and whose end may not be missing, needs no entry here.
SAMPLES = {
    "NIfTI": Sample(nifti.write, lambda content: content[:-20]),
    "TIFF slice": Sample(write_tiff, lambda content: content[:20]),
    "PNG or JPEG slice": Sample(write_picture, lambda content: content[:40], lossy=(".jpg", ".jpeg")),
}


def sample_of(reader: Reader) -> Sample:
    return SAMPLES.get(reader.name) or Sample(write_with_simpleitk, lambda content: content[:-20])


@pytest.mark.parametrize("reader", BY_NAME)
def test_an_image_comes_back_as_it_was_written(reader: Reader, tmp_path: Path) -> None:
    for suffix in reader.suffixes:
        path = tmp_path / f"image{suffix}"
        sample_of(reader).write(path, Volume(array=IMAGE, grid=GRID))
        image = reader.parse(path.read_bytes(), path.name)
        if isinstance(image, Volume):
            np.testing.assert_array_equal(image.array, IMAGE)
            np.testing.assert_allclose(image.grid.affine, GRID.affine, atol=1e-5)
        else:
            expected = IMAGE[:, :, 0].astype(np.uint8)
            lossy = suffix in sample_of(reader).lossy
            np.testing.assert_allclose(image.array[:, :, 0], expected, rtol=0, atol=3 if lossy else 0)


@pytest.mark.parametrize("reader", BY_NAME)
def test_the_kind_of_image_is_what_the_catalogue_says(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / f"image{reader.suffixes[0]}"
    sample_of(reader).write(path, Volume(array=IMAGE, grid=GRID))
    assert isinstance(reader.parse(path.read_bytes(), path.name), Volume if reader.has_millimeters else SliceImage)


@pytest.mark.parametrize("reader", BY_NAME)
def test_a_truncated_file_is_refused(reader: Reader, tmp_path: Path) -> None:
    sample = sample_of(reader)
    for suffix in reader.suffixes:
        path = tmp_path / f"image{suffix}"
        sample.write(path, Volume(array=IMAGE, grid=GRID))
        with pytest.raises(FileFormatError, match=r"not a readable") as caught:
            reader.parse(sample.damage(path.read_bytes()), path.name)
        assert path.name in caught.value.problem


@pytest.mark.parametrize("reader", BY_NAME)
@pytest.mark.parametrize("content", [b"hello", b"\x1f\x8b\x08\x00junk", b"\0" * 1000, b"ObjectType = Image\n"])
def test_what_is_no_image_is_refused(reader: Reader, content: bytes) -> None:
    with pytest.raises(FileFormatError) as caught:
        reader.parse(content, f"file{reader.suffixes[0]}")
    assert caught.value.remedy


def test_no_two_readers_claim_a_file() -> None:
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    for suffix in suffixes:
        assert [reader.name for reader in READERS if reader.reads(Path(f"a{suffix.upper()}"))].__len__() == 1


def test_a_name_without_a_reader_is_refused_with_the_formats_that_have_one(tmp_path: Path) -> None:
    path = tmp_path / "image.dcm"
    path.write_bytes(b"DICM")
    assert reader_of(path) is None
    with pytest.raises(FileFormatError, match=r"no known format") as caught:
        read_volume(path)
    assert ".nii.gz" in caught.value.allowed
    assert ".tif" not in caught.value.allowed


def test_a_picture_is_no_volume(tmp_path: Path) -> None:
    buffer = BytesIO()
    Image.fromarray(np.zeros((4, 5), np.uint8)).save(buffer, format="TIFF")
    path = tmp_path / "slice.tif"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(FileFormatError, match="without millimeters"):
        read_volume(path)


@pytest.mark.parametrize("name", ["missing.nii.gz", "empty.nii.gz", "folder.nii.gz"])
def test_files_that_cannot_be_read_are_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty.nii.gz").touch()
    (tmp_path / "folder.nii.gz").mkdir()
    with pytest.raises(FileFormatError, match=name):
        read_volume(tmp_path / name)
