"""The report as data: every word and number of its pages, in order, for the template to set."""

import hashlib
import json
from collections.abc import Mapping

from neuroinsight.core.measurement import Measurement
from neuroinsight.core.record import Analysis, Caution, Severity
from neuroinsight.report.context import ReportContext
from neuroinsight.report.gallery import Gallery
from neuroinsight.report.glyphs import BOX, printable_tree
from neuroinsight.report.impression import impression
from neuroinsight.report.json import to_json
from neuroinsight.report.notes import caution_note, limit_text
from neuroinsight.report.numbers import spacing
from neuroinsight.report.reading import (
    addenda_tree,
    authorship_read,
    compared_with,
    own_impression,
    reading_sections,
    sign_tree,
    status_tree,
    version_text,
)
from neuroinsight.report.sections import key_tree, levels_tree, picture_sections, small_print
from neuroinsight.report.sentences import (
    is_tumor_free,
    model_text,
    quality,
    sequences_of,
    unassessed,
)
from neuroinsight.report.summary import classes_tree, declared_text, slice_text, summary_tree
from neuroinsight.report.tree import Tree
from neuroinsight.report.volumes import volumes_tree
from neuroinsight.report.wording import Words

_RUNNING_CHARACTERS = 60
_PRODUCT = "NeuroInsight"


def document(record: Analysis, gallery: Gallery | None, words: Words, context: ReportContext) -> dict[str, Tree]:
    """Return every word and number of a report, in order; without pictures where there is no gallery."""
    technique = _images(record, gallery, words)
    free = is_tumor_free(record)
    automatic = compared_with(record, context)
    own = own_impression(record, context.reading, words)
    return {
        **_frame(record, words, context),
        "header": _header(record, words, context),
        "declared": [words.summary.question, declared_text(record, words)],
        "note": [words.reading.note, context.reading.note] if context.reading and context.reading.note else None,
        "addenda": addenda_tree(context.reading, words),
        "cautions": [_caution(one, words) for one in record.cautions],
        "impression": [[point] for point in own] or impression(record, words),
        "key": key_tree(gallery, words) if gallery else None,
        "strip": levels_tree(gallery, words) if gallery and free else None,
        "volumes": None if free else volumes_tree(record, gallery.regions if gallery else (), words, automatic),
        "beside": _beside(record, gallery, technique, words, automatic=automatic),
        "classes": None if free else classes_tree(record, words),
        "closing": _closing(record, words),
        "pictures": list(picture_sections(record, gallery, words)) if gallery else [],
        "sections": [
            *small_print(record, technique, words, automatic=automatic),
            *reading_sections(record, context.reading, words),
        ],
    }


def printable_document(tree: Mapping[str, Tree], words: Words) -> dict[str, Tree]:
    """Return the tree with every foreign text made printable by the report's fonts, and a line where one was not."""
    shown = {name: printable_tree(branch) for name, branch in tree.items()}
    boxed = BOX in json.dumps(shown, ensure_ascii=False)
    return {**shown, "hidden": words.frame.hidden_characters if boxed else ""}


def _caution(caution: Caution, words: Words) -> Tree:
    note = caution_note(caution, words)
    return {"title": note.cause, "text": note.consequence, "weighty": caution.severity is Severity.WARNING}


def who(record: Analysis) -> str:
    """Return whose report it is for the head of later pages, cut where it would not fit."""
    name = " · ".join(part for part in (record.identity.case_id, record.identity.patient_id) if part)
    return name if len(name) <= _RUNNING_CHARACTERS else name[: _RUNNING_CHARACTERS - 1] + "…"


def _frame(record: Analysis, words: Words, context: ReportContext) -> dict[str, Tree]:
    frame, labels, reading = words.frame, words.labels, context.reading
    digest = hashlib.sha256(to_json(record).encode()).hexdigest()
    date = record.identity.study_date
    own = own_impression(record, reading, words)
    title = words.reading.impression.format(reader=reading.reader) if own and reading else labels.impression
    return {
        "lang": words.code,
        "paper": frame.paper,
        "title": frame.title,
        "ui": {"page": frame.page, "of": frame.of, "impression": title},
        "status": status_tree(record, reading, words),
        "running": {
            "product": f"{_PRODUCT} {record.software_version}",
            "version": version_text(record, reading, words),
            "who": who(record),
            "exam": f"{labels.study_date} {date}" if date else "",
        },
        "foot": {"device": frame.device, "record": frame.record.format(digest=f"{digest[:4]} {digest[4:8]}")},
        "sign": sign_tree(record, reading, words),
    }


def _header(record: Analysis, words: Words, context: ReportContext) -> Tree:
    labels, identity = words.labels, record.identity
    sequences = ", ".join(sequence.title for sequence in sequences_of(record))
    spacing_mm = tuple(float(value) for value in record.grid.spacing_mm)
    last = (labels.model, model_text(record))
    if context.made_at is not None:
        last = (labels.made_at, context.made_at)
    fields: tuple[tuple[str, str | None, bool], ...] = (
        (labels.case, identity.case_id, True),
        (labels.patient_id, identity.patient_id, False),
        (labels.study_id, identity.study_id, False),
        (labels.study_date, identity.study_date, True),
        (labels.sequences, sequences, False),
        (labels.voxel_size, spacing(spacing_mm, words.frame.decimal_mark), False),
        (labels.mask, authorship_read(record, context.reading, words).mask, False),
        (*last, False),
    )
    hidden = context.reading is not None and context.reading.pseudonym is not None
    identity_absent = words.reading.hidden if hidden else labels.not_supplied
    of_identity = (labels.patient_id, labels.study_id)
    return [
        {
            "name": name,
            "value": value or {"na": identity_absent if name in of_identity else labels.not_supplied},
            "strong": strong and bool(value),
        }
        for name, value, strong in fields
    ]


def _beside(
    record: Analysis,
    gallery: Gallery | None,
    technique: Tree,
    words: Words,
    *,
    automatic: Mapping[str, Measurement] | None,
) -> Tree:
    """Return what stands beside the volumes: size and place where they were measured, else what the images are."""
    summary = summary_tree(record, gallery, words, automatic)
    if is_tumor_free(record) or not summary["rows"]:
        return {"title": words.labels.images, "rows": technique}
    return summary


def _images(record: Analysis, gallery: Gallery | None, words: Words) -> Tree:
    labels = words.labels
    shape = " × ".join(str(extent) for extent in record.grid.shape)
    unknown = any(caution.code == "sides.unknown" for caution in record.cautions)
    codes = labels.sides_unknown if unknown else record.grid.axis_codes
    model = record.outline.model
    weights = model.sha256[:16] if model else ""
    spacing_mm = tuple(float(value) for value in record.grid.spacing_mm)
    return [
        [labels.grid, labels.voxels.format(shape=shape, codes=codes)],
        [labels.voxel_size, spacing(spacing_mm, words.frame.decimal_mark)],
        *([[labels.key_slice, slice_text(gallery, words)]] if gallery else []),
        [labels.model, model_text(record) or ""],
        [labels.weights, " ".join(weights[start : start + 4] for start in range(0, len(weights), 4))],
        [labels.software, f"{_PRODUCT} {record.software_version}"],
    ]


def _closing(record: Analysis, words: Words) -> Tree:
    labels = words.labels
    gaps = unassessed(record, words)
    limits = [limit_text(limit, words) for limit in record.limits if limit.code != "text"]
    return [
        *([[labels.unassessed, gaps]] if gaps else []),
        [labels.quality, quality(record, words)],
        *([[labels.limits, " ".join(limits)]] if limits else []),
    ]
