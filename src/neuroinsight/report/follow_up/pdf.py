"""A follow-up as a tagged PDF."""

import hashlib
from collections.abc import Sequence

from neuroinsight.core.follow_up_record import FollowUp
from neuroinsight.core.labels import Region
from neuroinsight.core.origin import Sides
from neuroinsight.core.record import ModelIdentity, Severity
from neuroinsight.core.visit import Visit
from neuroinsight.report.context import ReportContext
from neuroinsight.report.follow_up.json import follow_up_to_json
from neuroinsight.report.follow_up.page import Page, page_of
from neuroinsight.report.follow_up.plates import plates_of, shown_dates
from neuroinsight.report.follow_up.speech import Speech, speech_in
from neuroinsight.report.follow_up.tables import Table, change_table
from neuroinsight.report.follow_up.trends import trends
from neuroinsight.report.gallery import Plate
from neuroinsight.report.glyphs import printable_tree
from neuroinsight.report.plates import pixels_of, plate_tree
from neuroinsight.report.tree import Tree
from neuroinsight.report.typesetting import typeset_pdf


def render_follow_up_pdf(record: FollowUp, visits: Sequence[Visit], *, context: ReportContext) -> bytes:
    """Return the pages (PDF/UA-1); a date without images has no picture."""
    speech = speech_in(context.language)
    plates = plates_of(record, visits, speech)
    tree: Tree = {
        **_frame(record, speech),
        **_words(record, page_of(record, context.language), speech),
        "pics": [plate_tree(plate, speech.words) for plate in plates],
        "legend": _legend(plates, speech),
        "side_note": _sides(visits, speech),
        "trends": trends(record, speech),
    }
    return typeset_pdf("follow_up.typ", printable_tree(tree), pixels_of(plates))


def _frame(record: FollowUp, speech: Speech) -> dict[str, Tree]:
    frame, labels, words = speech.words.frame, speech.words.labels, speech.words
    digest = hashlib.sha256(follow_up_to_json(record).encode()).hexdigest()
    automatic = all(isinstance(one.outline.author, ModelIdentity) for one in record.examinations)
    made = words.automatic if automatic else words.edited
    dates = f"{record.examinations[0].study_date} – {record.examinations[-1].study_date}"
    return {
        "lang": words.code,
        "paper": frame.paper,
        "ui": {"page": frame.page, "of": frame.of, "impression": labels.impression},
        "status": {"label": frame.status, "detail": made.status, "short": frame.status_short},
        "running": {
            "product": f"NeuroInsight {record.software_version}",
            "version": frame.format_version.format(version=record.format_version),
            "who": " · ".join(part for part in (record.patient_id, dates) if part),
        },
        "foot": {"device": frame.device, "record": frame.record.format(digest=f"{digest[:4]} {digest[4:8]}")},
        "sign": {"left": words.automatic.signed if automatic else "", "right": frame.signed_right},
    }


def _words(record: FollowUp, page: Page, speech: Speech) -> dict[str, Tree]:
    labels, sentences = speech.labels, speech.sentences
    weighty = [one.severity is Severity.WARNING for one in record.cautions]
    cautions: list[Tree] = [
        {"title": note.cause, "text": note.consequence, "weighty": heavy}
        for note, heavy in zip(page.cautions, weighty, strict=True)
    ]
    change = change_table(record, speech, places=shown_dates(record))
    return {
        "title": page.title,
        "header": page.header,
        "cautions": cautions,
        "impression": page.impression,
        "change": _table(change),
        "response": page.response,
        "boxes": page.boxes,
        "over_time": labels.over_time,
        "trend_note": sentences.over_time_note,
        "lesions": None if page.lesions is None else _table(page.lesions, of_words=True),
        "examinations": _table(page.examinations, of_words=True),
        "lists": [{"title": labels.rules, "items": page.rules}, {"title": labels.limits, "items": page.limits}],
    }


def _table(table: Table, *, of_words: bool = False) -> Tree:
    return {"title": table.title, "head": table.head, "rows": table.rows, "note": table.note, "words": of_words}


def _legend(plates: Sequence[Plate], speech: Speech) -> Tree:
    drawn = {contour.region for plate in plates for contour in plate.picture.contours}
    outlines = speech.words.pictures.outlines
    return [{"region": one.value, "label": outlines[one]} for one in (Region.WT, Region.TC, Region.NCR) if one in drawn]


def _sides(visits: Sequence[Visit], speech: Speech) -> str:
    known = all(visit.study is None or visit.study.sides is Sides.STATED for visit in visits)
    pictures = speech.words.pictures
    return pictures.note if known else pictures.note_without_sides
