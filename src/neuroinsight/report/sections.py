"""Pictures of the first page and everything on the further pages, as data."""

from collections.abc import Iterable, Iterator, Mapping

from neuroinsight.clinical.catalogue import in_order
from neuroinsight.core.labels import MEASURED_REGIONS, Region
from neuroinsight.core.measurement import Measurement, NotMeasured
from neuroinsight.core.origin import Sides
from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.gallery import Gallery, Plate, SolidPlate
from neuroinsight.report.notes import limit_text, step_text
from neuroinsight.report.numbers import NO_BREAK, plain
from neuroinsight.report.plates import plate_tree
from neuroinsight.report.reading import beside_automatic
from neuroinsight.report.sentences import authorship, is_tumor_free, measurement_title, value_text
from neuroinsight.report.summary import lesions_tree, moved_tree
from neuroinsight.report.tree import Tree
from neuroinsight.report.wording import Words

# the tables of measurements, by the first word of their names
_SIZE = ("lesions", "rano", "size", "shares")
_PLACE = ("place", "lobes", "mass_effect")
_APPEARANCE = ("appearance", "extent")
_CLASSES = ("grade", "quality")

Table = Mapping[str, Measurement]


def key_tree(gallery: Gallery, words: Words) -> Tree:
    """Return the key pictures with note and legend."""
    return {
        "pics": [plate_tree(plate, words) for plate in gallery.key],
        "note": words.pictures.note if gallery.sides is Sides.STATED else words.pictures.note_without_sides,
        "legend": legend_tree(gallery, words),
    }


def legend_tree(gallery: Gallery, words: Words) -> Tree:
    """Return the legend of the regions that are outlined."""
    titles = dict(words.pictures.outlines)
    if gallery.leading is not Sequence.T1CE:
        titles[Region.WT] = words.pictures.whole_without_contrast
    return [{"region": region.value, "label": titles[region]} for region in gallery.regions]


def levels_tree(gallery: Gallery, words: Words) -> Tree:
    """Return more levels of the brain, for the first page where nothing was found."""
    shown = words.pictures.sequences[gallery.through[0].picture.sequence]
    return _strip(gallery.through, words.pictures.levels_title.format(sequence=shown), 5, words)


def picture_sections(record: Analysis, gallery: Gallery, words: Words) -> Iterable[Tree]:
    """Return the pictures after the first page: clean slices, slices through the lesion, other planes."""
    pictures = words.pictures
    if len(gallery.clean) > 1:  # a single sequence stands on the first page without contours
        yield _strip(gallery.clean, pictures.clean_title, max(3, len(gallery.clean)), words)
    if not is_tumor_free(record):
        step_mm = gallery.slices.step * gallery.slice_mm
        step = plain(step_mm, words.frame.decimal_mark, decimals=0 if step_mm == round(step_mm) else 1)
        through = pictures.through_title.format(
            step=f"{step}{NO_BREAK}mm", sequence=pictures.sequences[gallery.through[0].picture.sequence]
        )
        yield {**_strip(gallery.through, through, 5, words), "legend": legend_tree(gallery, words)}
    others: tuple[Plate | SolidPlate, ...] = (*gallery.other, *gallery.solid)
    note = f"{pictures.gray_note} {pictures.solid_note}" if gallery.solid else pictures.gray_note
    title = pictures.other_and_solid_title if gallery.solid else pictures.other_title
    yield {**_strip(others, title, max(3, len(others)), words), "note": note}


def _strip(plates: tuple[Plate | SolidPlate, ...], title: str, across: int, words: Words) -> dict[str, Tree]:
    return {
        "kind": "pics",
        "title": title,
        "across": across,
        "pics": [plate_tree(plate, words) for plate in plates],
        "legend": [],
        "note": "",
    }


def small_print(record: Analysis, technique: Tree, words: Words, automatic: Table | None = None) -> Iterator[Tree]:
    """Return the last sections: each is one block, or two columns of blocks.

    Every measurement stands here under its own title, whatever is said of it on the first page.
    """
    labels, made = words.labels, authorship(record, words)
    yield from lesions_tree(record, words)
    left, right = (
        _measured(record, _SIZE, labels.size, words, automatic=automatic),
        _measured(record, _PLACE, labels.place, words, automatic=automatic),
    )
    if left or right:
        yield _columns(left, right)
    technical: list[Tree] = [{"kind": "pairs", "title": labels.images, "rows": technique}]
    judged: list[Tree] = [
        *_measured(record, _CLASSES, labels.judged, words, automatic=automatic),
        *moved_tree(record, words),
    ]
    yield _columns(technical, judged)
    yield from _measured(record, _APPEARANCE, labels.appearance, words, automatic=automatic)
    yield from _others(record, words, automatic)
    if record.preparation:
        done = [step_text(step, words) for step in record.preparation]
        yield {"kind": "list", "title": labels.preparation, "items": done}
    yield {
        "kind": "inputs",
        "title": labels.inputs,
        "head": labels.input_columns,
        "rows": [
            [sequence.title, record.sources[sequence].file_name, record.sources[sequence].sha256]
            for sequence in Sequence
            if sequence in record.sources
        ],
    }
    own = [limit_text(limit, words) for limit in record.limits if limit.code == "text"]
    first, *others = words.statements.method
    method = [f"{made.method} {first}", *others, made.repeatable]
    yield _columns(
        [{"kind": "list", "title": labels.method, "items": method}],
        [{"kind": "list", "title": labels.limits, "items": [*own, *words.statements.limits]}],
    )
    yield {"kind": "pairs", "title": labels.versions, "rows": _versions(record, words)}


def _columns(left: list[Tree], right: list[Tree]) -> Tree:
    return {"kind": "columns", "columns": [column for column in (left, right) if column]}


def _measured(
    record: Analysis, kinds: tuple[str, ...], title: str, words: Words, *, automatic: Table | None
) -> list[Tree]:
    """Return a table of the measurements of these kinds; none where there are none."""
    places = {name: place for place, name in enumerate(words.measures)}  # a family in the order of its own titles
    shown = sorted(_unshown(record, kinds), key=lambda one: places.get(one[0], -1))
    rows = [[measurement_title(name, words), _value(name, one, words, automatic)] for name, one in shown]
    head = words.labels.further_columns
    return [{"kind": "table", "title": title, "head": head, "rows": rows, "note": ""}] if rows else []


def _others(record: Analysis, words: Words, automatic: Table | None) -> Iterator[Tree]:
    known = (*_SIZE, *_PLACE, *_APPEARANCE, *_CLASSES)
    kinds = tuple(dict.fromkeys(name.partition(".")[0] for name in record.measurements))
    others = tuple(kind for kind in kinds if kind not in known)
    yield from _measured(record, others, words.labels.further, words, automatic=automatic)


def _unshown(record: Analysis, kinds: tuple[str, ...]) -> list[tuple[str, Measurement]]:
    """Return the measurements of these kinds that the first page's table of volumes does not hold."""
    in_table = () if is_tumor_free(record) else tuple(f"volume.{region.value}" for region in MEASURED_REGIONS)
    found = in_order(record.measurements)
    return [(name, one) for name, one in found if name.partition(".")[0] in kinds and name not in in_table]


def _value(name: str, measurement: Measurement, words: Words, automatic: Table | None) -> Tree:
    text = beside_automatic(name, value_text(name, measurement, words), automatic, words)
    return {"na": text} if isinstance(measurement, NotMeasured) else text


def _versions(record: Analysis, words: Words) -> Tree:
    labels, outline, model = words.labels, record.outline, record.outline.model
    return [
        [labels.software, f"NeuroInsight {record.software_version}"],
        [labels.record_format, record.format_version],
        *([[labels.model, f"{model.name} {model.version}"], [labels.weights_digest, model.sha256]] if model else []),
        [labels.label_map, outline.scheme],
        [labels.label_map_digest, outline.sha256],
    ]
