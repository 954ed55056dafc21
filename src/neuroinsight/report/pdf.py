"""The report as a tagged PDF."""

from neuroinsight.core.labels import LabelMap
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.report.context import ReportContext
from neuroinsight.report.document import document, printable_document
from neuroinsight.report.gallery import gallery_of
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.plates import pixels_of
from neuroinsight.report.tree import Tree
from neuroinsight.report.typesetting import Pixels, typeset_pages, typeset_pdf

_TEMPLATE = "report.typ"


def render_pdf(record: Analysis, study: Study | None, label_map: LabelMap | None, *, context: ReportContext) -> bytes:
    """Return the report's pages (PDF/UA-1); without images or outline, its words alone."""
    return typeset_pdf(_TEMPLATE, *_content(record, study, label_map, context))


def render_pages(
    record: Analysis, study: Study | None, label_map: LabelMap | None, *, context: ReportContext, ppi: float
) -> tuple[bytes, ...]:
    """Return the same pages as PNG pictures."""
    return typeset_pages(_TEMPLATE, *_content(record, study, label_map, context), ppi=ppi)


def _content(
    record: Analysis, study: Study | None, label_map: LabelMap | None, context: ReportContext
) -> tuple[Tree, Pixels]:
    words = WORDS[context.language]
    gallery = gallery_of(record, study, label_map, words)
    pixels = pixels_of(gallery.plates) if gallery else {}
    return printable_document(document(record, gallery, words, context), words), pixels
