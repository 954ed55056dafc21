"""What stands in a record, in the words and numbers of a language."""

from dataclasses import replace
from typing import Literal

from neuroinsight.clinical.catalogue import Kind, in_order, measure_of
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Interval, Located, Measured, Measurement, NotMeasured, Space, Stated
from neuroinsight.core.record import Analysis, Reader, Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.notes import reason_text
from neuroinsight.report.numbers import (
    bounds,
    coordinates,
    percent,
    percent_bounds,
    position,
    probability,
    quantity,
)
from neuroinsight.report.wording import Authorship, Words

ABSENT = NotMeasured("record.absent")
_NO_CONTRAST = "sequences.no_contrast"
_PREDICTED = "quality.dice_WT"
_PROBABILITIES = ("grade.", "quality.")


def volume(record: Analysis, region: Region) -> Measurement:
    """Return a region's volume, or why there is none."""
    return record.measurements.get(f"volume.{region.value}", ABSENT)


def is_present(record: Analysis, region: Region) -> bool:
    """Say whether the record holds a volume of the region above zero."""
    found = volume(record, region)
    return isinstance(found, Measured) and found.value > 0


def is_tumor_free(record: Analysis) -> bool:
    """Say whether the whole tumor was looked for and not found."""
    found = volume(record, Region.WT)
    return isinstance(found, Measured) and found.value == 0


def sequences_of(record: Analysis) -> tuple[Sequence, ...]:
    """Return the sequences that were supplied, in the usual order."""
    return tuple(sequence for sequence in Sequence if sequence in record.sources)


def lacks_contrast(record: Analysis) -> bool:
    """Say whether enhancement could not be seen: the record says so, also of images that came from no files."""
    core = volume(record, Region.TC)
    of_core = isinstance(core, NotMeasured) and core.code == _NO_CONTRAST
    return of_core or any(caution.code == _NO_CONTRAST for caution in record.cautions)


def model_text(record: Analysis) -> str | None:
    """Return name and version of the model that the outlines began with; None where a person drew all of them."""
    model = record.outline.model
    return f"{model.name} {model.version}" if model else None


def authorship(record: Analysis, words: Words) -> Authorship:
    """Return what is said of who made the outlines, with the reader's name and time filled in."""
    author = record.outline.author
    if not isinstance(author, Reader):
        return words.automatic
    said = words.edited if author.edited is not None else words.drawn
    mask = said.mask.format(reader=author.name, time=author.time)
    method, signed = (text.format(reader=author.name) for text in (said.method, said.signed))
    return replace(said, mask=mask, method=method, signed=signed)


def unassessed_topics(record: Analysis, words: Words) -> tuple[str, ...]:
    """Return what this version never measures, as far as the record says nothing of it."""
    measured = {entry.topic if (entry := measure_of(name)) else name.partition(".")[0] for name in record.measurements}
    return tuple(title for topic, title in words.gaps.topics.items() if topic not in measured)


def unassessed(record: Analysis, words: Words) -> str:
    """Return all gaps in one line: by reason, with what each reason leaves open."""
    by_reason: dict[str, list[str]] = {}
    features = 0  # of the VASARI guide that no mask tells: their table has each one's reason
    for name, measurement in in_order(record.measurements):
        if not isinstance(measurement, NotMeasured):
            continue
        if measurement.code.startswith("vasari."):
            features += 1
            continue
        by_reason.setdefault(reason_text(measurement, words), []).append(_inside_sentence(name, words))
    parts = [f"{', '.join(titles)} ({reason})" for reason, titles in by_reason.items()]
    if features:
        parts.append(words.gaps.features.format(count=features))
    topics = unassessed_topics(record, words)
    if topics:
        parts.append(words.gaps.topics_reason.format(topics=", ".join(topics)))
    volumes = [volume(record, region) for region in Region]
    if not is_tumor_free(record) and not any(isinstance(one, Measured) and one.interval for one in volumes):
        by_reader = isinstance(record.outline.author, Reader)
        parts.append(words.reading.no_intervals if by_reader else words.gaps.intervals)
    missing = [sequence.title for sequence in Sequence if sequence not in record.sources]
    if missing and record.sources:  # images that came from no files are not named
        parts.append(words.gaps.missing_sequences.format(sequences=", ".join(missing)))
    return "; ".join(parts) + "." if parts else ""


def quality(record: Analysis, words: Words) -> str:
    """Return which sequences there are, whether the input passed, and how good the outlines are thought to be."""
    present = ", ".join(sequence.title for sequence in sequences_of(record))
    warned = any(caution.severity is Severity.WARNING for caution in record.cautions)
    checks = words.statements.checks_cautions if warned else words.statements.checks_passed
    parts = [*([words.statements.present.format(sequences=present)] if present else []), checks]
    predicted = record.measurements.get(_PREDICTED)
    if isinstance(predicted, Measured):
        later = words.findings.later_interval
        dice = number_text(_PREDICTED, predicted, words) + interval_text(_PREDICTED, predicted, later, words)
        parts.append(words.summary.predicted.format(dice=dice))
    return "; ".join(parts) + "."


def measurement_title(name: str, words: Words) -> str:
    """Return a measurement's name for people; unknown names stay as they are."""
    if name in words.measures:
        return words.measures[name]
    kind, _, rest = name.partition(".")
    titles = {region.value: title for region, title in words.regions.items()}
    return titles[rest] if kind == "volume" and rest in titles else name


def value_text(name: str, measured: Measurement, words: Words) -> str:
    """Return value, unit and interval, as in `41 ml (90% interval 36 to 47)`; the word that was found; or the gap."""
    if isinstance(measured, NotMeasured):
        return words.gaps.not_assessed.format(reason=reason_text(measured, words))
    if isinstance(measured, Stated):
        return words.terms.get(name, {}).get(measured.code, f"{measured.title} ({measured.code})")
    if isinstance(measured, Located):
        return coordinates(measured.point_mm) if measured.space is Space.PATIENT else position(measured.point_mm)
    return number_text(name, measured, words) + interval_text(name, measured, words.findings.first_interval, words)


def number_text(name: str, measured: Measured, words: Words) -> str:
    """Return value and unit as this measurement is printed: shares in percent, probabilities with two digits."""
    mark = words.frame.decimal_mark
    match _look(name, measured):
        case "probability":
            return probability(measured.value, mark)
        case "share":
            return percent(measured.value, words.frame.percent_sign)
        case _:
            return quantity(measured, mark, decimals=decimals_of(name))


def interval_text(name: str, measured: Measured, template: str, words: Words) -> str:
    """Return the bounds in brackets with a space before them; nothing without an interval."""
    edges = bounds_text(name, measured, words)
    if measured.interval is None or edges is None:
        return ""
    confidence = percent(measured.interval.confidence, words.frame.percent_sign)
    return " (" + template.format(confidence=confidence, low=edges[0], high=edges[1]) + ")"


def bounds_text(name: str, measured: Measured, words: Words) -> tuple[str, str] | None:
    """Return the interval's bounds as this measurement is printed; None without an interval."""
    if measured.interval is None:
        return None
    mark = words.frame.decimal_mark
    match _look(name, measured):
        case "probability":
            return probability(measured.interval.low, mark), probability(measured.interval.high, mark)
        case "share":
            return percent_bounds(measured.interval)
        case _:
            return bounds(measured, mark, decimals=decimals_of(name))


def decimals_of(name: str) -> int:
    """Return how many decimals a measurement is printed with at most."""
    entry = measure_of(name)
    return entry.decimals if entry else 1


def _look(name: str, measured: Measured) -> Literal["probability", "share", "quantity"]:
    entry = measure_of(name)
    if name.startswith(_PROBABILITIES):
        return "probability"
    whole = entry is not None and entry.kind is Kind.SHARE and entry.decimals == 0
    return "share" if whole and measured.unit == "1" else "quantity"


def interval_title(interval: Interval, template: str, words: Words) -> str:
    """Return a template with the interval's confidence in percent."""
    return template.format(confidence=percent(interval.confidence, words.frame.percent_sign))


def _inside_sentence(name: str, words: Words) -> str:
    title = measurement_title(name, words)
    return title if title == name else title[:1].lower() + title[1:]
