"""One dark picture for people: key slices with outlines, legend and volumes."""

from neuroinsight.core.errors import OutputError
from neuroinsight.core.labels import MEASURED_REGIONS, LabelMap
from neuroinsight.core.measurement import Measured
from neuroinsight.core.origin import Sides
from neuroinsight.core.reading import Reading
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.report.context import ReportContext
from neuroinsight.report.document import who
from neuroinsight.report.gallery import Gallery, Plate, SolidPlate, gallery_of
from neuroinsight.report.glyphs import printable_tree
from neuroinsight.report.impression import impression
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.numbers import quantity
from neuroinsight.report.plates import pixels_of, plate_tree
from neuroinsight.report.reading import authorship_read
from neuroinsight.report.sections import legend_tree
from neuroinsight.report.sentences import is_tumor_free, volume
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
    gallery = _required(gallery_of(record, study, label_map, words), label_map)
    return typeset_png(
        "overlay.typ", _overlay(record, gallery, gallery.key, words, reading=context.reading), pixels_of(gallery.key)
    )


def render_solid(record: Analysis, study: Study | None, label_map: LabelMap | None, *, context: ReportContext) -> bytes:
    """Return a PNG picture, 1600 pixels wide, of the tumor in the brain, from its side and from the front.

    Where nothing was found, the key slices stand in its place.

    Raises:
        OutputError: Images or segmentation are missing.
    """
    words = WORDS[context.language]
    gallery = _required(gallery_of(record, study, label_map, words), label_map)
    shown = gallery.solid or gallery.key
    return typeset_png(
        "overlay.typ", _overlay(record, gallery, shown, words, reading=context.reading), pixels_of(shown)
    )


def _required(gallery: Gallery | None, label_map: LabelMap | None) -> Gallery:
    if gallery is None:
        raise OutputError(
            "A picture cannot be drawn without images",
            seen="no segmentation" if label_map is None else "no images",
            allowed="the images that were analyzed and their segmentation",
            remedy="name the folder of the images, or ask for a view that has words",
            code="view.no_images",
        )
    return gallery


def _overlay(
    record: Analysis,
    gallery: Gallery,
    shown: tuple[Plate | SolidPlate, ...],
    words: Words,
    *,
    reading: Reading | None,
) -> Tree:
    volumes = _volumes(record, words)
    made = f"{authorship_read(record, reading, words).overlay} {words.overlay_smoothed}"
    sides = words.overlay_sides if gallery.sides is Sides.STATED else words.overlay_sides_unknown
    return printable_tree(
        {
            "lang": words.code,
            "title": words.frame.title,
            "who": who(record),
            "pics": [plate_tree(plate, words) for plate in shown],
            "legend": [] if shown is gallery.solid else legend_tree(gallery, words),
            "sentence": "" if volumes and not is_tumor_free(record) else "".join(impression(record, words)[0]),
            "volumes": volumes,
            "note": f"{words.pictures.solid_note if shown is gallery.solid else sides} {made}",
            "device": words.frame.device,
        }
    )


def _volumes(record: Analysis, words: Words) -> list[Tree]:
    """Return names and values of the volumes that were measured."""
    found = [(words.regions[region], volume(record, region)) for region in MEASURED_REGIONS]
    return [[title, quantity(one, words.frame.decimal_mark)] for title, one in found if isinstance(one, Measured)]
