"""The report of a study on the reader's desk: made from the findings first, written, marked as preliminary."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from neuroinsight.core.reading import Addendum, Reading, ReadingStatus, Signature
from neuroinsight.report.context import Language
from neuroinsight.report.impression import impression_text
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.server import audit
from neuroinsight.server.problems import RefusedError, not_found
from neuroinsight.server.reports.material import Material, frozen_folder, frozen_material, material_of
from neuroinsight.server.reports.views import SHOWN, Rendering, preview_folder
from neuroinsight.server.schemas.reports import (
    AddendumRow,
    DraftBody,
    EarlierReport,
    ReportState,
    SignatureRow,
)
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.tables import Report, ReportAddendum, Review, Study, Trace, User, Version, VersionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A study's report and all that it refers to, read in one transaction."""

    study: Study
    owner: str  # the name that is shown
    version: Version
    report: Report | None  # the signed one of the newest version, or the draft; None before anybody wrote
    addenda: tuple[ReportAddendum, ...]
    earlier: tuple[Report, ...]  # signed ones of earlier versions
    reviewed_at: datetime | None

    @property
    def is_signed(self) -> bool:
        """Whether the report cannot change any more."""
        return self.report is not None and self.report.signed_at is not None

    @property
    def number(self) -> int:
        """The report's number among those of the study."""
        return self.report.number if self.report else len(self.earlier) + 1

    @property
    def code(self) -> str:
        """What stands for the patient where the identity is not shown."""
        return code_of(self.study)


def code_of(study: Study) -> str:
    """Return the code of a study's patient, or else of the study."""
    return study.patient or study.id[:8]


def desk_of(session: Session, study: Study, owner: User) -> Desk:
    """Return the report of a study as it stands.

    Raises:
        RefusedError: The study has no result yet.
    """
    version = session.scalar(
        select(Version).where(Version.study_id == study.id).order_by(Version.number.desc()).limit(1)
    )
    if version is None:
        raise not_found("version")
    reports = session.scalars(select(Report).where(Report.study_id == study.id).order_by(Report.number)).all()
    signed = [one for one in reports if one.signed_at is not None]
    report = next((one for one in reports if one.signed_at is None), None)
    if report is None and signed and signed[-1].version == version.number:
        report = signed.pop()
    addenda = () if report is None else addenda_of(session, report)
    reviewed = select(Trace.at).where(Trace.object_id == study.id, Trace.action == "study.reviewed")
    return Desk(
        study=study,
        owner=owner.display_name,
        version=version,
        report=report,
        addenda=addenda,
        earlier=tuple(signed),
        reviewed_at=session.scalar(reviewed.order_by(Trace.id.desc()).limit(1)),
    )


def addenda_of(session: Session, report: Report) -> tuple[ReportAddendum, ...]:
    """Return what was added to a report, the first first."""
    found = select(ReportAddendum).where(ReportAddendum.report_id == report.id).order_by(ReportAddendum.number)
    return tuple(session.scalars(found).all())


def status_of(desk: Desk) -> Review:
    """Return how far the report is: what was written of an earlier version counts no more."""
    if desk.is_signed:
        return Review.FINAL
    reviewed = desk.study.review not in {None, Review.AI}
    if reviewed and desk.report and desk.report.preliminary_at and desk.report.version == desk.version.number:
        return Review.PRELIMINARY
    return Review.REVIEWED if reviewed else Review.AI


def made_impression(material: Material, language: Language) -> str:
    """Return the sentences made from the findings, one on a line."""
    return "\n".join(impression_text(material.record, WORDS[language]))


def material_on(services: Services, desk: Desk) -> Material:
    """Return what the report is made of: of a signed one what was frozen."""
    if desk.report is not None and desk.is_signed:
        return frozen_material(services, desk.study.id, desk.report.id)
    return material_of(services, desk.study.id, desk.version.number)


def reading_on(desk: Desk, material: Material, language: Language) -> Reading:
    """Return what the reader added, as the report shows it."""
    report, status = desk.report, status_of(desk)
    if report is not None and report.signed_at is not None:
        return signed_reading(report, desk.addenda, None if report.is_named else desk.code)
    reader = desk.owner if status is not Review.AI else None
    time = desk.reviewed_at or desk.version.created_at
    if report is not None and status is Review.PRELIMINARY:
        reader, time = report.author, report.written_at
    return Reading(
        status=ReadingStatus(status.value),
        number=desk.number,
        reader=reader,
        time=stamp(time) if reader else None,
        impression=report.impression if report else made_impression(material, language),
        note=report.note if report else "",
        pseudonym=None if report and report.is_named else desk.code,
    )


def signed_reading(report: Report, addenda: tuple[ReportAddendum, ...], pseudonym: str | None) -> Reading:
    """Return the reading of a signed report."""
    assert report.signed_at is not None  # noqa: S101 - asked of signed ones alone
    name, time = report.signed_by or "", stamp(report.signed_at)
    return Reading(
        status=ReadingStatus.FINAL,
        number=report.number,
        reader=name,
        time=time,
        impression=report.impression,
        note=report.note,
        pseudonym=pseudonym,
        signature=Signature(name=name, time=time, sha256=report.signature_sha256 or ""),
        addenda=tuple(Addendum(author=one.author, time=stamp(one.created_at), text=one.text) for one in addenda),
    )


def rendering_on(services: Services, desk: Desk, language: Language) -> Rendering:
    """Return how the report is rendered; `language` counts where nobody wrote yet."""
    material = material_on(services, desk)
    language = Language(desk.report.language) if desk.report else language
    reading = reading_on(desk, material, language)
    if desk.report is not None and desk.is_signed:
        shown = "named" if desk.report.is_named else "coded"
        folder = f"{signed_folder(desk.report, desk.addenda)}/{shown}"
    else:
        folder = preview_folder(desk.study.id, material, reading, language)
    return Rendering(material=material, reading=reading, language=language, folder=folder)


def signed_folder(report: Report, addenda: tuple[ReportAddendum, ...]) -> str:
    """Return where the views of a signed report with so many addenda lie."""
    return f"{frozen_folder(report.study_id, report.id)}/{len(addenda)}"


def state_of(services: Services, desk: Desk, language: Language) -> ReportState:
    """Return the report as the page shows it."""
    report, material = desk.report, material_on(services, desk)
    language = Language(report.language) if report else language
    made = made_impression(material, language)
    mark = None
    if report is not None and report.signed_at is not None:
        mark = SignatureRow(
            name=report.signed_by or "", signed_at=report.signed_at, sha256=report.signature_sha256 or ""
        )
    return ReportState(
        number=desk.number,
        version=report.version if report and desk.is_signed else desk.version.number,
        version_kind=VersionKind(desk.version.kind),
        version_author=desk.version.author,
        status=status_of(desk),
        reviewed_by=desk.owner if desk.study.review not in {None, Review.AI} else None,
        language=language,
        is_named=report.is_named if report else False,
        impression=report.impression if report else made,
        note=report.note if report else "",
        made_impression=made,
        revision=report.revision if report else 0,
        author=report.author if report else None,
        written_at=report.written_at if report else None,
        cautions=len(material.record.cautions),
        code=desk.code,
        views=[view.name for view in SHOWN],
        signature=mark,
        addenda=[
            AddendumRow(number=one.number, author=one.author, text=one.text, created_at=one.created_at)
            for one in desk.addenda
        ],
        earlier=[
            EarlierReport(
                number=one.number, version=one.version, signed_by=one.signed_by or "", signed_at=one.signed_at
            )
            for one in desk.earlier
            if one.signed_at
        ],
    )


def write(services: Services, study: Study, author: User, body: DraftBody) -> None:
    """Keep what a reader wrote as the draft of the newest version.

    Raises:
        RefusedError: Another tab wrote meanwhile, or the report is signed.
    """
    with services.database.reading() as session:
        desk = desk_of(session, study, author)
    impression = body.impression
    if desk.report is not None and desk.report.language != body.language:  # nobody's own words: in the new language
        material = material_on(services, desk)
        if impression == made_impression(material, Language(desk.report.language)):
            impression = made_impression(material, body.language)
    with services.database.writing() as session:
        desk = desk_of(session, study, author)
        report = require_draft(desk, body.revision)
        at = services.now()
        if report is None:
            report = Report(id=new_id(), study_id=study.id, number=desk.number, revision=0)
            session.add(report)
        report.version, report.revision = desk.version.number, report.revision + 1
        report.language, report.is_named = body.language.value, body.is_named
        report.impression, report.note = impression, body.note
        report.author, report.written_at = author.display_name, at
        if desk.report is not None and desk.report.version != desk.version.number:
            report.preliminary_at = None
        audit.record(session, at=at, by=author, action="report.written", object_id=study.id)


def require_draft(desk: Desk, revision: int) -> Report | None:
    """Return the draft if it is the one that was seen.

    Raises:
        RefusedError: The report is signed, or somebody wrote meanwhile.
    """
    if desk.is_signed:
        raise RefusedError(
            "The report is signed and cannot change",
            status=HTTPStatus.CONFLICT,
            seen="a change of a signed report",
            allowed="addenda",
            remedy="add an addendum",
            code="report.signed",
        )
    standing = desk.report.revision if desk.report else 0
    if revision != standing:
        raise RefusedError(
            "The report was changed elsewhere meanwhile",
            status=HTTPStatus.CONFLICT,
            seen=f"a change of draft {revision}; the newest is {standing}",
            allowed="changes of the newest draft",
            remedy="load the page again; copy your words first",
            code="report.changed_elsewhere",
        )
    return desk.report


def require_reviewed(desk: Desk) -> Report:
    """Return the draft if a person reviewed its version and wrote an impression of it.

    Raises:
        RefusedError: Nobody did.
    """
    if status_of(desk) is Review.AI:
        raise RefusedError(
            "Nobody has reviewed this result yet",
            status=HTTPStatus.CONFLICT,
            seen="an AI result",
            allowed="results that a person has reviewed",
            remedy="look at the pictures and mark the result as reviewed",
            code="report.not_reviewed",
        )
    if desk.report is None or not desk.report.impression or desk.report.version != desk.version.number:
        raise RefusedError(
            "The report has no impression yet",
            status=HTTPStatus.CONFLICT,
            seen="no impression of this version, written and kept",
            allowed="an impression that a person wrote or accepted",
            remedy="write the impression, or keep the sentences made from the findings",
            code="report.no_impression",
        )
    return desk.report


def mark_preliminary(services: Services, study: Study, author: User, revision: int) -> None:
    """Mark the draft as a preliminary report.

    Raises:
        RefusedError: Nobody reviewed the result, another tab wrote meanwhile, or the report is signed.
    """
    with services.database.writing() as session:
        desk = desk_of(session, session.get_one(Study, study.id), author)
        require_draft(desk, revision)
        report = require_reviewed(desk)
        report.preliminary_at = services.now()
        desk.study.review, desk.study.changed_at = Review.PRELIMINARY, services.now()
        audit.record(session, at=services.now(), by=author, action="report.preliminary", object_id=study.id)


def stamp(at: datetime) -> str:
    """Return a moment as records hold it, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
