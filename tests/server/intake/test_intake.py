"""What is in an upload, with evidence; each bad upload has its problem, its words, and a press that mends it."""

from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from neuroinsight.core.errors import GridError, StudyError
from neuroinsight.core.grid import Grid
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from neuroinsight.preprocess.admission import admit
from neuroinsight.server.intake.values import CheckState, Intake, Kind, Sureness, Use
from tests.server.uploads import (
    PLAN,
    cured,
    dicom,
    examined,
    nifti,
    phantom_files,
    phantom_volumes,
    uses_of,
    with_head,
    zipped,
)


def renamed(**names: str) -> dict[str, bytes]:
    """Return images of the phantom under other names: `t1="first.nii.gz"`."""
    return {name: nifti(phantom_volumes()[sequence]) for sequence, name in names.items()}


def codes(found: Intake) -> list[str]:
    return [problem.told.code for problem in found.problems]


def evidence(found: Intake, name: str) -> dict[str, object]:
    one = next(one for one in found.files if one.file.name == name)
    return {reason.code: dict(reason.values) for reason in one.evidence}


def states(found: Intake) -> dict[str, str]:
    return {check.code: check.state.value for check in found.checks}


def test_a_sound_study_is_recognized_by_name_and_look_and_is_ready(tmp_path: Path) -> None:
    found = examined(tmp_path, phantom_files())
    assert found.ready
    assert codes(found) == []
    assert uses_of(found) == {
        "NI-0056_t1.nii.gz": "t1",
        "NI-0056_t1ce.nii.gz": "t1ce",
        "NI-0056_t2.nii.gz": "t2",
        "NI-0056_flair.nii.gz": "flair",
        "NI-0056_seg.nii.gz": "leave-out",
    }
    said = evidence(found, "NI-0056_flair.nii.gz")
    assert said["name.says"] == {"sequence": "flair", "words": "flair"}
    assert said["looks.like"] == {"sequence": "flair", "probability": 0.99}
    assert set(states(found).values()) == {"ok"}
    assert found.suggested_patient == "NI-0056"
    assert found.files[0].look.spacing_mm == (5.0, 5.0, 5.0)
    assert found.files[0].look.picture is not None
    assert found.files[0].look.picture.startswith(b"\x89PNG")


def test_a_mask_is_told_by_its_labels_whatever_it_is_called(tmp_path: Path) -> None:
    found = examined(tmp_path, {**phantom_files(), "another.nii.gz": nifti(phantom_volumes(1)["seg"])})
    mask = found.files[-1]
    assert (mask.look.kind, mask.use, mask.sure) == (Kind.MASK, Use.LEAVE_OUT, Sureness.NOT_USED)
    assert evidence(found, "another.nii.gz")["labels.found"] == {"labels": (0, 1, 2, 4), "scheme": "brats2017"}
    assert found.ready


def test_a_mask_that_a_person_chose_goes_to_the_version(tmp_path: Path) -> None:
    found = examined(tmp_path, phantom_files(), {"NI-0056_seg.nii.gz": Use.MASK})
    assert found.ready
    assert found.mask is not None
    assert found.mask.name == "NI-0056_seg.nii.gz"


def test_a_mask_of_another_grid_is_refused_and_left_out_at_a_press(tmp_path: Path) -> None:
    seg = phantom_volumes()["seg"]
    moved = Grid(shape=seg.grid.shape, affine=seg.grid.affine + np.array([[0, 0, 0, 9.0]] * 3 + [[0, 0, 0, 0]]))
    files = {**phantom_files(), "NI-0056_seg.nii.gz": nifti(Volume(array=seg.array, grid=moved))}
    found = examined(tmp_path, files, {"NI-0056_seg.nii.gz": Use.MASK})
    assert not found.ready
    assert codes(found) == ["grid.different"]
    assert cured(tmp_path, files, found).ready


def test_a_mask_in_unknown_numbers_cannot_become_a_version(tmp_path: Path) -> None:
    seg = phantom_volumes()["seg"]
    files = {**phantom_files(), "m.nii.gz": nifti(Volume(array=(seg.array * 9).astype(np.uint8), grid=seg.grid))}
    found = examined(tmp_path, files, {"m.nii.gz": Use.MASK})
    assert codes(found) == ["upload.mask_scheme"]
    assert "9, 18, 36" in found.problems[0].told.seen


def test_images_of_silent_names_are_told_by_their_look(tmp_path: Path) -> None:
    found = examined(tmp_path, renamed(t1ce="NI-0056_t1ce.nii.gz", flair="series 7.nii.gz"))
    flair = found.files[-1]
    assert (flair.use, flair.sure) == (Use.FLAIR, Sureness.LIKELY)
    assert "name.silent" in evidence(found, "series 7.nii.gz")
    assert found.ready


def test_of_two_files_for_one_sequence_none_is_guessed_and_the_sharper_is_named(tmp_path: Path) -> None:
    flair = phantom_volumes()["flair"]
    blurred = ndimage.gaussian_filter(flair.array.astype(float), (0, 0, 2.5)).astype(np.int16)
    soft = Volume(array=np.where(flair.array > 0, blurred, 0), grid=flair.grid)
    files = phantom_files()
    files["flair_3d.nii.gz"] = files.pop("NI-0056_flair.nii.gz")
    files["flair_tra.nii.gz"] = nifti(soft)
    found = examined(tmp_path, files)
    assert not found.ready
    assert codes(found) == ["upload.which"]
    assert [one.sure for one in found.files[-2:]] == [Sureness.WHICH] * 2
    assert states(found)["sequences"] == "bad"
    problem = found.problems[0]
    assert [cure.values["file"] for cure in problem.cures] == ["flair_3d.nii.gz", "flair_tra.nii.gz"]
    assert problem.notes[0].code == "better.sharper"
    assert float(str(problem.notes[0].values["other_mm"])) > 1.25 * float(str(problem.notes[0].values["detail_mm"]))
    after = cured(tmp_path, files, found)
    assert after.ready
    assert uses_of(after)["flair_tra.nii.gz"] == "leave-out"


def test_choosing_one_of_two_leaves_the_other_out(tmp_path: Path) -> None:
    files = {**phantom_files(), "flair_tra.nii.gz": nifti(phantom_volumes(1)["flair"])}
    found = examined(tmp_path, files, {"NI-0056_flair.nii.gz": Use.FLAIR})
    assert uses_of(found)["flair_tra.nii.gz"] == "leave-out"
    assert evidence(found, "flair_tra.nii.gz")["another.chosen"] == {"file": "NI-0056_flair.nii.gz"}
    assert found.ready


def test_of_two_candidates_the_one_on_the_grid_of_the_others_is_better(tmp_path: Path) -> None:
    flair = phantom_volumes()["flair"]
    half = Volume(array=flair.array[:, :, :-4], grid=Grid(shape=flair.array[:, :, :-4].shape, affine=flair.grid.affine))
    found = examined(tmp_path, {**phantom_files(), "flair_tra.nii.gz": nifti(half)})
    assert found.problems[0].notes[0].code == "better.same_grid"


def test_exchanged_names_are_doubted_and_changed_at_a_press(tmp_path: Path) -> None:
    names = {"t1": "p_t1", "t1ce": "p_flair", "t2": "p_t2", "flair": "p_t1ce"}
    files = renamed(**{sequence: f"{name}.nii.gz" for sequence, name in names.items()})
    found = examined(tmp_path, files)
    assert codes(found) == ["upload.looks_like_another"]
    assert [one.sure for one in found.files].count(Sureness.DOUBTED) == 2
    assert found.ready  # a doubt stands in nobody's way: the reader knows better
    after = cured(tmp_path, files, found)
    assert (uses_of(after)["p_flair.nii.gz"], uses_of(after)["p_t1ce.nii.gz"]) == ("t1ce", "flair")
    assert codes(after) == []


def test_what_a_person_chose_is_neither_doubted_nor_changed(tmp_path: Path) -> None:
    files = renamed(t1ce="p_flair.nii.gz", flair="p_t1ce.nii.gz")
    found = examined(tmp_path, files, {"p_flair.nii.gz": Use.FLAIR, "p_t1ce.nii.gz": Use.T1CE})
    assert codes(found) == []
    assert [one.sure for one in found.files] == [Sureness.CHOSEN] * 2


def test_the_same_file_twice_is_told_and_counts_once(tmp_path: Path) -> None:
    files = phantom_files()
    files["copy/NI-0056_flair.nii.gz"] = files["NI-0056_flair.nii.gz"]
    found = examined(tmp_path, files)
    assert found.ready
    assert evidence(found, "copy/NI-0056_flair.nii.gz") == {"copy.of": {"file": "NI-0056_flair.nii.gz"}}


@pytest.mark.parametrize("other", ["NI-0060_", "NI-0060/"])
def test_two_patients_are_refused_and_one_is_kept_at_a_press(tmp_path: Path, other: str) -> None:
    first = phantom_files(prefix=other.replace("0060", "0056"))
    files = {**first, **phantom_files(1, prefix=other)}
    found = examined(tmp_path, files)
    assert not found.ready
    assert codes(found)[0] == "upload.several_patients"
    assert found.problems[0].told.seen == "NI-0056, NI-0060"
    assert states(found)["one_patient"] == "bad"
    after = cured(tmp_path, files, found)
    assert after.ready
    assert {name for name, use in uses_of(after).items() if use in {"t1", "t1ce", "t2", "flair"}} < set(first)


def test_images_of_two_patients_that_together_look_like_one_study_are_asked_about(tmp_path: Path) -> None:
    files = renamed(t1ce="NI-0056_t1ce.nii.gz", flair="NI-0060_flair.nii.gz")
    found = examined(tmp_path, files)
    assert codes(found) == ["upload.several_patients"]
    labels = [cure.label for cure in found.problems[0].cures]
    assert labels == ["cure.keep_group", "cure.keep_group", "cure.one_patient"]
    confirmed = {"NI-0056_t1ce.nii.gz": Use.T1CE, "NI-0060_flair.nii.gz": Use.FLAIR}
    assert examined(tmp_path, files, confirmed).ready


def test_words_of_a_scanner_are_no_patients(tmp_path: Path) -> None:
    found = examined(tmp_path, renamed(t1ce="MRHR_T1_AX_POST_GAD.nii.gz", flair="SE_13_FLAIR.nii.gz"))
    assert codes(found) == []


def test_two_dates_are_refused(tmp_path: Path) -> None:
    files = renamed(t1ce="2026-01-02/P1_t1ce.nii.gz", flair="2026-05-06/P1_flair.nii.gz")
    found = examined(tmp_path, files)
    assert codes(found) == ["upload.several_dates"]
    one = renamed(t1ce="2026-01-02/P1_t1ce.nii.gz", flair="2026-01-02/P1_flair.nii.gz")
    assert examined(tmp_path, one).suggested_date == "2026-01-02"


def test_a_study_without_t1ce_says_what_is_needed(tmp_path: Path) -> None:
    found = examined(tmp_path, renamed(t1="P1_t1.nii.gz", flair="P1_flair.nii.gz"))
    assert codes(found) == ["study.missing_sequence"]
    assert found.problems[0].told.values == {"missing": ("t1ce",)}
    assert states(found)["sequences"] == "bad"


def test_a_whole_head_is_refused_in_the_words_of_an_analysis(tmp_path: Path) -> None:
    heads = {name: with_head(phantom_volumes()[name]) for name in ("t1", "t1ce", "t2", "flair")}
    found = examined(tmp_path, {f"P1_{name}.nii.gz": nifti(volume) for name, volume in heads.items()})
    study = Study(identity=Identity(case_id="P1"), volumes={Sequence(name): volume for name, volume in heads.items()})
    with pytest.raises(StudyError) as refused:
        admit(study, PLAN)
    assert found.problems[0].told.problem == refused.value.problem
    assert found.problems[0].told.seen == refused.value.seen
    assert states(found)["brain_extracted"] == "bad"
    assert "looks.like_a_head" in evidence(found, "P1_flair.nii.gz")


def test_an_image_of_another_grid_is_refused_in_the_words_of_an_analysis_and_left_out_at_a_press(
    tmp_path: Path,
) -> None:
    t2 = phantom_volumes()["t2"]
    cut = Volume(array=t2.array[:, :, 2:], grid=Grid(shape=t2.array[:, :, 2:].shape, affine=t2.grid.affine))
    files = {**phantom_files(), "NI-0056_t2.nii.gz": nifti(cut)}
    found = examined(tmp_path, files)
    volumes = {Sequence(name): phantom_volumes()[name] for name in ("t1", "t1ce", "flair")}
    with pytest.raises(GridError) as refused:
        admit(Study(identity=Identity(case_id="P1"), volumes={**volumes, Sequence.T2: cut}), PLAN)
    assert found.problems[0].told.problem == refused.value.problem
    assert states(found) == {
        "one_patient": "ok",
        "sequences": "ok",
        "brain_extracted": "ok",
        "one_grid": "bad",
        "images_sound": "waiting",
    }
    assert found.problems[0].cures[0].values == {"sequences": ("t2",)}
    assert cured(tmp_path, files, found).ready


def test_the_same_image_as_two_sequences_is_refused(tmp_path: Path) -> None:
    flair = phantom_volumes()["flair"]
    doubled = Volume(array=flair.array * 2, grid=flair.grid)
    found = examined(tmp_path, {"P1_t1ce.nii.gz": nifti(doubled), "P1_flair.nii.gz": nifti(flair)})
    assert codes(found)[0] == "study.same_image"
    assert states(found)["images_sound"] == "bad"


def test_a_damaged_image_blocks_until_it_is_removed(tmp_path: Path) -> None:
    files = phantom_files()
    files["NI-0056_t2.nii.gz"] = files["NI-0056_t2.nii.gz"][:2000]
    found = examined(tmp_path, files)
    assert codes(found) == ["file.unreadable"]
    assert next(one for one in found.files if "t2" in one.file.name).sure is Sureness.REFUSED
    assert cured(tmp_path, files, found).ready


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("IM0001.dcm", dicom(), "upload.dicom"),
        ("IM0001", dicom(), "upload.dicom"),
        ("slice_1.png", b"\x89PNG\r\n\x1a\n", "upload.pictures"),
        ("slice_1.tif", b"II*\x00", "upload.pictures"),
        ("t1.hdr", bytes(348), "study.pairs"),
        ("more.rar", b"Rar!\x1a\x07\x00", "upload.archive"),
        ("inner.zip", zipped({"a": b"b"}), "upload.archive"),
    ],
)
def test_what_needs_work_first_says_what_and_is_left_out_at_a_press(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    files = {**phantom_files(), name: content}
    found = examined(tmp_path, files)
    assert codes(found) == [code]
    assert not found.ready
    assert cured(tmp_path, files, found).ready


def test_many_dicom_files_are_one_problem_with_the_tools_that_help(tmp_path: Path) -> None:
    found = examined(tmp_path, {f"series/IM{number}.dcm": dicom() + bytes([number]) for number in range(9)})
    assert codes(found) == ["upload.dicom", "study.missing_sequence"]
    assert found.problems[0].told.values["count"] == 9
    assert "dcm2niix" in found.problems[0].told.remedy


def test_documents_and_unknown_files_are_in_nobodys_way(tmp_path: Path) -> None:
    found = examined(
        tmp_path, {**phantom_files(), "sub.json": b"{}", "list.xlsx": zipped({"a": b""}), "run.exe": b"MZ"}
    )
    assert found.ready
    assert [one.sure for one in found.files[-3:]] == [Sureness.NOT_USED, Sureness.NOT_USED, Sureness.REFUSED]


def test_a_name_with_markup_stays_a_name(tmp_path: Path) -> None:
    name = '<img src=x onerror="alert(1)">_flair.nii.gz'
    files = phantom_files()
    files[name] = files.pop("NI-0056_flair.nii.gz")
    found = examined(tmp_path, files)
    assert uses_of(found)[name] == "flair"
    assert found.files[-1].file.name == name


def test_an_empty_upload_says_what_belongs_here(tmp_path: Path) -> None:
    found = examined(tmp_path, {})
    assert codes(found) == ["upload.empty"]
    assert {check.state for check in found.checks} == {CheckState.WAITING}
