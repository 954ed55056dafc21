"""The report as a tagged PDF."""

from neuroinsight.core.labels import LabelMap
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.report.context import ReportContext
from neuroinsight.report.document import document
from neuroinsight.report.figures.scene import make_scene
from neuroinsight.report.gallery import make_gallery
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.plates import pixels_of
from neuroinsight.report.typesetting import typeset_pdf


def render_pdf(record: Analysis, study: Study, label_map: LabelMap, *, context: ReportContext) -> bytes:
    """Return the report's pages (PDF/UA-1)."""
    words = WORDS[context.language]
    gallery = make_gallery(make_scene(study, label_map), record, words)
    pixels = pixels_of((*gallery.key, *gallery.clean, *gallery.through, *gallery.other))
    return typeset_pdf("report.typ", document(record, gallery, words, context), pixels)
