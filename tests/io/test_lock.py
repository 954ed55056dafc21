"""One writer for each folder: the later one is refused, and a killed one holds nothing."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from neuroinsight.core.errors import OutputError
from neuroinsight.io import lock
from neuroinsight.io.lock import claimed, place_beside

HOLDER = """
import sys
from pathlib import Path
from neuroinsight.io.lock import claimed
with claimed(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(target: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def no_locks(_: int) -> None:
    raise OSError(errno.ENOLCK, "No locks available")


@pytest.mark.parametrize("with_locks", [True, False])
def test_the_later_process_is_refused_until_the_first_is_killed(
    with_locks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    with hold(target) as holder:
        if not with_locks:
            monkeypatch.setattr(lock, "_lock", no_locks)
        with pytest.raises(OutputError, match="Another run") as caught, claimed(target):
            pass
        assert f"process {holder.pid}" in caught.value.seen
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    assert place_beside(target, "lock").exists()
    with claimed(target):
        pass
    assert list(tmp_path.iterdir()) == []


def test_two_parts_of_one_process_are_refused_too(tmp_path: Path) -> None:
    with claimed(tmp_path / "out"):
        with pytest.raises(OutputError), claimed(tmp_path / "out"):
            pass
        with claimed(tmp_path / "other"):
            pass
    with claimed(tmp_path / "out"):
        pass


def test_a_link_and_what_it_leads_to_are_one_place(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "link").symlink_to("out")
    with claimed(tmp_path / "link"), pytest.raises(OutputError), claimed(tmp_path / "out"):
        pass


def test_a_mounted_folder_is_locked_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "volume").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == tmp_path / "volume")
    with claimed(tmp_path / "volume"):
        assert [path.parent.name for path in tmp_path.rglob("*.lock")] == ["volume"]
    assert list((tmp_path / "volume").iterdir()) == []


@pytest.mark.parametrize(
    ("note", "living"),
    [
        ({"process": str(os.getpid())}, True),
        ({"process": str(os.getpid()), "boot": "an earlier start"}, False),
        ({"process": "1", "machine": "another"}, True),
        ({"process": "no number"}, False),
    ],
)
def test_without_locks_the_note_decides(
    note: dict[str, str], living: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_lock", no_locks)
    place_beside(tmp_path / "out", "lock").write_text(json.dumps(lock._ourselves() | note))
    if living:
        with pytest.raises(OutputError, match="Another run"), claimed(tmp_path / "out"):
            pass
    else:
        with claimed(tmp_path / "out"):
            pass


def test_a_torn_note_holds_nothing(tmp_path: Path) -> None:
    for content in (b"", b"{", b"[1]", b"\xff"):
        place_beside(tmp_path / "out", "lock").write_bytes(content)
        with claimed(tmp_path / "out"):
            pass


def test_a_folder_with_the_longest_name_can_be_claimed(tmp_path: Path) -> None:
    with claimed(tmp_path / ("n" * 255)):
        pass
