"""The impression: templates of a language filled by rules from the record, and by nothing else."""

from collections.abc import Iterator, Mapping
from statistics import fmean

from neuroinsight.core.findings import Lesion, Resemblance
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.record import Analysis, ModelIdentity
from neuroinsight.report.notes import reason_text
from neuroinsight.report.numbers import NO_BREAK, amount, percent, plain, probability
from neuroinsight.report.sentences import (
    ABSENT,
    decimals_of,
    interval_text,
    is_present,
    lacks_contrast,
    number_text,
    sequences_of,
    unassessed_topics,
    value_text,
    volume,
)
from neuroinsight.report.wording import Words

Runs = tuple[str, ...]  # plain, bold, plain, …

_DICE = "quality.dice_"
_LISTED_LESIONS = 4
_NO_SHIFT_MM = 1.0  # without an interval, less than this is not called a shift


def impression(record: Analysis, words: Words) -> tuple[Runs, ...]:
    """Return the numbered sentences, each as alternating plain and bold runs."""
    findings = words.findings
    whole = volume(record, Region.WT)
    if not isinstance(whole, Measured):
        reason = reason_text(whole if isinstance(whole, NotMeasured) else ABSENT, words)
        return (_runs(findings.whole_not_assessed, reason=reason), _runs(findings.read_the_images))
    if whole.value == 0:
        titles = ", ".join(sequence.title for sequence in sequences_of(record))
        unknown = accuracy_runs(record, words) if not record.limits else ()
        return (_runs(findings.nothing_found, sequences=titles), _runs(findings.no_statement), *unknown)
    if record.quality is not None and record.quality.withheld:
        return _withheld(record, record.quality.bound, words)
    topics = unassessed_topics(record, words)
    closing = f"{findings.unassessed} {findings.read_the_images}"
    return (
        _found(record, words),
        _volumes(record, whole, words),
        *_diameters(record, words),
        *_shift(record, words),
        *([_runs(findings.unknown_enhancement)] if lacks_contrast(record) else []),
        *_grade(record, words),
        *accuracy_runs(record, words),
        *([_runs(closing, topics=", ".join(topics))] if topics else []),
    )


def impression_text(record: Analysis, words: Words) -> tuple[str, ...]:
    """Return the same sentences for a terminal: without bold type, and with spaces that any line may end at."""
    return tuple("".join(runs).replace(NO_BREAK, " ") for runs in impression(record, words))


def accuracy_runs(record: Analysis, words: Words) -> tuple[Runs, ...]:
    """Return how far such volumes were off in the model's validation, or that nothing is known of it.

    A person's outline has no such sentence, nor have volumes with intervals, which say it better.
    """
    volumes = [volume(record, region) for region in (Region.TC, Region.WT)]
    told = any(isinstance(one, Measured) and one.interval for one in volumes)
    if told or not isinstance(record.outline.author, ModelIdentity):
        return ()
    for region, one in zip((Region.TC, Region.WT), volumes, strict=True):
        if isinstance(one, Measured) and one.accuracy is not None and one.value > 0:
            known, sign = one.accuracy, words.frame.percent_sign
            filled = {
                "such": words.findings.such[region],
                "median": percent(known.median_error, sign),
                "ninetieth": percent(known.ninetieth_error, sign),
                "count": str(known.off_by_half),
                "cases": str(known.of_cases),
            }
            return (_runs(words.findings.accuracy, **filled),)
    return (_runs(words.findings.accuracy_unknown),)


def _withheld(record: Analysis, bound: float, words: Words) -> tuple[Runs, ...]:
    found = (one for name, one in record.measurements.items() if name.startswith(_DICE))
    expected = [one.value for one in found if isinstance(one, Measured)]
    mark = words.frame.decimal_mark
    dice = probability(fmean(expected), mark) if expected else "–"
    limit = plain(bound, mark, decimals=2)
    return (_runs(words.findings.withheld, dice=dice, bound=limit), _runs(words.findings.read_the_images))


def _found(record: Analysis, words: Words) -> Runs:
    count = record.measurements.get("lesions.count")
    sentence: Runs
    if not isinstance(count, Measured) or count.value < 1:
        sentence = _runs(words.findings.found)
    elif count.value == 1:
        sentence = _one_lesion(record, words)
    else:
        sentence = _several_lesions(record, round(count.value), words)
    return (*sentence[:-1], sentence[-1] + "".join(f" {part}" for part in _character(record, words)))


def _one_lesion(record: Analysis, words: Words) -> Runs:
    findings = words.findings
    template = findings.one_abnormality if lacks_contrast(record) else findings.one_lesion
    side, lobe = record.measurements.get("place.side"), record.measurements.get("place.lobe")
    where = findings.in_hemisphere.get(side.code, "") if isinstance(side, Stated) else ""
    if isinstance(lobe, Stated):
        where += findings.in_lobe.format(lobe=value_text("place.lobe", lobe, words))
    return _runs(template, where=where)


def _several_lesions(record: Analysis, count: int, words: Words) -> Runs:
    findings = words.findings
    number = findings.numbers.get(count, str(count))
    pattern = record.measurements.get("lesions.pattern", ABSENT)
    kind = f" ({value_text('lesions.pattern', pattern, words)})" if isinstance(pattern, Stated) else ""
    placed = [(one.id, lesion_place(one, words)) for one in record.lesions]
    listed = [f"{number} {place}" for number, place in placed if place][:_LISTED_LESIONS]
    places = f": {', '.join(listed)}{', …' if len(placed) > len(listed) > 0 else ''}" if listed else ""
    return _runs(findings.several_lesions, number=number[:1].upper() + number[1:], pattern=kind, places=places)


def lesion_place(lesion: Lesion, words: Words) -> str:
    """Return side and lobe of a lesion, as in `right, frontal lobe`; nothing where neither is known."""
    named = (
        (name, lesion.measurements.get(name)) for name in ("place.side", "place.lobe") if name in lesion.measurements
    )
    return ", ".join(value_text(name, one, words) for name, one in named if isinstance(one, Stated))


def _character(record: Analysis, words: Words) -> Iterator[str]:
    findings = words.findings
    parts = [volume(record, region) for region in (Region.TC, Region.ET, Region.NCR)]
    if not any(isinstance(part, NotMeasured) for part in parts):  # what was not measured is not told as absent
        kinds: Mapping[tuple[bool, bool], str] = {
            (True, True): findings.enhancing_and_necrotic,
            (True, False): findings.enhancing_only,
            (False, True): findings.necrotic_only,
            (False, False): findings.no_core,
        }
        yield kinds[is_present(record, Region.ET), is_present(record, Region.NCR)]
    crosses = record.measurements.get("place.crosses_midline")
    if isinstance(crosses, Stated) and crosses.code in findings.crosses:
        yield findings.crosses[crosses.code]


def _volumes(record: Analysis, whole: Measured, words: Words) -> Runs:
    findings = words.findings
    core, enhancing = volume(record, Region.TC), volume(record, Region.ET)
    shown = [("whole", Region.WT, whole)]
    template = findings.whole_volume
    if isinstance(core, Measured) and core.value > 0:
        shown.append(("core", Region.TC, core))
        template = findings.whole_and_core
        if isinstance(enhancing, Measured) and enhancing.value > 0:
            shown.append(("enhancing", Region.ET, enhancing))
            template = findings.whole_core_and_enhancing
    texts = {}
    for index, (slot, region, measured) in enumerate(shown):
        name = f"volume.{region.value}"
        texts[slot] = number_text(name, measured, words)
        interval = findings.first_interval if index == 0 else findings.later_interval
        # the interval stands behind the bold value, so it closes and reopens nothing
        template = template.replace("|{" + slot + "}|", "|{" + slot + "}|{" + slot + "_interval}")
        texts[f"{slot}_interval"] = interval_text(name, measured, interval, words)
    return _runs(template, **texts)


def diameters_text(measurements: Mapping[str, Measurement], words: Words) -> str | None:
    """Return both diameters of a lesion, as in `58 × 47 mm`; None where there are not two."""
    longest, across = measurements.get("rano.longest"), measurements.get("rano.perpendicular")
    if not isinstance(longest, Measured) or not isinstance(across, Measured):
        return None
    first = amount(longest, words.frame.decimal_mark, decimals=decimals_of("rano.longest"))
    return f"{first}\u00a0×\u00a0{number_text('rano.perpendicular', across, words)}"


def _diameters(record: Analysis, words: Words) -> Iterator[Runs]:
    findings = words.findings
    of_lesions = [(one.id, diameters_text(one.measurements, words)) for one in record.lesions]
    several = [(number, text) for number, text in of_lesions if text is not None]
    if len(several) > 1:
        listed = [f"{number}: |{text}|" for number, text in several[:_LISTED_LESIONS]]
        more = ", …" if len(several) > len(listed) else ""
        runs = _runs(findings.several_diameters.replace("{lesions}", ", ".join(listed) + more))
        yield (*runs[:-1], runs[-1] + _product(record, "rano.sum_of_products", words))
        return
    text = diameters_text(record.measurements, words)
    if text is None:
        return
    basis = record.measurements.get("rano.basis")
    on_flair = isinstance(basis, Stated) and basis.code == "flair"
    template = findings.diameters_on_flair if on_flair else findings.diameters
    runs = _runs(template, diameters=text)
    yield (*runs[:-1], runs[-1] + _product(record, "rano.product", words))


def _product(record: Analysis, name: str, words: Words) -> str:
    """Return the end of the sentence on diameters: their product, and whether RANO calls them measurable."""
    findings, found = words.findings, record.measurements.get(name)
    text = ""
    if isinstance(found, Measured):
        template = findings.product if name == "rano.product" else findings.sum_of_products
        text = template.format(product=number_text(name, found, words))
        text += interval_text(name, found, findings.first_interval, words)
    measurable = record.measurements.get("rano.measurable")
    if isinstance(measurable, Stated) and measurable.code in findings.measurable:
        text += findings.measurable[measurable.code]
    return text + "."


def _shift(record: Analysis, words: Words) -> Iterator[Runs]:
    findings, name = words.findings, "mass_effect.midline_shift"
    shift, to = record.measurements.get(name), record.measurements.get("mass_effect.shift_to")
    if not isinstance(shift, Measured):
        return
    if shift.interval is not None and shift.interval.low <= 0:
        yield _runs(findings.no_shift, interval=interval_text(name, shift, findings.within_mm, words))
    elif shift.interval is None and abs(shift.value) < _NO_SHIFT_MM:
        yield _runs(findings.no_shift, interval="")
    else:
        side = findings.to_side.get(to.code, "") if isinstance(to, Stated) else ""
        interval = interval_text(name, shift, findings.later_interval, words)
        yield _runs(findings.shift, shift=number_text(name, shift, words), interval=interval, side=side)


def _grade(record: Analysis, words: Words) -> Iterator[Runs]:
    probability, grade = record.measurements.get("grade.hgg_probability"), record.grade
    if not isinstance(probability, Measured) or grade is None:
        return
    shown = number_text("grade.hgg_probability", probability, words)
    if grade.resembles is Resemblance.UNDETERMINED:
        yield _runs(words.findings.grade_undetermined, probability=shown)
    else:
        yield _runs(words.findings.grade[grade.resembles], probability=shown)


def _runs(template: str, **texts: str) -> Runs:
    """Return the template cut at its bars and only then filled, so that no value can turn bold or plain."""
    return tuple(part.format(**texts) for part in template.split("|"))
