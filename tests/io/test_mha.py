"""MetaImage: SimpleITK, which writes the format itself, is the oracle."""

import zlib
from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from neuroinsight.core.errors import FileFormatError
from neuroinsight.io import mha
from tests.strategies import AXIS_CODES, Spacing, grid_of

LPS_FROM_RAS = np.diag([-1.0, -1.0, 1.0])
HEADER = (
    "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = False\n"
    "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 0 0 0\nElementSpacing = 1 1 1\nDimSize = 2 3 4\n"
    "ElementType = MET_SHORT\nElementDataFile = LOCAL\n"
)
VOXELS = np.arange(24, dtype="<i2").tobytes()


@pytest.mark.parametrize("tilt", [(0.0, 0.0, 0.0), (12.0, -7.0, 20.0)])
@pytest.mark.parametrize("codes", AXIS_CODES[::5])
def test_voxels_and_millimeters_are_those_of_simpleitk(codes: str, tilt: Spacing, tmp_path: Path) -> None:
    grid = grid_of(codes, shape=(3, 4, 5), spacing_mm=(0.7, 1.0, 5.5), origin_mm=(3.0, -9.0, 40.0), tilt_degrees=tilt)
    array = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
    image = SimpleITK.GetImageFromArray(np.ascontiguousarray(array.transpose(2, 1, 0)))
    image.SetSpacing(grid.spacing_mm.tolist())
    image.SetDirection((LPS_FROM_RAS @ grid.affine[:3, :3] / grid.spacing_mm).ravel().tolist())
    image.SetOrigin((LPS_FROM_RAS @ grid.affine[:3, 3]).tolist())
    SimpleITK.WriteImage(image, str(tmp_path / "image.mha"))
    volume = mha.read(tmp_path / "image.mha")
    np.testing.assert_array_equal(volume.array, array)
    read = SimpleITK.ReadImage(str(tmp_path / "image.mha"))
    for index in ((0, 0, 0), (2, 1, 4), (0, 3, 2)):
        expected = LPS_FROM_RAS @ np.array(read.TransformIndexToPhysicalPoint(index))
        np.testing.assert_allclose(volume.grid.to_world_mm(np.array(index, float)), expected, atol=1e-4)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.float32, np.float64])
@pytest.mark.parametrize("compressed", [True, False])
def test_every_type_is_read(kind: type, compressed: bool, tmp_path: Path) -> None:
    array: np.ndarray = np.arange(60).reshape(3, 4, 5).astype(kind)
    path = tmp_path / "image.mha"
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(array), str(path), useCompression=compressed)
    np.testing.assert_array_equal(mha.read(path).array, array.transpose(2, 1, 0))


def test_a_header_by_hand_is_read() -> None:
    volume = mha.parse(HEADER.encode() + VOXELS, "hand.mha")
    np.testing.assert_array_equal(volume.array.ravel(order="F"), np.arange(24))
    assert volume.grid.axis_codes == "LPS"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("LOCAL", "/etc/passwd", "another file"),
        ("DimSize = 2 3 4", "DimSize = 2 3 40", "in place of"),
        ("DimSize = 2 3 4", "DimSize = 99999 99999 99999", "bytes"),
        ("DimSize = 2 3 4", "DimSize = 2 -3 4", "shape"),
        ("DimSize = 2 3 4\n", "", "dimsize"),
        ("DimSize = 2 3 4", "DimSize = two", "two"),
        ("MET_SHORT", "MET_UNKNOWN", "MET_UNKNOWN"),
        ("1 0 0 0 1 0 0 0 1", "1 0 0", "reshape"),
        ("CompressedData = False", "CompressedData = True", ""),
    ],
)
def test_headers_that_lie_are_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(FileFormatError, match="not a readable MetaImage") as caught:
        mha.parse(HEADER.replace(old, new).encode() + VOXELS, "odd.mha")
    assert reason in caught.value.seen


@pytest.mark.parametrize("change", [("2 3 4", "2 3 2 2"), ("LOCAL", "LOCAL")])
def test_four_dimensions_or_channels_are_refused(change: tuple[str, str]) -> None:
    header = HEADER.replace(*change)
    if change[0] == change[1]:
        header = header.replace("ElementType", "ElementNumberOfChannels = 2\nElementType")
    with pytest.raises(FileFormatError, match="single three-dimensional"):
        mha.parse(header.encode() + VOXELS, "four.mha")


def test_the_headers_byte_order_is_that_of_the_voxels() -> None:
    header = HEADER.replace("OrderMSB = False", "OrderMSB = True").encode()
    volume = mha.parse(header + np.arange(24, dtype=">i2").tobytes(), "big.mha")
    np.testing.assert_array_equal(volume.array.ravel(order="F"), np.arange(24))


@pytest.mark.parametrize("missing", [1, 4])
def test_compressed_voxels_without_their_whole_check_sum_are_refused(missing: int) -> None:
    header, stream = HEADER.replace("CompressedData = False", "CompressedData = True").encode(), zlib.compress(VOXELS)
    assert mha.parse(header + stream, "whole.mha").array.size == 24
    with pytest.raises(FileFormatError, match="not a readable MetaImage"):
        mha.parse(header + stream[:-missing], "cut.mha")
