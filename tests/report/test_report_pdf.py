"""The report's pages: nothing of the record is lost, and nothing breaks them."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.errors import GridError, OutputError
from neuroinsight.core.findings import Quality
from neuroinsight.core.labels import LabelMap, Region
from neuroinsight.core.measurement import NotMeasured
from neuroinsight.core.record import Analysis, Caution, Reader
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source, Study
from neuroinsight.report.catalogue import VIEWS
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.document import document
from neuroinsight.report.figures.scene import make_scene
from neuroinsight.report.gallery import make_gallery
from neuroinsight.report.glyphs import printable
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.notes import caution_note
from neuroinsight.report.render import render
from neuroinsight.report.sentences import measurement_title
from neuroinsight.report.tree import Tree
from tests.report.findings import with_findings, with_two_lesions
from tests.report.patient import full_record, make_patient, make_record, without_tumor
from tests.strategies import grid_of

HOSTILE = '#strong[x] $a$ *b* @d \\ " <i> {c} |'
SHOWN = ("tumor", "full", "findings", "two lesions", "withheld", "edited", "no tumor", "flair only")
VARIANTS = (*SHOWN, "hostile", "many cautions", "no images")
DEVICE = "Research use. Not a medical device."


def words_of(tree: Tree) -> str:
    """Return all that the template is given to set, on one line."""
    if isinstance(tree, str):
        return tree
    if isinstance(tree, dict):
        return " ".join(words_of(branch) for branch in tree.values())
    if tree is None or isinstance(tree, int | float):
        return ""
    return " ".join(words_of(branch) for branch in tree)


def told(record: Analysis, study: Study, label_map: LabelMap, language: Language = Language.ENGLISH) -> str:
    """Return the report's words, with plain spaces and without places for line breaks."""
    words = WORDS[language]
    gallery = make_gallery(make_scene(study, label_map), record, words)
    text = words_of(document(record, gallery, words, ReportContext(language=language)))
    return plain(text)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u200b", "").replace("\u00a0", " "))


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    """Return the text of each page as another program reads it."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    read = subprocess.run([program, str(path), "-"], capture_output=True, check=True)
    return [plain(page) for page in read.stdout.decode().split("\f")[:-1]]


def hostile(study: Study) -> Study:
    """Return the study with names that try to be markup, are endless or foreign."""
    identity = Identity(
        case_id=HOSTILE + " 山田太郎 김 😀 " + "x" * 150,
        patient_id=HOSTILE * 3,
        study_id="_" * 90,
        study_date="\u202e\x00\n",
    )
    sources = {
        sequence: Source(file_name=HOSTILE + "long" * 30, sha256=source.sha256)
        for sequence, source in study.sources.items()
    }
    return Study(identity=identity, volumes=study.volumes, sources=sources)


@pytest.mark.parametrize("language", Language)
def test_every_measurement_gap_and_caution_is_told(language: Language) -> None:
    study, label_map = make_patient()
    record = full_record(make_record(study, label_map))
    text = told(record, study, label_map, language)
    words = WORDS[language]
    between = words.findings.later_interval
    shown = ["the rim is open", f"{measurement_title('rano.longest', words)} 58 mm", "no midline in the field of view"]
    shown += [between.format(low="19", high="24"), between.format(low="54", high="62")]
    shown += [f"{words.regions[Region.TC]} 9.3", f"{words.regions[Region.ET]} 7.4", f"{words.regions[Region.ED]} 12"]
    for part in shown:
        assert re.sub(r"(?<=\d)\.(?=\d)", words.frame.decimal_mark, part) in text, part
    for caution in record.cautions:
        assert caution_note(caution, words).cause in text
        assert caution_note(caution, words).consequence in text


@pytest.mark.parametrize("language", Language)
def test_an_outline_that_a_reader_edited_is_nowhere_called_a_programs(language: Language) -> None:
    study, label_map = make_patient()
    record, words = make_record(study, label_map), WORDS[language].automatic
    untouched = (words.status, words.mask, words.method, words.signed, words.repeatable)
    assert all(part in told(record, study, label_map, language) for part in untouched)
    reader = Reader(name="R. Eader", time="2026-10-15", edited=record.outline)
    edited = told(replace(record, outline=replace(record.outline, author=reader)), study, label_map, language)
    assert not any(part in edited for part in untouched)
    assert edited.count("R. Eader") == 3


def test_identity_inputs_and_versions_are_told() -> None:
    study, label_map = make_patient()
    record = make_record(study, label_map)
    text = told(record, study, label_map)
    digests = [source.sha256 for source in record.sources.values()]
    names = [source.file_name for source in record.sources.values()]
    for part in (*digests, *names, "patient", "P-17", "S-4", "2026-10-14", "glioma 1.0", "4f" * 32):
        assert part in text
    assert record.outline.sha256 in text


def test_what_is_missing_of_the_identity_is_called_not_supplied() -> None:
    study, label_map = make_patient()
    anonymous = Study(identity=Identity(case_id="one"), volumes=study.volumes, sources=study.sources)
    assert told(make_record(anonymous, label_map), anonymous, label_map).count("not supplied") == 3


def test_no_tumor_still_tells_every_volume() -> None:
    study, label_map = make_patient()
    empty = without_tumor(label_map)
    text = told(make_record(study, empty), study, empty)
    assert text.count("0 ml") >= 5


def test_regions_without_a_volume_are_not_outlined() -> None:
    study, label_map = make_patient(sequences=(Sequence.FLAIR,))
    record = make_record(study, label_map)
    gallery = make_gallery(make_scene(study, label_map), record, WORDS[Language.ENGLISH])
    plates = (*gallery.key, *gallery.clean, *gallery.through, *gallery.other)
    assert {contour.region.value for plate in plates for contour in plate.picture.contours} == {"WT"}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_first_page_is_one_page_and_every_page_says_what_it_is(variant: str, tmp_path: Path) -> None:
    sequences = (Sequence.FLAIR,) if variant == "flair only" else tuple(Sequence)
    study, label_map = make_patient(sequences=sequences)
    study = hostile(study) if variant == "hostile" else study
    label_map = without_tumor(label_map) if variant == "no tumor" else label_map
    record = make_record(study, label_map)
    record = full_record(record) if variant in {"full", "hostile"} else record
    if variant in {"findings", "withheld", "edited"}:
        record = with_findings(record, label_map)
    if variant == "two lesions":
        core = label_map.mask(Region.TC)
        record = with_two_lesions(record, label_map, core & (np.arange(core.shape[0])[:, None, None] < 34))
    if variant == "withheld":
        record = replace(record, quality=Quality(bound=0.99, withheld=True))
    if variant == "edited":
        reader = Reader(name="R. Eader", time="2026-10-15", edited=record.outline)
        record = replace(record, outline=replace(record.outline, author=reader))
    if variant == "many cautions":
        long = Caution(
            code="text",
            values={"cause": f"{HOSTILE}.", "consequence": "What follows is said at some length here. " * 3},
        )
        record = replace(record, cautions=(long,) * 6)
    images, outline = (None, None) if variant == "no images" else (study, label_map)
    pages = pages_of(render(record, images, outline, "report.pdf"), tmp_path)
    assert "Brain tumor MRI report" in pages[0]
    assert "Read and signed by" in pages[0]
    assert 2 <= len(pages) <= 4
    for number, page in enumerate(pages, start=1):
        assert DEVICE in page
        assert f"Page {number} of {len(pages)}" in page
        assert "PRELIMINARY" in page


def test_volumes_and_cautions_stand_on_the_first_page_of_the_file(tmp_path: Path) -> None:
    study, label_map = make_patient()
    record = full_record(make_record(study, label_map))
    first = pages_of(render(record, study, label_map, "report.pdf"), tmp_path)[0]
    for part in ("Whole tumor", "19 to 24", "not assessed: the rim is open", "Voxels measure up to 5.0 mm", "P-17"):
        assert part in first


def test_names_that_look_like_markup_are_printed_as_they_are(tmp_path: Path) -> None:
    study, label_map = make_patient()
    study = hostile(study)
    pages = pages_of(render(make_record(study, label_map), study, label_map, "report.pdf"), tmp_path)
    assert HOSTILE.split(" ", 1)[0] in pages[0]
    assert r'$a$ *b* @d \ "' in pages[0]
    assert "stands for a character" in pages[0]


def test_what_no_font_has_becomes_a_box_and_accents_stay() -> None:
    assert printable("Žluťoučký Ελλάδα 山\u202e\n\x00") == "Žluťoučký Ελλάδα □ "


def test_a_reason_that_tries_to_be_markup_does_not_break_the_page() -> None:
    study, label_map = make_patient()
    record = replace(
        make_record(study, label_map), measurements={"volume.WT": NotMeasured("text", {"reason": HOSTILE})}
    )
    assert render(record, study, label_map, "report.pdf").startswith(b"%PDF")


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_the_same_record_gives_the_same_bytes(view: object) -> None:
    name = getattr(view, "name", "")
    study, label_map = make_patient()
    record = make_record(study, label_map)
    assert render(record, study, label_map, name) == render(record, study, label_map, name)


@pytest.mark.parametrize("sequence", Sequence)
def test_one_sequence_alone_can_be_reported(sequence: Sequence) -> None:
    study, label_map = make_patient(sequences=(sequence,))
    for view in VIEWS:
        assert render(make_record(study, label_map), study, label_map, view.name)


def test_the_file_is_tagged_for_screen_readers_and_holds_no_time() -> None:
    study, label_map = make_patient()
    pdf = render(make_record(study, label_map), study, label_map, "report.pdf")
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid" in pdf
    assert b"CreationDate" not in pdf


def test_the_time_is_printed_only_when_it_is_given() -> None:
    study, label_map = make_patient()
    record = make_record(study, label_map)
    words = WORDS[Language.ENGLISH]
    gallery = make_gallery(make_scene(study, label_map), record, words)
    dated = document(record, gallery, words, ReportContext(made_at="2026-11-21 16:20"))
    assert "2026-11-21 16:20" in words_of(dated)
    assert words.labels.made_at not in words_of(document(record, gallery, words, ReportContext()))


def test_the_overlay_is_a_picture_1600_pixels_wide() -> None:
    study, label_map = make_patient()
    picture = render(make_record(study, label_map), study, label_map, "overlay.png")
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 1600


def test_an_unknown_view_is_refused_with_those_that_there_are() -> None:
    study, label_map = make_patient()
    with pytest.raises(OutputError, match="no such view") as refusal:
        render(make_record(study, label_map), study, label_map, "report.docx")
    assert "report.pdf" in refusal.value.allowed


def test_images_on_another_grid_than_the_segmentation_are_refused() -> None:
    study, label_map = make_patient()
    elsewhere = grid_of("RAS", shape=label_map.grid.shape, spacing_mm=(1.0, 1.0, 1.0))
    moved = LabelMap(array=label_map.array, grid=elsewhere, scheme=label_map.scheme)
    with pytest.raises(GridError, match="not on the same grid"):
        render(make_record(study, label_map), study, moved, "overlay.png")
