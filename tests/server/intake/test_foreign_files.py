"""Zips under limits, and the child process that meets what is broken: its death is an answer in words."""

import gzip
import os
import struct
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from neuroinsight.core.errors import FileFormatError
from neuroinsight.core.sequences import Sequence
from neuroinsight.server.intake.archive import unpack
from neuroinsight.server.intake.examiner import Examiner
from neuroinsight.server.intake.kinds import ending_of, is_leftover
from neuroinsight.server.intake.values import Kind, Limits
from tests.server.uploads import PLAN, phantom_files, zipped

SMALL = Limits(unpacked_bytes=100_000, members=5, ratio=10, free_bytes=20_000)


def unpacked(folder: Path, content: bytes, limits: Limits = SMALL) -> dict[str, bytes]:
    archive, into = folder / "a.zip", folder / "into"
    archive.write_bytes(content)
    into.mkdir(exist_ok=True)
    opened: list[tuple[str, Path]] = []

    def new(name: str) -> AbstractContextManager[BinaryIO]:
        opened.append((name, into / str(len(opened))))
        return opened[-1][1].open("xb")

    for _ in unpack(archive, "a.zip", new, limits):
        pass
    return {name: path.read_bytes() for name, path in opened}


def refused(folder: Path, content: bytes, limits: Limits = SMALL) -> str:
    with pytest.raises(FileFormatError) as error:
        unpacked(folder, content, limits)
    return error.value.code


def test_a_zip_is_unpacked_under_names_of_ours(tmp_path: Path) -> None:
    wicked = {"../../up.nii": b"1", "/etc/x": b"2", "C:\\w\\y.nii": b"3", "a/\x1b[31mred.nii": b"4"}
    got = unpacked(tmp_path, zipped(wicked))
    assert list(got) == ["up.nii", "etc/x", "w/y.nii", "a/\\x1b[31mred.nii"]
    assert sorted(path.name for path in (tmp_path / "into").iterdir()) == ["0", "1", "2", "3"]


def test_what_systems_leave_behind_is_skipped(tmp_path: Path) -> None:
    left = {"__MACOSX/._t1.nii": b"1", "P/.DS_Store": b"2", "P/Thumbs.db": b"3", "P/t1.nii": b"4"}
    assert unpacked(tmp_path, zipped(left)) == {"P/t1.nii": b"4"}
    assert is_leftover("P/.git/config")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped({"t1.nii": b"x"}, flag_bits=1), "upload.zip_encrypted"),
        (zipped({"inner.zip": zipped({"a": b"b"})}), "upload.zip_nested"),
        (zipped({"looks_like.nii": zipped({"a": b"b"})}), "upload.zip_nested"),
        (zipped({f"{number}.nii": b"" for number in range(6)}), "upload.zip_too_large"),
        (zipped({"bomb.nii": bytes(90_000)}), "upload.zip_too_large"),
        (zipped({"large.nii": os.urandom(100_001)}), "upload.zip_too_large"),
        (zipped({}), "upload.zip_empty"),
        (zipped({"t1.nii": os.urandom(900)})[:500], "upload.zip_damaged"),
        (b"PK\x03\x04 and nothing else", "upload.zip_damaged"),
    ],
)
def test_zips_beyond_the_limits_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(tmp_path, content) == code


def test_a_zip_that_lies_about_its_size_is_refused_while_inflating(tmp_path: Path) -> None:
    content = bytearray(zipped({"bomb.nii": bytes(3_000_000)}))
    place = content.find(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 10)  # the size that the directory declares
    assert refused(tmp_path, bytes(content)) in {"upload.zip_too_large", "upload.zip_damaged"}
    assert sum(path.stat().st_size for path in (tmp_path / "into").iterdir()) <= SMALL.unpacked_bytes


def test_a_label_map_that_shrinks_a_thousandfold_is_no_bomb(tmp_path: Path) -> None:
    assert unpacked(tmp_path, zipped({"seg.nii": bytes(19_000)})) == {"seg.nii": bytes(19_000)}


def test_the_spreadsheet_of_a_folder_is_no_nested_zip(tmp_path: Path) -> None:
    assert list(unpacked(tmp_path, zipped({"cases.xlsx": zipped({"a": b"b"})}))) == ["cases.xlsx"]


def gzip_bomb() -> bytes:
    """Return 64 kB that inflate to 64 MB behind the header of an image of 8 voxels."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, 2, 2, 2, 1, 1, 1, 1)
    struct.pack_into("<hh", header, 70, 2, 8)
    struct.pack_into("<f", header, 108, 352.0)
    header[344:348] = b"n+1\x00"
    return gzip.compress(bytes(header) + bytes(80 * 1024**2), 1)


def lying_header() -> bytes:
    """Return an image that says it has 30,000 voxels each way."""
    content = bytearray(gzip.decompress(gzip_bomb())[:352])
    struct.pack_into("<8h", content, 40, 3, 30_000, 30_000, 30_000, 1, 1, 1, 1)
    return gzip.compress(bytes(content))


def test_the_child_answers_survives_bombs_and_is_one_process(tmp_path: Path) -> None:
    files = {**phantom_files(), "bomb.nii.gz": gzip_bomb(), "lie.nii.gz": lying_header()}
    paths = {name: tmp_path / f"{number}{ending_of(name)}" for number, name in enumerate(files)}
    for name, content in files.items():
        paths[name].write_bytes(content)
    examiner = Examiner()
    try:
        looks = {name: examiner.look_at(paths[name], name) for name in files}
        child = examiner._child
        assert child is not None
        assert looks["NI-0056_flair.nii.gz"].likeness is not None
        assert looks["NI-0056_seg.nii.gz"].labels == (1, 2, 4)
        for name, seen in (("bomb.nii.gz", "goes on far behind"), ("lie.nii.gz", "declares the shape")):
            told = looks[name].refused
            assert told is not None
            assert seen in told.seen
        images = {Sequence(name): paths[f"NI-0056_{name}.nii.gz"] for name in ("t1ce", "flair")}
        assert examiner.ask(images, PLAN).refused is None
        (tmp_path / "z.zip").write_bytes(zipped({"a/b.nii": b"1"}))
        (tmp_path / "into").mkdir()
        assert examiner.unpack(tmp_path / "z.zip", "z.zip", tmp_path / "into").members[0].name == "a/b.nii"
        assert child.poll() is None
        assert examiner._child is child
    finally:
        examiner.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a process's addresses")
def test_too_much_memory_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "large.nii.gz"
    head = bytearray(gzip.decompress(gzip_bomb())[:352])
    struct.pack_into("<8h", head, 40, 3, 600, 600, 600, 1, 1, 1, 1)
    struct.pack_into("<hh", head, 70, 64, 64)
    path.write_bytes(gzip.compress(bytes(head) + bytes(1_000_000)))
    examiner = Examiner(limits=Limits(memory_bytes=1_400_000_000))
    try:
        told = examiner.look_at(path, "large.nii.gz").refused
    finally:
        examiner.close()
    assert told is not None
    assert told.code in {"system.memory", "upload.reader_died"}


@pytest.mark.parametrize("does", ["os._exit(139)", "os.kill(os.getpid(), 9)", "print('half an answ')"])
def test_the_death_of_the_child_is_an_answer_in_words(tmp_path: Path, does: str) -> None:
    (tmp_path / "f").write_bytes(b"x")
    examiner = Examiner(command=(sys.executable, "-c", f"import os; {does}"))
    look = examiner.look_at(tmp_path / "f", "evil\x1b.nii.gz")
    examiner.close()
    assert look.kind is Kind.DAMAGED
    assert look.refused is not None
    assert look.refused.code == "upload.reader_died"
    assert look.refused.problem == "evil\\x1b.nii.gz could not be examined"


def test_a_child_that_never_answers_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    examiner = Examiner(limits=Limits(seconds=0.2), command=(sys.executable, "-c", "import time; time.sleep(60)"))
    told = examiner.look_at(tmp_path / "f", "slow.nii.gz").refused
    examiner.close()
    assert told is not None
    assert "longer than" in told.seen
