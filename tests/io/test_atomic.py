"""Results appear whole or not at all, and nothing of the user's is lost."""

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from neuroinsight.core.errors import OutputError
from neuroinsight.io.atomic import filled, held, new_folder, require_free, write_file
from neuroinsight.io.lock import place_beside


class PowerLossError(BaseException):
    """Ends the work where it is, as a kill does: nothing is cleaned up after it."""


def lose_power_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every change of folders after the given number of them fail, those of cleaning up too."""
    done = iter(range(step))

    def counted(change: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            if next(done, None) is None:
                raise PowerLossError
            return change(*words, **more)

        return call

    for name in ("rename", "replace", "unlink", "rmdir", "mkdir"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
    monkeypatch.setattr(shutil, "rmtree", counted(shutil.rmtree))


def write_results(place: Path, owner: str, names: tuple[str, ...], *, overwrite: bool) -> None:
    with held(place) as real, filled(real, overwrite=overwrite, seal="analysis.json", known={"extra.nii"}) as work:
        for name in names:
            (work / name).write_text(owner)


def owners(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.glob("*") if not path.name.startswith(".")}


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def die_half_way(target: Path, error: type[BaseException]) -> None:
    with new_folder(target, overwrite=True) as work:
        (work / "report.pdf").write_text("half")
        raise error


def test_a_folder_appears_when_all_is_done(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out"
    with new_folder(target, overwrite=False) as work:
        (work / "report.pdf").write_text("new")
        assert not target.exists()
    assert everything(tmp_path) == {"deep", "deep/out", "deep/out/report.pdf"}


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_run_that_dies_leaves_nothing(error: type[BaseException], tmp_path: Path) -> None:
    with pytest.raises(error):
        die_half_way(tmp_path / "deep" / "out", error)
    assert everything(tmp_path) == set()


def test_a_run_that_dies_while_overwriting_leaves_the_old_results(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.pdf").write_text("old")
    with pytest.raises(RuntimeError):
        die_half_way(tmp_path / "out", RuntimeError)
    assert (tmp_path / "out" / "report.pdf").read_text() == "old"
    assert everything(tmp_path) == {"out", "out/report.pdf"}


def test_results_that_stand_there_are_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.pdf").write_text("old")
    worked = False
    with pytest.raises(OutputError, match="already") as caught, new_folder(tmp_path / "out", overwrite=False):
        worked = True
    assert not worked
    assert "report.pdf" in caught.value.seen
    assert "replaced" in caught.value.remedy


def test_results_are_replaced_where_that_is_asked_for(tmp_path: Path) -> None:
    for text in ("old", "new"):
        with new_folder(tmp_path / "out", overwrite=True) as work:
            (work / "report.pdf").write_text(text)
    assert (tmp_path / "out" / "report.pdf").read_text() == "new"
    assert everything(tmp_path) == {"out", "out/report.pdf"}


def test_files_that_are_not_ours_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with (
        pytest.raises(OutputError, match="already") as caught,
        new_folder(tmp_path, overwrite=True) as work,
    ):
        (work / "report.pdf").write_text("new")
    assert "thesis.docx" in caught.value.seen
    assert everything(tmp_path) == {"thesis.docx"}


def test_a_mounted_volume_is_filled_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    volume = tmp_path / "volume"
    volume.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == volume)
    identity = volume.stat().st_ino
    for text in ("old", "new"):
        require_free(volume, overwrite=text == "new")
        with new_folder(volume, overwrite=text == "new") as work:
            (work / "plots").mkdir()
            (work / "plots" / "worst.png").write_text(text)
            (work / "report.pdf").write_text(text)
            assert {path.name for path in tmp_path.iterdir()} == {"volume"}  # nothing beside the volume
    assert everything(tmp_path) == {"volume", "volume/plots", "volume/plots/worst.png", "volume/report.pdf"}
    assert (volume / "plots" / "worst.png").read_text() == "new"
    assert volume.stat().st_ino == identity


def test_a_run_that_dies_in_a_mounted_volume_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    volume = tmp_path / "volume"
    volume.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == volume)
    with pytest.raises(RuntimeError):
        die_half_way(volume, RuntimeError)
    assert everything(tmp_path) == {"volume"}


def test_files_beside_ours_in_a_mounted_volume_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == tmp_path)
    with pytest.raises(OutputError, match="already"), new_folder(tmp_path, overwrite=True) as work:
        (work / "report.pdf").write_text("new")
    assert everything(tmp_path) == {"thesis.docx"}


def test_an_empty_folder_is_free(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with new_folder(tmp_path / "out", overwrite=False) as work:
        (work / "a").touch()
    assert everything(tmp_path) == {"out", "out/a"}


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_file_in_the_way_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(OutputError), new_folder(tmp_path / name, overwrite=True):
        pass
    assert (tmp_path / "file").read_text() == "text"


def test_a_file_is_written_whole_and_replaces_the_old_one(tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        write_file(tmp_path / "a.json", content)
        assert (tmp_path / "a.json").read_bytes() == content
    assert everything(tmp_path) == {"a.json"}


def test_a_file_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    for path in (tmp_path / "nowhere" / "a.json", tmp_path / "a.json"):
        with pytest.raises(OutputError, match=r"a\.json"):
            write_file(path, b"text")
    assert everything(tmp_path) == {"a.json"}


def test_a_link_is_filled_where_it_leads_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to("disk")
    with new_folder(tmp_path / "out", overwrite=False) as work:
        (work / "report.pdf").write_text("new")
    assert (tmp_path / "out").is_symlink()
    assert everything(tmp_path) == {"disk", "disk/report.pdf", "out"}


def test_what_the_system_refuses_while_a_folder_is_filled_is_explained(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught, new_folder(tmp_path / "out", overwrite=False):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.seen == "No space left on device"
    assert everything(tmp_path) == set()


def test_a_place_below_a_file_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="Not a directory"):
        require_free(tmp_path / "notes.txt" / "deep" / "out", overwrite=False)


FILES = ("analysis.json", "report.pdf", "segmentation.nii.gz")


@pytest.mark.parametrize("mounted", [False, True])
def test_power_lost_at_any_step_of_a_replacement_never_mixes_two_patients(
    mounted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in count():
        place = tmp_path / str(step) / "out"
        write_results(place, "old", (*FILES, "extra.nii"), overwrite=False)
        if mounted:
            monkeypatch.setattr(os.path, "ismount", lambda path, place=place: Path(path) == place)
        with monkeypatch.context() as patched, suppress(PowerLossError):
            lose_power_at(step, patched)
            write_results(place, "new", FILES, overwrite=True)
            break
        found = owners(place)
        assert len(set(found.values())) <= 1, f"mixed at step {step}"
        assert "analysis.json" not in found or set(found) >= set(FILES), "what is sealed is whole"
        require_next_run_to_mend(place, mounted=mounted)
    assert step >= 5


def require_next_run_to_mend(place: Path, *, mounted: bool) -> None:
    for left in place.parent.rglob("*.lock"):
        left.unlink()  # it ended with the process that held it
    with held(place):
        assert mounted or set(owners(place)) >= set(FILES), "the old results are back, or the new ones stand"
    write_results(place, "newest", FILES, overwrite=True)
    assert owners(place) == dict.fromkeys(FILES, "newest")
    assert everything(place.parent) == {"out", *(f"out/{name}" for name in FILES)}


def test_what_killed_runs_left_is_cleared_and_never_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for mounted in (False, True):
        place = tmp_path / f"out{mounted}"
        place.mkdir()
        if mounted:
            monkeypatch.setattr(os.path, "ismount", lambda path, place=place: Path(path) == place)
        for kind in ("work", "old"):
            place_beside(place, kind).mkdir()
            (place_beside(place, kind) / "report.pdf").touch()
        place_beside(place, "lock").touch()
        (place / ".0123abcd.neuroinsight.part").touch()
        require_free(place, overwrite=False)
        write_results(place, "new", FILES, overwrite=False)
        assert everything(place) == set(FILES)
    assert {path.name for path in tmp_path.iterdir()} == {"outFalse", "outTrue"}


def test_of_two_that_want_one_place_the_later_is_refused_and_the_first_stays_whole(tmp_path: Path) -> None:
    with new_folder(tmp_path / "out", overwrite=False) as work:
        (work / "report.pdf").write_text("first")
        with pytest.raises(OutputError, match="Another run"), new_folder(tmp_path / "out", overwrite=True):
            pass
    assert owners(tmp_path / "out") == {"report.pdf": "first"}


def test_a_replaced_folder_keeps_its_permissions(tmp_path: Path) -> None:
    write_results(tmp_path / "out", "old", FILES, overwrite=False)
    (tmp_path / "out").chmod(0o2770)
    write_results(tmp_path / "out", "new", FILES, overwrite=True)
    assert (tmp_path / "out").stat().st_mode & 0o7777 == 0o2770


def test_the_folder_one_works_in_stays_the_same_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    for owner in ("old", "new"):
        write_results(Path(), owner, FILES, overwrite=owner == "new")
        assert owners(Path()) == dict.fromkeys(FILES, owner)


def test_a_refusal_elsewhere_is_not_blamed_on_the_results(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="elsewhere"), new_folder(tmp_path / "out", overwrite=False):
        raise OSError(errno.ENOSPC, "No space left on device", "/elsewhere/tmp")
    assert everything(tmp_path) == set()


def test_all_is_on_the_disk_before_it_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stood: list[bool] = []
    true_fsync = os.fsync

    def fsync(descriptor: int) -> None:
        stood.append((tmp_path / "out").exists())
        true_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_results(tmp_path / "out", "new", FILES, overwrite=False)
    assert stood == [False] * 4 + [True]  # three files and their folder, then the folder above


def test_a_file_is_on_the_disk_before_it_takes_the_place_of_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, stood = tmp_path / "a.json", list[bytes]()
    place.write_bytes(b"old")
    true_fsync = os.fsync

    def fsync(descriptor: int) -> None:
        stood.append(place.read_bytes())
        true_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_file(place, b"new")
    assert stood == [b"old", b"new"]  # the file, then the folder with its name
