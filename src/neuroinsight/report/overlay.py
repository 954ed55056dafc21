"""One dark picture for people: key slices with outlines, legend and volumes."""

from neuroinsight.core.errors import OutputError
from neuroinsight.core.labels import MEASURED_REGIONS, LabelMap
from neuroinsight.core.measurement import Measured
from neuroinsight.core.origin import Sides
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.report.context import ReportContext
from neuroinsight.report.document import who
from neuroinsight.report.gallery import Gallery, gallery_of
from neuroinsight.report.glyphs import printable_tree
from neuroinsight.report.impression import impression
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.numbers import quantity
from neuroinsight.report.plates import pixels_of, plate_tree
from neuroinsight.report.sections import legend_tree
from neuroinsight.report.sentences import authorship, is_tumor_free, volume
from neuroinsight.report.tree import Tree
from neuroinsight.report.typesetting import typeset_png
from neuroinsight.report.wording import Words


def render_overlay(
    record: Analysis, study: Study | None, label_map: LabelMap | None, *, context: ReportContext
) -> bytes:
    """Return a PNG picture, 1600 pixels wide.

    Raises:
        OutputError: Images or segmentation are missing.
    """
    words = WORDS[context.language]
    gallery = gallery_of(record, study, label_map, words)
    if gallery is None:
        raise OutputError(
            "A picture cannot be drawn without images",
            seen="no segmentation" if label_map is None else "no images",
            allowed="the images that were analyzed and their segmentation",
            remedy="name the folder of the images, or ask for a view that has words",
            code="view.no_images",
        )
    return typeset_png("overlay.typ", _overlay(record, gallery, words), pixels_of(gallery.key))


def _overlay(record: Analysis, gallery: Gallery, words: Words) -> Tree:
    volumes = _volumes(record, words)
    sides = words.overlay_sides if gallery.sides is Sides.STATED else words.overlay_sides_unknown
    return printable_tree(
        {
            "lang": words.code,
            "title": words.frame.title,
            "who": who(record),
            "pics": [plate_tree(plate, words) for plate in gallery.key],
            "legend": legend_tree(gallery, words),
            "sentence": "" if volumes and not is_tumor_free(record) else "".join(impression(record, words)[0]),
            "volumes": volumes,
            "note": f"{sides} {authorship(record, words).overlay} {words.overlay_smoothed}",
            "device": words.frame.device,
        }
    )


def _volumes(record: Analysis, words: Words) -> list[Tree]:
    """Return names and values of the volumes that were measured."""
    found = [(words.regions[region], volume(record, region)) for region in MEASURED_REGIONS]
    return [[title, quantity(one, words.frame.decimal_mark)] for title, one in found if isinstance(one, Measured)]
