"""The report's sentences: templates of a language filled by rules from the record."""

from collections.abc import Mapping
from dataclasses import replace

from neuroinsight.clinical.catalogue import Kind, in_order, measure_of
from neuroinsight.clinical.lesion_outlines import SMALLEST_CORE_ML
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Interval, Located, Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.record import Analysis, ModelIdentity, Reader, Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.notes import reason_text
from neuroinsight.report.numbers import bounds, percent, plain, position, quantity
from neuroinsight.report.wording import Authorship, Words

Runs = tuple[str, ...]  # plain, bold, plain, …

_ABSENT = NotMeasured("record.absent")


def volume(record: Analysis, region: Region) -> Measurement:
    """Return a region's volume, or why there is none."""
    return record.measurements.get(f"volume.{region.value}", _ABSENT)


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


def impression(record: Analysis, words: Words) -> tuple[Runs, ...]:
    """Return the numbered sentences of the impression, each as alternating plain and bold runs."""
    findings = words.findings
    whole = volume(record, Region.WT)
    if not isinstance(whole, Measured):
        reason = reason_text(whole if isinstance(whole, NotMeasured) else _ABSENT, words)
        return (_runs(findings.whole_not_assessed, reason=reason), _runs(findings.read_the_images))
    if whole.value == 0:
        titles = ", ".join(sequence.title for sequence in sequences_of(record))
        unknown = accuracy_runs(record, words) if not record.limits else ()
        return (_runs(findings.nothing_found, sequences=titles), _runs(findings.no_statement), *unknown)
    sentences = [_found(record, words), _volumes(record, whole, words)]
    if Sequence.T1CE not in record.sources:
        sentences.append(_runs(findings.unknown_enhancement))
    sentences += accuracy_runs(record, words)
    topics = unassessed_topics(record, words)
    if topics:
        closing = f"{findings.unassessed} {findings.read_the_images}"
        sentences.append(_runs(closing, topics=", ".join(topics)))
    return tuple(sentences)


def accuracy_runs(record: Analysis, words: Words) -> tuple[Runs, ...]:
    """Return how far such volumes were off in the model's validation, or that nothing is known of it.

    A person's outline has no such sentence.
    """
    if not isinstance(record.outline.author, ModelIdentity):
        return ()
    found = ((region, volume(record, region)) for region in (Region.TC, Region.WT))
    for region, one in found:
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
        parts.append(words.gaps.intervals)
    missing = [sequence.title for sequence in Sequence if sequence not in record.sources]
    if missing:
        parts.append(words.gaps.missing_sequences.format(sequences=", ".join(missing)))
    return "; ".join(parts) + "." if parts else ""


def quality(record: Analysis, words: Words) -> str:
    """Return which sequences there are and whether the input passed."""
    present = ", ".join(sequence.title for sequence in sequences_of(record))
    warned = any(caution.severity is Severity.WARNING for caution in record.cautions)
    checks = words.statements.checks_cautions if warned else words.statements.checks_passed
    return words.statements.present.format(sequences=present) + "; " + checks + "."


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
        return position(measured.point_mm)
    entry = measure_of(name)
    mark = words.frame.decimal_mark
    if entry is not None and entry.kind is Kind.SHARE:  # whole percents; probabilities and Dice as fractions
        whole = entry.decimals == 0
        return percent(measured.value, words.frame.percent_sign) if whole else plain(measured.value, mark, decimals=2)
    shown = quantity(measured, mark, decimals=entry.decimals if entry else 1)
    return shown + _interval(measured, words.findings.first_interval, words)


def interval_title(interval: Interval, template: str, words: Words) -> str:
    """Return a template with the interval's confidence in percent."""
    return template.format(confidence=percent(interval.confidence, words.frame.percent_sign))


def _inside_sentence(name: str, words: Words) -> str:
    title = measurement_title(name, words)
    return title if title == name else title[:1].lower() + title[1:]


def _found(record: Analysis, words: Words) -> Runs:
    return (*_tissue(record, words)[:-1], _tissue(record, words)[-1] + _parts(record, words))


def _parts(record: Analysis, words: Words) -> str:
    count = record.measurements.get("lesions.count")
    if not isinstance(count, Measured) or count.value <= 1:
        return ""
    number = words.findings.numbers.get(round(count.value), f"{count.value:.0f}")
    smallest = plain(SMALLEST_CORE_ML, words.frame.decimal_mark)
    return " " + words.findings.parts.format(number=number, smallest=smallest)


def _tissue(record: Analysis, words: Words) -> Runs:
    findings = words.findings
    parts = (volume(record, region) for region in (Region.TC, Region.ET, Region.NCR))
    if any(isinstance(part, NotMeasured) for part in parts):
        return _runs(findings.found)  # what was not measured is not told as absent
    enhancing, necrotic = is_present(record, Region.ET), is_present(record, Region.NCR)
    kinds: Mapping[tuple[bool, bool], str] = {
        (True, True): findings.enhancing_and_necrotic,
        (True, False): findings.enhancing_only,
        (False, True): findings.necrotic_only,
        (False, False): findings.no_core,
    }
    return _runs(f"{findings.found} {kinds[enhancing, necrotic]}")


def _volumes(record: Analysis, whole: Measured, words: Words) -> Runs:
    findings = words.findings
    core, enhancing = volume(record, Region.TC), volume(record, Region.ET)
    shown = [("whole", whole)]
    template = findings.whole_volume
    if isinstance(core, Measured) and core.value > 0:
        shown.append(("core", core))
        template = findings.whole_and_core
        if isinstance(enhancing, Measured) and enhancing.value > 0:
            shown.append(("enhancing", enhancing))
            template = findings.whole_core_and_enhancing
    texts = {}
    for index, (name, measured) in enumerate(shown):
        texts[name] = quantity(measured, words.frame.decimal_mark)
        interval = findings.first_interval if index == 0 else findings.later_interval
        # the interval stands behind the bold value, so it closes and reopens nothing
        template = template.replace("|{" + name + "}|", "|{" + name + "}|{" + name + "_interval}")
        texts[f"{name}_interval"] = _interval(measured, interval, words)
    return _runs(template, **texts)


def _interval(measured: Measured, template: str, words: Words) -> str:
    edges = bounds(measured, words.frame.decimal_mark)
    if measured.interval is None or edges is None:
        return ""
    confidence = percent(measured.interval.confidence, words.frame.percent_sign)
    return " (" + template.format(confidence=confidence, low=edges[0], high=edges[1]) + ")"


def _runs(template: str, **texts: str) -> Runs:
    """Return the template cut at its bars and only then filled, so that no value can turn bold or plain."""
    return tuple(part.format(**texts) for part in template.split("|"))
