"""What stands on the first page beside the volumes: size, place and mass effect, the classes, what was declared."""

import math
from collections.abc import Iterator, Mapping

from neuroinsight.clinical.looks import LEAST_ML
from neuroinsight.core.findings import NOTHING_DECLARED, Contribution, Lesion
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.record import Analysis
from neuroinsight.report.gallery import Gallery, position_text
from neuroinsight.report.impression import diameters_text, lesion_place
from neuroinsight.report.numbers import percent, plain, quantity
from neuroinsight.report.sentences import ABSENT, interval_text, number_text, value_text
from neuroinsight.report.tree import Tree
from neuroinsight.report.wording import Words

_LISTED_LESIONS = 4
_LEAST_SHARE = 0.05  # lobes with less of the tumor stand on the later pages alone
_LOGARITHMS_OF_ML, _DISTANCE = ("enhancing", "whole"), "from_middle"  # features of the class
_PROBABILITY = "grade.hgg_probability"

Table = Mapping[str, Measurement]


def summary_tree(
    record: Analysis, gallery: Gallery | None, words: Words, automatic: Table | None = None
) -> dict[str, Tree]:
    """Return the table beside the volumes: one row a measure, or two rows a lesion where there are several."""
    if len(record.lesions) > 1:
        rows = [row for one in record.lesions[:_LISTED_LESIONS] for row in _lesion_rows(one, words)]
        return {"title": words.summary.lesions_title, "rows": [*rows, *_shift_rows(record.measurements, words)]}
    return {"title": words.summary.title, "rows": list(_rows(record, gallery, words, automatic))}


def _rows(record: Analysis, gallery: Gallery | None, words: Words, automatic: Table | None) -> Iterator[Tree]:
    labels, table = words.summary, record.measurements
    if "rano.longest" in table:
        shown, before = _diameters(table, words), _diameters(automatic, words) if automatic else None
        if isinstance(shown, str) and isinstance(before, str) and shown != before:
            shown = words.reading.beside.format(value=shown, automatic=before)
        yield [labels.diameters, shown]
    if gallery is not None and isinstance(table.get("rano.longest"), Measured):
        yield [labels.slice, slice_text(gallery, words)]
    for label, name in ((labels.longest_3d, "size.longest_3d"), (labels.side, "place.side")):
        yield from _row(label, name, table, words)
    lobes = _lobes(table, words)
    if lobes:
        yield [labels.lobes, lobes]
    else:
        yield from _row(labels.lobes, "place.lobe", table, words)
    if "place.midline_distance" in table:
        yield [labels.midline, _midline(table, words)]
    yield from _row(labels.surface, "place.depth", table, words)
    yield from _shift_rows(table, words)
    yield from _row(labels.ventricles, "mass_effect.ventricles", table, words)


def _row(label: str, name: str, table: Table, words: Words) -> Iterator[Tree]:
    if name in table:
        yield [label, short_text(name, table[name], words)]


def short_text(name: str, found: Measurement, words: Words) -> Tree:
    """Return a value with its bounds, as in `58 mm (54 to 62)`, or its gap for the template to set apart."""
    if isinstance(found, NotMeasured):
        return {"na": value_text(name, found, words)}
    if isinstance(found, Measured):
        later = words.findings.later_interval
        return number_text(name, found, words) + interval_text(name, found, later, words)
    return value_text(name, found, words)


def _diameters(table: Table, words: Words) -> Tree:
    longest, across = table.get("rano.longest", ABSENT), table.get("rano.perpendicular")
    if not isinstance(longest, Measured) or not isinstance(across, Measured):
        return short_text("rano.longest", longest, words)
    if longest.interval is None:
        return diameters_text(table, words)
    texts = [
        number_text(name, one, words) + interval_text(name, one, words.findings.later_interval, words)
        for name, one in (("rano.longest", longest), ("rano.perpendicular", across))
    ]
    return " × ".join(texts)


def slice_text(gallery: Gallery, words: Words) -> str:
    """Return where the key slice is, as in `S 29.0 mm, 102 of 155 from below`."""
    where = gallery.key[0].picture.position
    number = words.labels.key_slice_value.format(number=where.number, count=where.count)
    return number if where.letter is None else f"{position_text(where, words)}, {number}"


def _lobes(table: Table, words: Words) -> str:
    shares = [
        (one.value, words.measures.get(name, name.partition(".")[2]), number_text(name, one, words))
        for name, one in table.items()
        if name.startswith("lobes.") and isinstance(one, Measured) and one.value >= _LEAST_SHARE
    ]
    return ", ".join(f"{title[:1].lower()}{title[1:]} {share}" for _, title, share in sorted(shares, reverse=True))


def _midline(table: Table, words: Words) -> Tree:
    distance, crosses = table["place.midline_distance"], table.get("place.crosses_midline")
    shown = short_text("place.midline_distance", distance, words)
    if isinstance(shown, str) and isinstance(crosses, Stated):
        return f"{shown}; {words.summary.crossing.get(crosses.code, '')}".removesuffix("; ")
    return shown


def _shift_rows(table: Table, words: Words) -> Iterator[Tree]:
    shift, to = table.get("mass_effect.midline_shift"), table.get("mass_effect.shift_to")
    if shift is not None:
        side = words.findings.to_side.get(to.code, "") if isinstance(to, Stated) else ""
        shown = short_text("mass_effect.midline_shift", shift, words)
        yield [words.summary.shift, shown + side if isinstance(shown, str) else shown]


def _lesion_rows(lesion: Lesion, words: Words) -> Iterator[Tree]:
    table = lesion.measurements
    name = next((one for one in ("volume.TC", "volume.WT") if isinstance(table.get(one), Measured)), None)
    volume = short_text(name, table[name], words) if name else ""
    size = "; ".join(part for part in (diameters_text(table, words), volume) if isinstance(part, str) and part)
    place = lesion_place(lesion, words)
    if size:
        yield [words.summary.size_of.format(lesion=lesion.id), size]
    if place:
        yield [words.summary.place_of.format(lesion=lesion.id), place]


def classes_tree(record: Analysis, words: Words) -> Tree:
    """Return the scale of the classes with its sentences, or why there is none; nothing where no measure took it."""
    found, grade = record.measurements.get(_PROBABILITY), record.grade
    if found is None:
        return None
    if not isinstance(found, Measured) or grade is None:
        gap = value_text(_PROBABILITY, found, words)
        return {"title": words.classes.title, "na": gap[:1].upper() + gap[1:] + "."}
    mark, (low, high) = words.frame.decimal_mark, grade.undetermined
    shown = number_text(_PROBABILITY, found, words)
    edges = {"low": plain(low, mark, decimals=2), "high": plain(high, mark, decimals=2)}
    sentences = [words.classes.meaning]
    if grade.alike is not None:
        sentences.append(
            words.classes.alike.format(
                patients=grade.alike.patients,
                hgg=grade.alike.hgg,
                low=plain(grade.alike.from_probability, mark, decimals=2),
                high=plain(grade.alike.to_probability, mark, decimals=2),
            )
        )
    return {
        "title": words.classes.title,
        "p": found.value,
        "low": low,
        "high": high,
        "label": shown,
        "ends": [words.classes.low, words.classes.middle, words.classes.high],
        "alt": words.classes.scale.format(probability=shown, **edges),
        "sentences": sentences,
    }


def lesions_tree(record: Analysis, words: Words) -> Iterator[Tree]:
    """Return the table of lesions: one row each, a column for each measurement that any lesion has."""
    if not record.lesions:
        return
    columns = words.summary.lesion_columns
    names = [name for name in columns if any(name in one.measurements for one in record.lesions)]
    yield {
        "kind": "table",
        "title": words.summary.lesions_title,
        "head": [words.summary.lesion_number, *(columns[name] for name in names)],
        "rows": [
            [one.id, *(short_text(name, one.measurements.get(name, ABSENT), words) for name in names)]
            for one in record.lesions
        ],
        "note": "",
    }


def moved_tree(record: Analysis, words: Words) -> Iterator[Tree]:
    """Return what moved the probability, each with its push to one of the classes."""
    if record.grade is None or not record.grade.contributions:
        return
    moved = record.grade.contributions
    strongest = max(abs(one.log_odds) for one in moved) or 1.0
    yield {
        "kind": "bars",
        "title": words.classes.moved,
        "head": words.classes.moved_columns,
        "rows": [
            {
                "name": words.classes.features.get(one.feature, one.feature),
                "value": _feature_text(one, words),
                "push": one.log_odds / strongest,
                "odds": plain(one.log_odds, words.frame.decimal_mark, decimals=1),
            }
            for one in moved
        ],
        "note": words.classes.moved_note,
    }


def _feature_text(one: Contribution, words: Words) -> str:
    """Return what a feature measured, in units that a reader knows: volumes go into the class as logarithms."""
    mark = words.frame.decimal_mark
    if one.feature in _LOGARITHMS_OF_ML:
        return quantity(Measured(value=max(0.0, math.exp(one.value) - LEAST_ML), unit="ml"), mark)
    if one.feature.endswith("_share"):
        return percent(one.value, words.frame.percent_sign)
    if one.feature == _DISTANCE:
        return quantity(Measured(value=one.value, unit="mm"), mark)
    return plain(one.value, mark)


def declared_text(record: Analysis, words: Words) -> str:
    """Return what was said of the patient, in one sentence."""
    declared, labels = record.declared, words.summary
    if declared == NOTHING_DECLARED:
        return labels.nothing_declared
    years = declared.age_years
    parts = (
        labels.age.format(years=f"{years:.0f}") if years is not None else "",
        labels.treated[declared.treated] if declared.treated is not None else "",
        labels.steroids[declared.steroids] if declared.steroids is not None else "",
    )
    return ", ".join(part for part in parts if part) + "."
