"""Whatever lies where an image should be, reading ends soon: with the image as written, or a problem in words."""

import gzip
import os
import socket
import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from neuroinsight.core.errors import FileFormatError, GridError, NeuroInsightError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import SliceImage, Volume
from neuroinsight.datasets.splits import read_split
from neuroinsight.inference.bundle import load_bundle
from neuroinsight.io import mha, nifti, picture, tiff
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.content import printable, read_content
from neuroinsight.io.study import load_study, load_study_files
from neuroinsight.training.recipe import load_recipe

SHAPE = (6, 7, 8)
VALUES = np.random.default_rng(1).integers(-300, 3000, SHAPE).astype(np.int16)
SLICE = np.random.default_rng(2).integers(0, 255, (12, 11, 3)).astype(np.uint8)
META = (
    "ObjectType = Image\nNDims = 3\nBinaryDataByteOrderMSB = False\nCompressedData = {compressed}\n"
    "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 1 2 3\nElementSpacing = 1 1 1\nDimSize = 6 7 8\n"
    "ElementType = MET_SHORT\nElementDataFile = LOCAL\n"
)


def meta(*, compressed: bool) -> bytes:
    voxels = VALUES.tobytes(order="F")
    return META.format(compressed=compressed).encode() + (zlib.compress(voxels) if compressed else voxels)


def drawn(kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    Image.fromarray(SLICE).save(buffer, format=kind, **options)
    return buffer.getvalue()


def nii(*, slope: float = 1.0, shape: tuple[int, ...] | None = None) -> bytes:
    content = bytearray(nib.Nifti1Image(VALUES, np.diag([1.0, 1, 2, 1])).to_bytes())
    struct.pack_into("<ff", content, 112, slope, 0.0)
    if shape is not None:
        struct.pack_into("<4h", content, 40, 3, *shape)
    return bytes(content)


SAMPLES: dict[str, tuple[bytes, Callable[[bytes, str], Volume | SliceImage]]] = {
    "plain NIfTI": (nii(), nifti.parse),
    "scaled NIfTI": (nii(slope=0.5), nifti.parse),
    "compressed NIfTI": (gzip.compress(nii(), mtime=0), nifti.parse),
    "MetaImage": (meta(compressed=False), mha.parse),
    "compressed MetaImage": (meta(compressed=True), mha.parse),
    "TIFF": (drawn("TIFF"), tiff.parse),
    "LZW TIFF": (drawn("TIFF", compression="tiff_lzw"), tiff.parse),
    "deflated TIFF": (drawn("TIFF", compression="tiff_adobe_deflate"), tiff.parse),
    "PNG": (drawn("PNG"), picture.parse),
    "JPEG": (drawn("JPEG"), picture.parse),
}
SUMMED = {"compressed NIfTI": 0, "compressed MetaImage": len(META.format(compressed=True))}  # where sums begin to guard


def damaged(content: bytes, flips: list[tuple[int, int]], cut: int, start: int = 0) -> bytes:
    changed = bytearray(content)
    for place, bit in flips:
        changed[start + place % (len(content) - start)] ^= 1 << bit
    return bytes(changed[: len(changed) - cut])


FLIPS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 7)), max_size=4)


@pytest.mark.parametrize("name", SAMPLES)
@given(flips=FLIPS, cut=st.integers(0, 400))
def test_flipped_and_missing_bytes_make_no_reader_fall_over(name: str, flips: list[tuple[int, int]], cut: int) -> None:
    content, parse = SAMPLES[name]
    try:
        image = parse(damaged(content, flips, min(cut, len(content) - 1)), "broken")
    except (FileFormatError, GridError) as error:
        assert error.seen  # noqa: PT017 - some bytes do no harm, so that nothing need be raised
        assert error.remedy  # noqa: PT017
    else:
        assert image.array.size > 0


@pytest.mark.parametrize("name", SUMMED)
@given(flips=FLIPS.filter(bool), cut=st.integers(0, 3))
def test_what_has_a_check_sum_is_refused_or_read_as_it_was_written(
    name: str, flips: list[tuple[int, int]], cut: int
) -> None:
    content, parse = SAMPLES[name]
    try:
        image = parse(damaged(content, flips, cut, SUMMED[name]), "broken")
    except FileFormatError:
        return
    np.testing.assert_array_equal(image.array, VALUES)


@pytest.mark.parametrize("extra", [1, 40, 4000])
def test_more_compressed_voxels_than_declared_are_refused(extra: int) -> None:
    head, voxels = META.format(compressed=True).encode(), VALUES.tobytes(order="F")
    with pytest.raises(FileFormatError, match="not a readable MetaImage"):
        mha.parse(head + zlib.compress(voxels + bytes(extra)), "long.mha")


def test_a_small_file_that_inflates_without_end_is_refused_in_little_time() -> None:
    bomb = gzip.compress(nii() + bytes(200_000_000), compresslevel=1)
    before = time.process_time()
    with pytest.raises(FileFormatError, match="not a readable NIfTI") as caught:
        nifti.parse(bomb, "bomb.nii.gz")
    assert "goes on" in caught.value.seen
    assert time.process_time() - before < 2


@pytest.mark.parametrize("slope", [1.0, 0.5])
def test_sizes_that_no_head_has_are_refused_before_anything_is_inflated(slope: float) -> None:
    with pytest.raises(FileFormatError) as caught:
        nifti.parse(gzip.compress(nii(slope=slope, shape=(1000, 1000, 1000))), "huge.nii.gz")
    assert "voxels an image" in caught.value.seen


def test_scaled_values_are_those_of_double_precision_in_single() -> None:
    content = bytearray(nii(slope=0.1))
    struct.pack_into("<f", content, 116, -7.3)
    slope, intercept = (float(np.float32(value)) for value in (0.1, -7.3))
    array = nifti.parse(bytes(content), "scaled.nii").array
    assert array.dtype == np.float32
    np.testing.assert_array_equal(array, (VALUES * slope + intercept).astype(np.float32))


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.nii.gz")
    return folder / "pipe.nii.gz"


def link_to(device: str) -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        (folder / "device.nii.gz").symlink_to(device)
        return folder / "device.nii.gz"

    return made


def bound(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket.nii.gz")
    return folder / "socket.nii.gz"


@pytest.mark.parametrize("make", [pipe, link_to("/dev/zero"), link_to("/dev/stdin")], ids=["pipe", "zero", "stdin"])
@pytest.mark.parametrize(
    "read",
    [
        read_content,
        read_volume,
        read_split,
        lambda path: load_study_files({Sequence.T1: path}),
        lambda path: load_recipe(str(path)),
    ],
    ids=["content", "volume", "split", "study", "recipe"],
)
def test_what_has_no_end_is_never_waited_for(
    make: Callable[[Path], Path], read: Callable[[Path], object], tmp_path: Path
) -> None:
    before = time.monotonic()
    with pytest.raises(NeuroInsightError):
        read(make(tmp_path))
    assert time.monotonic() - before < 5


def test_a_socket_is_named_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileFormatError) as caught:
        read_content(bound(tmp_path, monkeypatch))
    assert caught.value.seen == "a socket"


def test_a_model_whose_weights_are_a_pipe_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{}")
    os.mkfifo(tmp_path / "weights.safetensors")
    with pytest.raises(NeuroInsightError, match="not a usable model") as caught:
        load_bundle(tmp_path)
    assert "a pipe" in caught.value.seen


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\x1b[31mred.nii", r"a\x1b[31mred.nii"), ("two\nlines", r"two\nlines"), ("Müller 1.nii", "Müller 1.nii")],
)
def test_control_codes_in_names_are_shown_and_not_obeyed(name: str, shown: str, tmp_path: Path) -> None:
    assert printable(name) == shown
    with pytest.raises(FileFormatError) as caught:
        read_content(tmp_path / name)
    assert caught.value.problem == f"{shown} cannot be read"


def test_a_folder_of_pairs_says_what_to_do(tmp_path: Path) -> None:
    for name in ("a_t1ce.hdr", "a_t1ce.img"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(NeuroInsightError, match="pairs of files") as caught:
        load_study(tmp_path)
    assert "join" in caught.value.remedy


@pytest.mark.parametrize("kind", ["tiled", "16 bits", "float", "palette", "big-endian"])
def test_odd_tiffs_are_read_or_refused_in_words(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "slice.tif"
    gray = SLICE[..., 0]
    if kind == "tiled":
        tifffile.imwrite(path, np.tile(gray, (8, 8)), tile=(32, 32))
    elif kind == "big-endian":
        tifffile.imwrite(path, gray, byteorder=">")
    elif kind == "palette":
        Image.fromarray(gray).convert("P").save(path)
    else:
        tifffile.imwrite(path, gray.astype(np.uint16 if kind == "16 bits" else np.float32))
    try:
        found = tiff.read(path).array[..., 0]
    except FileFormatError as error:
        assert kind in {"16 bits", "float", "palette"}
        assert "8 bits a channel" in error.allowed  # noqa: PT017
    else:
        np.testing.assert_array_equal(found[:12, :11], gray)
