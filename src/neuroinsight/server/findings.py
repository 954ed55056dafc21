"""A record in the words of a language, cut as a page shows it; every sentence is made by the report's own functions."""

from collections.abc import Iterator, Mapping
from typing import Final

from neuroinsight.clinical.catalogue import in_order
from neuroinsight.core.findings import Lesion
from neuroinsight.core.labels import MEASURED_REGIONS, Region
from neuroinsight.core.measurement import Interval, Located, Measured, Measurement, NotMeasured, Point, Space, Stated
from neuroinsight.core.record import Analysis, Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.context import Language
from neuroinsight.report.impression import diameters_text, impression, lesion_place
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.notes import caution_note, reason_text
from neuroinsight.report.numbers import amount, bounds
from neuroinsight.report.sentences import (
    ABSENT,
    authorship,
    bounds_text,
    interval_text,
    interval_title,
    is_tumor_free,
    measurement_title,
    number_text,
    unassessed_topics,
    value_text,
    volume,
)
from neuroinsight.report.summary import classes_tree, declared_text
from neuroinsight.report.wording import Words
from neuroinsight.server.schemas.findings import (
    CautionText,
    Findings,
    Gap,
    GradeText,
    LesionText,
    LineText,
    Range,
    Row,
    Run,
    Table,
    VolumesText,
    VolumeText,
)

_PROBABILITY: Final = "grade.hgg_probability"
_DICE: Final = "quality.dice_WT"
_PLACE: Final = ("place", "lobes", "mass_effect", "shares")
_SHOWN_ELSEWHERE: Final = ("volume", *_PLACE, "grade", "quality")
_DRAWN: Final = ("rano.longest", "rano.perpendicular", "size.longest_3d")


def findings_of(record: Analysis, language: Language) -> Findings:
    """Return what a page says of a record."""
    words = WORDS[language]
    whole = volume(record, Region.WT)
    withheld = record.quality is not None and record.quality.withheld
    return Findings(
        language=language,
        status=authorship(record, words).status,
        declared=declared_text(record, words),
        impression=[
            [Run(text=text, bold=index % 2 == 1) for index, text in enumerate(runs) if text]
            for runs in impression(record, words)
        ],
        conclusive=isinstance(whole, Measured) and whole.value > 0 and not withheld,
        cautions=list(_cautions(record, words)),
        volumes=_volumes(record, words),
        lesions=[_lesion(one, words) for one in record.lesions],
        product=_product(record, words),
        grade=_grade(record, words),
        place=Table(title=words.labels.place, rows=list(_rows(record, _PLACE, words))),
        further=list(_further(record, words)),
        not_assessed=list(_gaps(record, words)),
        lines=list(_lines(record, words)),
        sides_known=all(one.code != "sides.unknown" for one in record.cautions),
        expected_overlap=_text(_DICE, record.measurements.get(_DICE), words),
    )


def _cautions(record: Analysis, words: Words) -> Iterator[CautionText]:
    for one in record.cautions:
        note = caution_note(one, words)
        weighty = one.severity is Severity.WARNING
        yield CautionText(code=one.code, cause=note.cause, consequence=note.consequence, weighty=weighty)


def _volumes(record: Analysis, words: Words) -> VolumesText:
    found = {region: volume(record, region) for region in MEASURED_REGIONS}
    intervals = [one.interval for one in found.values() if isinstance(one, Measured) and one.interval]
    core_known = isinstance(found[Region.TC], Measured)
    return VolumesText(
        interval_title=interval_title(intervals[0], words.labels.interval_column, words) if intervals else None,
        rows=[_volume(region, one, words) for region, one in found.items()],
        note=words.statements.volume_note if core_known else words.statements.volume_note_whole_only,
    )


def _volume(region: Region, found: Measurement, words: Words) -> VolumeText:
    mark, known = words.frame.decimal_mark, found if isinstance(found, Measured) else None
    return VolumeText(
        region=region,
        title=words.regions[region],
        value_ml=known.value if known else None,
        text=amount(known, mark) if known else None,
        interval=_range(known.interval, bounds(known, mark), words) if known else None,
        reason=None if known else reason_text(found if isinstance(found, NotMeasured) else ABSENT, words),
    )


def _range(interval: Interval | None, edges: tuple[str, str] | None, words: Words) -> Range | None:
    if interval is None or edges is None:
        return None
    text = words.findings.later_interval.format(low=edges[0], high=edges[1])
    return Range(low=interval.low, high=interval.high, text=text)


def _lesion(lesion: Lesion, words: Words) -> LesionText:
    table = lesion.measurements
    name = next((one for one in ("volume.TC", "volume.WT") if isinstance(table.get(one), Measured)), None)
    measurable = table.get("rano.measurable")
    return LesionText(
        id=lesion.id,
        place=lesion_place(lesion, words),
        diameters=diameters_text(table, words),
        measurable=words.findings.measurable.get(measurable.code, "").strip("; ") or None
        if isinstance(measurable, Stated)
        else None,
        volume=_text(name, table[name], words) if name else None,
        at_mm=_middle(table.get("rano.longest")) or lesion.center_mm,
    )


def _product(record: Analysis, words: Words) -> str | None:
    name = "rano.sum_of_products" if len(record.lesions) > 1 else "rano.product"
    found = record.measurements.get(name)
    if not isinstance(found, Measured):
        return None
    return f"{measurement_title(name, words)} {_text(name, found, words)}"


def _grade(record: Analysis, words: Words) -> GradeText | None:
    found, tree = record.measurements.get(_PROBABILITY), classes_tree(record, words)
    if found is None or not isinstance(tree, Mapping):
        return None
    if not isinstance(found, Measured) or record.grade is None:
        reason = reason_text(found if isinstance(found, NotMeasured) else ABSENT, words)
        return GradeText(
            resembles=None,
            probability=None,
            text=None,
            interval=None,
            undetermined=None,
            ends=[],
            sentences=[],
            reason=reason,
        )
    classes = words.classes
    sentences = tree["sentences"]
    return GradeText(
        resembles=record.grade.resembles,
        probability=found.value,
        text=number_text(_PROBABILITY, found, words),
        interval=_range(found.interval, bounds_text(_PROBABILITY, found, words), words),
        undetermined=record.grade.undetermined,
        ends=[classes.low, classes.middle, classes.high],
        sentences=[str(one) for one in sentences] if isinstance(sentences, list) else [],
        reason=None,
    )


def _further(record: Analysis, words: Words) -> Iterator[Table]:
    labels = words.labels
    titles = {"lesions": labels.size, "rano": labels.size, "size": labels.size}
    titles |= {"appearance": labels.appearance, "extent": labels.appearance}
    kinds = dict.fromkeys(name.partition(".")[0] for name, _ in in_order(record.measurements))
    by_title: dict[str, list[str]] = {}
    for kind in kinds:
        if kind not in _SHOWN_ELSEWHERE:
            by_title.setdefault(titles.get(kind, labels.further), []).append(kind)
    for title, members in by_title.items():
        rows = list(_rows(record, tuple(members), words))
        if rows:
            yield Table(title=title, rows=rows)


def _rows(record: Analysis, kinds: tuple[str, ...], words: Words) -> Iterator[Row]:
    for name, found in in_order(record.measurements):
        text = None if isinstance(found, NotMeasured) else _text(name, found, words)
        if name.partition(".")[0] in kinds and text is not None:
            yield Row(name=name, title=measurement_title(name, words), text=text, at_mm=_middle(found))


def _gaps(record: Analysis, words: Words) -> Iterator[Gap]:
    in_table = {f"volume.{region.value}" for region in MEASURED_REGIONS} | {_PROBABILITY}
    for name, found in in_order(record.measurements):
        if isinstance(found, NotMeasured) and name not in in_table:
            yield Gap(title=measurement_title(name, words), reason=reason_text(found, words))
    never = words.gaps.topics_reason.partition("(")[2].rstrip(").")
    yield from (Gap(title=topic[:1].upper() + topic[1:], reason=never) for topic in unassessed_topics(record, words))
    if not is_tumor_free(record):
        for sequence in Sequence:
            if record.sources and sequence not in record.sources:
                missing = words.gaps.missing_sequences.partition("(")[2].rstrip(").")
                yield Gap(title=sequence.title, reason=missing)


def _lines(record: Analysis, words: Words) -> Iterator[LineText]:
    tables: list[tuple[str | None, Mapping[str, Measurement]]] = [(one.id, one.measurements) for one in record.lesions]
    tables = tables or [(None, record.measurements)]
    for lesion, table in tables:
        for name in _DRAWN:
            found = table.get(name)
            if isinstance(found, Measured) and found.along is not None:
                yield LineText(
                    name=name,
                    lesion=lesion,
                    start_mm=found.along.start_mm,
                    end_mm=found.along.end_mm,
                    text=number_text(name, found, words),
                )


def _text(name: str, found: Measurement | None, words: Words) -> str | None:
    if found is None:
        return None
    if isinstance(found, Measured):
        return number_text(name, found, words) + interval_text(name, found, words.findings.later_interval, words)
    return value_text(name, found, words)


def _middle(found: Measurement | None) -> Point | None:
    if isinstance(found, Located) and found.space is Space.PATIENT:
        return found.point_mm
    if not isinstance(found, Measured) or found.along is None:
        return None
    start, end = found.along.start_mm, found.along.end_mm
    return ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, (start[2] + end[2]) / 2)
