"""Results appear whole or not at all, and nothing of the user's is lost."""

import errno
import os
from pathlib import Path

import pytest

from neuroinsight.core.errors import OutputError
from neuroinsight.io.atomic import new_folder, require_free, write_file


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
    assert "--overwrite" in caught.value.remedy


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
