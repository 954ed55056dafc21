"""Views made later are those that the analysis would have made; what is missing is told, and nothing is guessed."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.analysis.analyze import record_of
from neuroinsight.analysis.outputs import Output, write_outputs
from neuroinsight.analysis.views import make_views
from neuroinsight.cli import report as command
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.errors import FileFormatError, OutputError, ReportError
from neuroinsight.core.reading import Reading, ReadingStatus, Signature
from neuroinsight.core.record import ModelIdentity
from neuroinsight.core.sequences import Sequence
from neuroinsight.io import nifti
from neuroinsight.io.atomic import held
from neuroinsight.io.labels import read_label_map
from neuroinsight.io.study import load_study
from neuroinsight.report.context import Language
from neuroinsight.report.json import from_json
from neuroinsight.report.reading import digest_to_sign
from neuroinsight.report.reading_json import reading_to_json
from tests.report.patient import make_patient

PDF, HTML, CSV, PNG = "report.pdf", "report.html", "measurements.csv", "overlay.png"
MODEL = ModelIdentity(name="glioma", version="1.0", sha256="4f" * 32)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with the images of a patient and, beside them, a finished analysis."""
    drawn, label_map = make_patient(sequences=(Sequence.T1CE, Sequence.FLAIR))
    (tmp_path / "images").mkdir()
    for sequence, volume in drawn.volumes.items():
        nifti.write(tmp_path / "images" / f"patient_{sequence}.nii.gz", volume)
    study = load_study(tmp_path / "images")
    result = record_of(Evidence(study=study, label_map=label_map), author=MODEL)
    with held(tmp_path / "done") as done:
        write_outputs(done, result.study, result, like=None, output=Output())
    return tmp_path


def test_views_made_later_are_those_of_the_analysis_byte_by_byte(place: Path) -> None:
    made = make_views(place / "done", views=(PDF, HTML, CSV, PNG), out=place / "again")
    assert [path.name for path in made.written] == [PDF, HTML, CSV, PNG]
    for path in made.written:
        assert path.read_bytes() == (place / "done" / path.name).read_bytes()


def test_images_are_known_by_their_content_whatever_they_are_called(place: Path) -> None:
    moved = place / "archive" / "deep"
    moved.mkdir(parents=True)
    for number, path in enumerate(sorted((place / "images").iterdir())):
        path.rename(moved / f"{number}.nii.gz")
    assert make_views(place / "done", views=(HTML,), out=place / "words").without_pictures
    made = make_views(place / "done", views=(HTML,), out=place / "pictures", images=place / "archive")
    assert not made.without_pictures
    assert (place / "pictures" / HTML).read_bytes() == (place / "done" / HTML).read_bytes()


def test_an_image_that_was_changed_is_not_drawn(place: Path) -> None:
    flair = place / "images" / "patient_flair.nii.gz"
    flair.write_bytes((place / "images" / "patient_t1ce.nii.gz").read_bytes())
    made = make_views(place / "done", views=(PDF,), out=place / "again")
    assert made.finished.missing == (Sequence.FLAIR,)
    assert made.finished.study is not None
    assert set(made.finished.study.volumes) == {Sequence.T1CE}


def test_without_images_words_and_numbers_stand_alone_and_pictures_are_told(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = place / "elsewhere" / "analysis.json"
    record.parent.mkdir()
    record.write_bytes((place / "done" / "analysis.json").read_bytes())
    made = make_views(record, views=(PDF, HTML, CSV, PNG), out=place / "again")
    assert (made.undrawn, made.without_pictures) == ((PNG,), True)
    page = (place / "again" / HTML).read_text(encoding="utf-8")
    assert "<image" not in page
    assert "Whole tumor" in page
    with pytest.raises(OutputError, match="Nothing can be drawn"):
        make_views(record, views=(PNG,), out=place / "none")
    assert not (place / "none").exists()
    command.report(record, views=f"{HTML},{PNG}", out=place / "told")
    told = capsys.readouterr().err
    assert "The segmentation is not beside the record" in told
    assert PNG in told


def test_an_edited_segmentation_is_not_drawn_beside_the_numbers_of_another(place: Path) -> None:
    path = place / "done" / "segmentation.nii.gz"
    record = from_json((place / "done" / "analysis.json").read_text(encoding="utf-8"))
    _, label_map = make_patient()
    edited = np.roll(label_map.array, 3, axis=0)
    assert record.outline.scheme == label_map.scheme.name
    nifti.write_label_map(path, type(label_map)(array=edited, grid=label_map.grid, scheme=label_map.scheme))
    assert read_label_map(path, label_map.scheme).array.any()
    with pytest.raises(OutputError, match="not the one that was measured"):
        make_views(place / "done", views=(PDF,), out=place / "again")


def test_views_that_stand_there_are_replaced_on_demand_and_known_to_the_manifest(place: Path) -> None:
    with pytest.raises(OutputError, match="holds such views already"):
        make_views(place / "done", views=(HTML,))
    made = make_views(place / "done", views=(HTML,), language=Language.SPANISH, overwrite=True)
    assert 'lang="es"' in made.written[0].read_text(encoding="utf-8")
    manifest = json.loads((place / "done" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["language"] == "es"
    assert set(manifest["files"]) == {"analysis.json", "segmentation.nii.gz", HTML}, "the others are not Spanish"


def test_what_is_no_record_and_no_view_is_refused(place: Path) -> None:
    (place / "note.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FileFormatError, match="not a record"):
        make_views(place / "note.json", views=(CSV,), out=place / "again")
    with pytest.raises(OutputError, match="no such view"):
        make_views(place / "done", views=("report.docx",), out=place / "again")


def test_a_signed_reading_is_shown_with_what_was_signed_alone(place: Path) -> None:
    record, kept = place / "done" / "analysis.json", place / "reading.json"
    who, when = "Reader A", "2026-11-20T14:15:00Z"
    draft = Reading(status=ReadingStatus.PRELIMINARY, reader=who, time=when, impression="Tissue is needed.")
    digest = hashlib.sha256(record.read_bytes()).hexdigest()
    mark = digest_to_sign(digest, draft, Language.ENGLISH, name=who, time=when)
    signature = Signature(name=who, time=when, sha256=mark)
    signed = Reading(
        status=ReadingStatus.FINAL, reader=who, time=when, impression=draft.impression, signature=signature
    )
    kept.write_text(reading_to_json(signed), encoding="utf-8")
    command.report(record, views=HTML, reading=kept, out=place / "signed")
    page = (place / "signed" / HTML).read_text(encoding="utf-8")
    assert "<strong>FINAL</strong> Signed 2026-11-20 14:15 UTC" in page
    assert "Tissue is needed." in page
    with pytest.raises(ReportError, match="not what stands there"):
        make_views(record, views=(HTML,), reading=kept, language=Language.SPANISH, out=place / "other")
    record.write_bytes(record.read_bytes() + b"\n")
    with pytest.raises(ReportError, match="not what stands there"):
        make_views(record, views=(HTML,), reading=kept, out=place / "other")
