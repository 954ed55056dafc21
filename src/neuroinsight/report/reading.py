"""What a reader added, in a report: whose it is, what was signed, and the words that the pages say of it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from neuroinsight.core.measurement import Measurement
from neuroinsight.core.reading import Reading
from neuroinsight.core.record import Analysis, Coded, Reader
from neuroinsight.core.study import Identity
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.impression import impression_text
from neuroinsight.report.sentences import authorship, value_text
from neuroinsight.report.tree import Tree
from neuroinsight.report.wording import Authorship, Words

_SHORT = 16  # of a digest, where its whole stands elsewhere


def digest_to_sign(record_sha256: str, reading: Reading, language: Language, *, name: str, time: str) -> str:
    """Return the SHA-256 of what a signature is put under.

    That is the record (by the digest of its file, which names that of the label map), the report's number and language,
    the reader's impression and note, and who signs when. Whether the identity is shown is no part of it, nor are
    addenda, which come later.
    """
    signed = [record_sha256, reading.number, language.value, reading.impression, reading.note, name, time]
    return hashlib.sha256(json.dumps(signed, ensure_ascii=True).encode("ascii")).hexdigest()


def is_signed_as_it_stands(record_sha256: str, reading: Reading, language: Language) -> bool:
    """Say whether a final reading's signature is one of this record and these words."""
    mark = reading.signature
    return mark is not None and mark.sha256 == digest_to_sign(
        record_sha256, reading, language, name=mark.name, time=mark.time
    )


def concealed(record: Analysis, pseudonym: str) -> Analysis:
    """Return the record with a pseudonym in place of patient, case and study; names of files may hold names, too.

    The date of the examination stays: a report without it is of no use to who treats the patient.
    """
    identity = Identity(case_id=pseudonym, study_date=record.identity.study_date)
    sources = {sequence: replace(source, file_name=sequence.title) for sequence, source in record.sources.items()}
    cautions = tuple(replace(one, values=_without_files(one, record)) for one in record.cautions)
    return replace(record, identity=identity, sources=sources, cautions=cautions)


def _without_files(said: Coded, record: Analysis) -> Mapping[str, str | float | tuple[str, ...]]:
    titles = {source.file_name: sequence.title for sequence, source in record.sources.items()}
    return {name: titles.get(value, value) if isinstance(value, str) else value for name, value in said.values.items()}


def moment(time: str) -> str:
    """Return a time of ISO 8601 for people, as in `2026-10-14 17:05 UTC`; what is none stays as it is."""
    try:
        parsed = datetime.fromisoformat(time)
    except ValueError:
        return time
    zone = parsed.tzname() if parsed.tzinfo is not None else None
    return f"{parsed:%Y-%m-%d %H:%M}" + (f" {zone}" if zone else "")


def authorship_read(record: Analysis, reading: Reading | None, words: Words) -> Authorship:
    """Return what is said of who made the outlines, and of how far a reader has read them."""
    made = authorship(record, words)
    if reading is None:
        return made
    stage, filled = words.reading.stages[reading.status], _filled(reading)
    author, detail = record.outline.author, stage.detail.format(**filled)
    if isinstance(author, Reader):
        outlines = words.reading.outlines_by.format(reader=author.name)
        return replace(
            made,
            mask=made.mask.replace(author.time, moment(author.time)),
            status=detail + words.reading.outlines_edited,
            signed=stage.signed.format(outlines=outlines, **filled),
        )
    return replace(
        made,
        status=detail,
        signed=stage.signed.format(outlines=words.reading.outlines, **filled),
        overlay=made.overlay if stage.overlay is None else stage.overlay.format(**filled),
    )


def _filled(reading: Reading) -> Mapping[str, str]:
    mark = reading.signature
    name, time = (mark.name, mark.time) if mark else (reading.reader or "", reading.time or "")
    return {"reader": name, "time": moment(time)}


def status_tree(record: Analysis, reading: Reading | None, words: Words) -> Tree:
    """Return the box of the first page and the line of the later ones that say how far this was read."""
    detail = authorship_read(record, reading, words).status
    if reading is None:
        return {"label": words.frame.status, "detail": detail, "short": words.frame.status_short}
    stage = words.reading.stages[reading.status]
    return {"label": stage.title, "detail": detail, "short": stage.short.format(**_filled(reading))}


def sign_tree(record: Analysis, reading: Reading | None, words: Words) -> Tree:
    """Return the line at the foot of the first page: who signed, or where to."""
    left = authorship_read(record, reading, words).signed
    if reading is None or reading.signature is None:
        return {"left": left, "right": words.frame.signed_right}
    digest = _grouped(reading.signature.sha256[:_SHORT])
    return {"left": left, "right": words.reading.signature.format(digest=digest, **_filled(reading))}


def version_text(record: Analysis, reading: Reading | None, words: Words) -> str:
    """Return which report this is, and in which format its record is kept."""
    text = words.frame.format_version.format(version=record.format_version)
    if reading is None:
        return text
    number = words.reading.number.format(number=reading.number)
    replaces = [words.reading.replaces.format(number=reading.number - 1)] if reading.number > 1 else []
    return " · ".join([number, *replaces, text])


def addenda_tree(reading: Reading | None, words: Words) -> list[Tree]:
    """Return the addenda, dated, for the place in front of what they change."""
    return [
        {
            "title": words.reading.addendum.format(number=number, time=moment(one.time), author=one.author),
            "text": f"{one.text} {words.reading.unchanged_below}",
            "weighty": True,
        }
        for number, one in enumerate(reading.addenda if reading else (), start=1)
    ]


def own_impression(record: Analysis, reading: Reading | None, words: Words) -> tuple[str, ...]:
    """Return the reader's points where they say something else than the sentences made from the findings."""
    points = reading.points if reading else ()
    return () if points == impression_text(record, words) else points


def reading_sections(record: Analysis, reading: Reading | None, words: Words) -> Iterator[Tree]:
    """Return what the last pages hold of the reading: the sentences it replaced, who read when, and what was signed."""
    if reading is None:
        return
    labels, own = words.reading, own_impression(record, reading, words)
    if own:
        yield {"kind": "list", "title": labels.made_sentences, "items": list(impression_text(record, words))}
    filled = _filled(reading)
    rows: list[Tree] = [[labels.status, words.reading.stages[reading.status].short.format(**filled)]]
    if filled["reader"]:
        rows.append([labels.read_by, labels.read.format(**filled)])
    rows.append([labels.words, labels.words_own if own else labels.words_made])
    if reading.signature is not None:
        addenda = [
            labels.addendum.format(number=n, time=moment(one.time), author=one.author).rstrip(".")
            for n, one in enumerate(reading.addenda, start=1)
        ]
        rows += [
            [labels.digest, reading.signature.sha256],
            [labels.addenda, "; ".join(addenda) or labels.no_addenda],
        ]
    yield {"kind": "pairs", "title": labels.title, "rows": rows}


def beside_automatic(name: str, shown: str, automatic: Mapping[str, Measurement] | None, words: Words) -> str:
    """Return a value with the automatic outline's behind it, where that is known and another."""
    found = (automatic or {}).get(name)
    if found is None:
        return shown
    text = value_text(name, found, words)
    return shown if text == shown else words.reading.beside.format(value=shown, automatic=text)


def compared_with(record: Analysis, context: ReportContext) -> Mapping[str, Measurement] | None:
    """Return the automatic outline's measurements where a reader's outline was measured; else nothing."""
    edited = isinstance(record.outline.author, Reader)
    return context.automatic.measurements if edited and context.automatic is not None else None


def _grouped(digest: str) -> str:
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
