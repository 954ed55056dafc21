"""One door to all views of a record."""

from neuroinsight.core.errors import OutputError
from neuroinsight.core.labels import LabelMap
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.report.catalogue import VIEWS
from neuroinsight.report.context import ReportContext
from neuroinsight.report.pdf import render_pages
from neuroinsight.report.reading import concealed


def render(  # the four things that a view is made of
    record: Analysis,
    study: Study | None,
    label_map: LabelMap | None,
    view: str,
    *,
    context: ReportContext | None = None,
) -> bytes:
    """Return a view as the bytes of its file: the same arguments give the same bytes.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> study = neuroinsight.load(Path("patient"))
    >>> result = neuroinsight.analyze(study, neuroinsight.open_model("glioma"))
    >>> neuroinsight.render(result.record, study, result.label_map, "report.pdf")[:5]
    b'%PDF-'

    Args:
        record: What was measured.
        study: The images it was measured on; what is missing is not drawn, and without any the words stand alone.
        label_map: The segmentation, on the images' grid; without it nothing is drawn.
        view: The name of one of `VIEWS`, as in `"report.pdf"`.
        context: Language, the time to print, and what a reader added; English and nothing else if None.

    Raises:
        OutputError: There is no such view, or it is a picture and images or segmentation are missing.
        GridError: Images and segmentation are not on one grid.
    """
    found = next((one for one in VIEWS if one.name == view), None)
    if found is None:
        raise OutputError(
            "There is no such view",
            seen=view,
            allowed=", ".join(one.name for one in VIEWS),
            remedy="name one of these",
            code="view.unknown",
        )
    context = context or ReportContext()
    return found.render(_shown(record, context), study, label_map, context=context)


def render_paper(
    record: Analysis, study: Study | None, label_map: LabelMap | None, *, context: ReportContext, ppi: float
) -> tuple[bytes, ...]:
    """Return the pages of `report.pdf` as PNG pictures of `ppi` pixels per inch, for a screen that shows the paper."""
    return render_pages(_shown(record, context), study, label_map, context=context, ppi=ppi)


def _shown(record: Analysis, context: ReportContext) -> Analysis:
    pseudonym = context.reading.pseudonym if context.reading else None
    return record if pseudonym is None else concealed(record, pseudonym)
