"""Cases into folders: one bad case never stops the others, and nothing is left half done."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from neuroinsight.analysis import batch
from neuroinsight.analysis.analyze import Result, analyze
from neuroinsight.analysis.batch import State, run_many, run_one
from neuroinsight.analysis.outputs import DEFAULT_VIEW_NAMES, Existing, Output
from neuroinsight.analysis.requests import requests_for, require_distinct
from neuroinsight.core.errors import GridError, ModelError, NeuroInsightError, OutputError, StudyError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, Region
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.core.record import Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study, shared_grid
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.inference.bundle import Bundle
from neuroinsight.inference.decision import Decision
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.io import nifti
from neuroinsight.io.atomic import held
from neuroinsight.io.labels import read_label_map
from neuroinsight.io.study import load_study, load_study_files, recognize
from neuroinsight.models.outputs import WHOLE
from neuroinsight.report.context import Language
from neuroinsight.report.json import from_json
from tests.networks import load_untrained


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_untrained(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases") / "phantom-0001"
    write_phantom(make_phantom(PhantomSettings(spacing_mm=(4.0, 4.0, 4.0))), folder)
    return folder


def test_a_case_gives_files_that_agree(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    (request,) = requests_for([case])
    record = run_one(request, bundle, tmp_path / "out").record
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"segmentation.nii.gz", "manifest.json", "analysis.json", *DEFAULT_VIEW_NAMES}
    assert from_json((tmp_path / "out" / "analysis.json").read_text()) == record
    labels = read_label_map(tmp_path / "out" / "segmentation.nii.gz", BRATS_2017)
    assert labels.grid.is_same_as(shared_grid(load_study(case)))
    whole = record.measurements["volume.WT"]
    assert whole.value == pytest.approx(labels.mask(Region.WT).sum() * labels.grid.voxel_volume_ml)  # type: ignore[union-attr]


def test_the_same_case_gives_the_same_bytes(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    (request,) = requests_for([case])
    for name in ("a", "b"):
        run_one(request, bundle, tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_the_segmentation_keeps_the_inputs_header(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    (request,) = requests_for([case])
    run_one(request, bundle, tmp_path / "out")
    before = nib.Nifti1Image.from_filename(next(case.glob("*_t1.nii.gz"))).header
    after = nib.Nifti1Image.from_filename(tmp_path / "out" / "segmentation.nii.gz").header
    for field in ("pixdim", "qform_code", "sform_code", "srow_x", "srow_y", "srow_z", "xyzt_units"):
        assert np.array_equal(before[field], after[field]), field
    assert after.get_data_dtype() == np.uint8


def test_one_bad_case_is_reported_and_the_others_finish(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    root = tmp_path / "cases"
    for name in ("a", "b", "c"):
        (root / name).mkdir(parents=True)
        for path in case.glob("*.nii.gz"):
            (root / name / path.name).write_bytes(path.read_bytes())
    broken = next((root / "b").glob("*_flair.nii.gz"))
    broken.write_bytes(broken.read_bytes()[:2000])
    outcomes = list(run_many(requests_for([root]), bundle, tmp_path / "out"))
    assert [(outcome.name, outcome.state) for outcome in outcomes] == [
        ("a", State.DONE),
        ("b", State.FAILED),
        ("c", State.DONE),
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "c"]
    assert "flair" in str(outcomes[1].error)


def test_finished_cases_are_kept_when_resuming(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    requests = requests_for([case])
    list(run_many(requests, bundle, tmp_path))
    stamp = (tmp_path / case.name / "report.pdf").stat().st_mtime_ns
    (again,) = run_many(requests, bundle, tmp_path, output=Output(existing=Existing.KEEP))
    assert again.state is State.KEPT
    assert (tmp_path / case.name / "report.pdf").stat().st_mtime_ns == stamp
    (tmp_path / case.name / "report.pdf").unlink()
    (again,) = run_many(requests, bundle, tmp_path, output=Output(existing=Existing.KEEP))
    assert again.state is State.RENDERED


def test_results_of_another_analysis_are_not_taken_for_finished(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    (request,) = requests_for([case])
    run_one(request, bundle, tmp_path / "out")
    write_phantom(make_phantom(PhantomSettings(spacing_mm=(4.0, 4.0, 4.0), seed=7)), tmp_path / "other")
    retrained = replace(bundle, identity=replace(bundle.identity, sha256="f" * 64))
    for changed, model, scheme, seen in (
        (request, retrained, BRATS_2017, "model untrained"),
        (request, bundle, BRATS_2023, "labels"),
        (replace(request, patient_id="OTHER"), bundle, BRATS_2017, "patient"),
        (replace(request, where=tmp_path / "other"), bundle, BRATS_2017, "other images"),
    ):
        with pytest.raises(OutputError, match="another analysis") as caught:
            run_one(changed, model, tmp_path / "out", output=Output(scheme=scheme, existing=Existing.KEEP))
        assert seen in caught.value.seen


def test_a_case_without_images_and_a_failure_of_the_system_do_not_stop_the_others(
    bundle: Bundle, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        shutil.copytree(case, tmp_path / "cohort" / name)
    (tmp_path / "cohort" / "dicom").mkdir()
    (tmp_path / "cohort" / "dicom" / "IM1").write_bytes(b"DICM")

    def analyze_or_fail(study: Study, *rest: object, **more: object) -> Result:
        if study.identity.case_id == "b":
            raise MemoryError("no room")
        return analyze(study, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "analyze", analyze_or_fail)
    outcomes = {one.name: one for one in run_many(requests_for([tmp_path / "cohort"]), bundle, tmp_path / "out")}
    assert {name: one.state for name, one in outcomes.items()} == {
        "a": State.DONE,
        "b": State.FAILED,
        "c": State.DONE,
        "dicom": State.FAILED,
    }
    assert "no room" in str(outcomes["b"].error)
    assert "IM1" in str(outcomes["dicom"].error)


def test_results_inside_a_cohort_are_no_cases_of_it(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    shutil.copytree(case, tmp_path / "cohort" / "a")
    list(run_many(requests_for([tmp_path / "cohort"]), bundle, tmp_path / "cohort" / "results"))
    assert [request.name for request in requests_for([tmp_path / "cohort"])] == ["a"]


def test_a_link_is_called_by_its_own_name(case: Path, tmp_path: Path) -> None:
    (tmp_path / "anon-001").symlink_to(case, target_is_directory=True)
    (tmp_path / "cohort").mkdir()
    (tmp_path / "cohort" / "anon-002").symlink_to(case, target_is_directory=True)
    assert [request.name for request in requests_for([tmp_path / "anon-001"])] == ["anon-001"]
    assert [request.name for request in requests_for([tmp_path / "cohort"])] == ["anon-002"]


def test_existing_results_are_refused_before_any_work_and_stay(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    (request,) = requests_for([case])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError):
        run_one(request, bundle, tmp_path / "out", progress=lambda _: pytest.fail("it worked in vain"))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


def test_a_run_that_dies_while_writing_leaves_nothing(
    bundle: Bundle, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("neuroinsight.analysis.outputs.render", die)
    (request,) = requests_for([case])
    with pytest.raises(KeyboardInterrupt):
        run_one(request, bundle, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_equal_names_get_their_parents(case: Path, tmp_path: Path) -> None:
    for parent in ("HGG", "LGG"):
        (tmp_path / parent / "x").mkdir(parents=True)
        for path in case.glob("*.nii.gz"):
            (tmp_path / parent / "x" / path.name).write_bytes(path.read_bytes())
    assert [request.name for request in requests_for([tmp_path])] == ["HGG-x", "LGG-x"]


def test_a_case_named_twice_is_refused(case: Path) -> None:
    with pytest.raises(StudyError, match="named twice"):
        requests_for([case, case])


def test_a_missing_sequence_is_named(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    for path in case.glob("*.nii.gz"):
        if "flair" not in path.name:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(NeuroInsightError) as caught:
        analyze(load_study(tmp_path), bundle)
    assert isinstance(caught.value, ModelError | StudyError)
    assert "FLAIR" in caught.value.remedy


def test_sequences_on_different_grids_are_refused(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    for path in case.glob("*.nii.gz"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    flair = next(tmp_path.glob("*_flair.nii.gz"))
    volume = nifti.read(flair)
    moved = volume.grid.affine.copy()
    moved[:3, 3] += 20
    nifti.write(flair, Volume(array=volume.array, grid=Grid(shape=volume.grid.shape, affine=moved)))
    with pytest.raises(GridError):
        analyze(load_study(tmp_path), bundle)


def test_names_that_are_equal_further_up_too_never_share_a_folder(case: Path, tmp_path: Path) -> None:
    for above in ("a", "b"):
        (tmp_path / above / "HGG" / "x").mkdir(parents=True)
        for path in case.glob("*.nii.gz"):
            (tmp_path / above / "HGG" / "x" / path.name).write_bytes(path.read_bytes())
    assert [one.name for one in requests_for([tmp_path / "a", tmp_path / "b"])] == ["a-HGG-x", "b-HGG-x"]


def test_a_single_unfinished_case_is_done_again_when_resuming(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    (request,) = requests_for([case])
    run_one(request, bundle, tmp_path / "out")
    (tmp_path / "out" / "segmentation.nii.gz").unlink()
    for state in (State.DONE, State.KEPT):
        assert run_one(request, bundle, tmp_path / "out", output=Output(existing=Existing.KEEP)).state is state


def test_a_name_that_is_not_unicode_is_analyzed_and_told_as_far_as_it_can_be(
    bundle: Bundle, case: Path, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    try:
        shutil.copytree(case, folder)
    except OSError:
        pytest.skip("this file system keeps only names in Unicode")
    (request,) = requests_for([folder])
    record = run_one(request, bundle, tmp_path / "out").record
    assert record.identity.case_id == "caf\ufffd"


def test_exchanged_images_are_told_once_each_though_pixels_and_names_say_it(bundle: Bundle, case: Path) -> None:
    files = recognize(case)
    swapped = load_study_files({Sequence.T1CE: files[Sequence.FLAIR], Sequence.FLAIR: files[Sequence.T1CE]})
    codes = [caution.code for caution in analyze(swapped, bundle).record.cautions]
    assert (codes.count("image.looks_like"), codes.count("sequences.named_otherwise")) == (2, 0)
    sound = {caution.code for caution in analyze(load_study(case), bundle).record.cautions}
    assert not sound & {"image.looks_like", "sequences.named_otherwise"}


def test_a_model_of_the_whole_tumor_says_nothing_of_its_parts(case: Path, tmp_path: Path) -> None:
    whole = load_untrained(tmp_path / "model", outputs=WHOLE)
    measurements = analyze(load_study(case), whole).record.measurements
    assert isinstance(measurements["volume.WT"], Measured)
    parts = [f"volume.{region}" for region in ("ED", "TC", "ET", "NCR")]
    parts += [*(f"shares.{region}" for region in ("ED", "ET", "NCR")), "lesions.pattern", "lesions.satellites"]
    assert all(measurements[name] == NotMeasured("outline.whole_only") for name in parts)


def test_parts_that_were_left_out_are_told(bundle: Bundle, case: Path) -> None:
    careful = BundleSpec.model_validate(
        {**bundle.spec.model_dump(), "decision": Decision(smallest_component_ml=1e6, smallest_tumor_ml=1e6)}
    )
    strict = Bundle(spec=careful, network=bundle.network, identity=bundle.identity, card=None)
    study = load_study(case)
    loose, told = analyze(study, bundle).record, analyze(study, strict).record
    assert not any(caution.code == "outline.parts_left_out" for caution in loose.cautions)
    assert [caution.severity for caution in told.cautions if caution.code == "outline.parts_left_out"] == [
        Severity.NOTE
    ]


def outputs_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("damage", ["emptied", "missing", "flipped"])
@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("segmentation.nii.gz", State.DONE),
        ("analysis.json", State.DONE),
        ("report.pdf", State.RENDERED),
        ("overlay.png", State.RENDERED),
        ("manifest.json", State.RENDERED),
    ],
)
def test_what_is_damaged_is_made_again_and_only_that(
    name: str, state: State, damage: str, bundle: Bundle, case: Path, finished: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(finished, out)
    whole = outputs_of(out)
    damaged = bytearray(whole[name])
    damaged[len(damaged) // 2] ^= 0xFF
    if damage == "missing":
        (out / name).unlink()
    else:
        (out / name).write_bytes(b"" if damage == "emptied" else bytes(damaged))
    (request,) = requests_for([case])
    assert run_one(request, bundle, out, output=Output(existing=Existing.KEEP)).state is state
    assert outputs_of(out) == whole
    assert run_one(request, bundle, out, output=Output(existing=Existing.KEEP)).state is State.KEPT


@pytest.fixture(scope="module")
def finished(bundle: Bundle, case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "out"
    run_one(requests_for([case])[0], bundle, folder)
    return folder


def test_an_edited_segmentation_is_neither_taken_for_the_measured_one_nor_lost(
    bundle: Bundle, case: Path, finished: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(finished, out)
    edited = read_label_map(out / "segmentation.nii.gz", BRATS_2017)
    nifti.write_label_map(out / "segmentation.nii.gz", replace(edited, array=np.roll(edited.array, 3, axis=0)))
    before = outputs_of(out)
    for manifest in (True, False):
        if not manifest:
            (out / "manifest.json").unlink()
            del before["manifest.json"]
        with pytest.raises(OutputError, match="not the one that was measured"):
            run_one(requests_for([case])[0], bundle, out, output=Output(existing=Existing.KEEP))
        assert outputs_of(out) == before


def test_chosen_views_alone_are_written_and_others_go_when_replaced(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    (request,) = requests_for([case])
    out = tmp_path / "out"
    run_one(request, bundle, out)
    run_one(request, bundle, out, output=Output(views=("overlay.png",), existing=Existing.OVERWRITE))
    assert set(outputs_of(out)) == {"segmentation.nii.gz", "analysis.json", "overlay.png", "manifest.json"}


def test_a_view_in_another_language_is_rendered_again_and_the_record_stays(
    bundle: Bundle, case: Path, finished: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(finished, out)
    spanish = Output(language=Language.SPANISH, existing=Existing.KEEP)
    for state in (State.RENDERED, State.KEPT):
        assert run_one(requests_for([case])[0], bundle, out, output=spanish).state is state
    before, after = outputs_of(finished), outputs_of(out)
    changed = {name for name in before if before[name] != after[name]}
    assert changed >= {"report.pdf", "manifest.json"}
    assert not changed & {"analysis.json", "segmentation.nii.gz"}


def test_names_that_no_folder_above_tells_apart_are_refused_before_any_work() -> None:
    for names, ignoring_case in ((("P1", "p1"), True), (("caf\u00e9", "cafe\u0301"), False), (("x", "x"), False)):
        with pytest.raises(StudyError, match="one folder") as caught:
            require_distinct(names, ignoring_case=ignoring_case)
        assert names[0] in caught.value.seen
    require_distinct(("P1", "p1"), ignoring_case=False)


def test_joined_names_that_meet_a_real_one_stay_distinct(case: Path, tmp_path: Path) -> None:
    for parts in ("a/x", "b/x", "c/a-x", "a-b/c/y", "a/b-c/y", "a/b/c-y"):
        shutil.copytree(case, tmp_path / parts)
    folders = [folder.parent for folder in tmp_path.rglob("*_t1.nii.gz")]
    names = [request.name for request in requests_for(folders)]
    assert len(set(names)) == len(folders) == 6


def test_of_two_batches_for_one_place_the_later_is_refused_whole(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    shutil.copytree(case, tmp_path / "cohort" / "a")
    requests = requests_for([tmp_path / "cohort"])
    with held(tmp_path / "out"), pytest.raises(OutputError, match="Another run"):
        next(run_many(requests, bundle, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_failed_case_keeps_none_of_its_images(
    bundle: Bundle, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> Result:
        raise KeyError("a defect")

    monkeypatch.setattr(batch, "analyze", fail)
    shutil.copytree(case, tmp_path / "cohort" / "a")
    (outcome,) = run_many(requests_for([tmp_path / "cohort"]), bundle, tmp_path / "out")
    assert outcome.error is not None
    assert "KeyError" in outcome.error.seen
    assert outcome.error.code == "system.unforeseen"
    assert (outcome.error.__traceback__, outcome.error.__cause__, outcome.error.__context__) == (None, None, None)
