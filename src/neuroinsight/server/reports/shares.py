"""Links to signed reports: made, revoked, opened with a pass phrase, and each opening counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from neuroinsight.report.context import Language
from neuroinsight.server import audit
from neuroinsight.server.limits import count_try, forget_tries, require_tries_left
from neuroinsight.server.problems import RefusedError, not_found
from neuroinsight.server.reports.desk import addenda_of, code_of, desk_of, signed_folder, signed_reading
from neuroinsight.server.reports.material import frozen_material
from neuroinsight.server.reports.views import Rendering
from neuroinsight.server.schemas.reports import ShareBody, ShareMade, ShareRow
from neuroinsight.server.services import Services, digest_of, new_id, new_secret
from neuroinsight.server.tables import Opening, Report, Share, Study, User

_BEGINNING = 5
_TRIES = 5
_STAYS_OPEN = timedelta(hours=1)
REPORT_VIEWS = ("report.pdf", "report.html")
PICTURE_VIEWS = ("overlay.png",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A link that works, with the study and the report that it leads to."""

    share: Share
    report: Report
    study: Study


def make_share(services: Services, study: Study, sender: User, body: ShareBody) -> ShareMade:
    """Make a link to the signed report of a study.

    Raises:
        RefusedError: The report is not signed.
        NeuroInsightError: The pass phrase can be guessed.
    """
    services.passwords.require_good(body.pass_phrase, sender.name)
    phrase_hash = services.passwords.keep(body.pass_phrase)
    at, secret = services.now(), new_secret()
    with services.database.writing() as session:
        desk = desk_of(session, session.get_one(Study, study.id), sender)
        if desk.report is None or not desk.is_signed:
            raise RefusedError(
                "The report is not signed",
                status=HTTPStatus.CONFLICT,
                seen="a report that may still change",
                allowed="signed reports: what others read stays as it was read",
                remedy="sign the report first",
                code="report.not_signed",
            )
        share = Share(
            id=new_id(),
            report_id=desk.report.id,
            secret_sha256=digest_of(secret),
            beginning=secret[:_BEGINNING],
            phrase_hash=phrase_hash,
            has_pictures=body.has_pictures,
            is_named=body.is_named,
            created_at=at,
            expires_at=at + timedelta(days=body.days),
        )
        session.add(share)
        details: dict[str, str | int | float | bool | None] = {
            "share": share.id,
            "days": body.days,
            "pictures": body.has_pictures,
            "named": body.is_named,
        }
        audit.record(session, at=at, by=sender, action="report.shared", object_id=study.id, details=details)
        row = _row(share, desk.report, ())
    return ShareMade(**row.model_dump(), path=f"/s/{secret}")


def shares_of(session: Session, study: Study) -> list[ShareRow]:
    """Return the links of a study's reports, the newest first."""
    found = session.execute(
        select(Share, Report)
        .join(Report, Report.id == Share.report_id)
        .where(Report.study_id == study.id)
        .order_by(Share.created_at.desc())
    ).all()
    return [
        _row(share, report, session.scalars(select(Opening).where(Opening.share_id == share.id)).all())
        for share, report in found
    ]


def revoke(services: Services, study: Study, sender: User, share_id: str) -> None:
    """End a link; who has it open loses it at once.

    Raises:
        RefusedError: The study has no such link.
    """
    with services.database.writing() as session:
        share = session.get(Share, share_id)
        report = session.get(Report, share.report_id) if share else None
        if share is None or report is None or report.study_id != study.id:
            raise not_found("share")
        if share.revoked_at is None:
            share.revoked_at = services.now()
            details = {"share": share.id}
            audit.record(
                session, at=services.now(), by=sender, action="share.revoked", object_id=study.id, details=details
            )


def find_shared(services: Services, session: Session, token: str) -> Shared:
    """Return what a link leads to.

    Raises:
        RefusedError: There is no such link, it was revoked, or it has expired.
    """
    share = session.scalar(select(Share).where(Share.secret_sha256 == digest_of(token)))
    if share is None:
        raise not_found("share")
    report = session.get_one(Report, share.report_id)
    study = session.get_one(Study, report.study_id)
    if share.revoked_at is not None or study.deleted_at is not None:
        raise _gone("The sender ended this link", "a link that was revoked", "share.revoked")
    if share.expires_at <= services.now():
        raise _gone("This link has expired", "a link whose time is over", "share.expired")
    return Shared(share=share, report=report, study=study)


def open_shared(services: Services, token: str, pass_phrase: str) -> str:
    """Open a link with its pass phrase, and return the secret of this opening.

    Raises:
        RefusedError: The link works no more, or the pass phrase is wrong, or was wrong too often.
    """
    at = services.now()
    with services.database.writing() as session:
        shared = find_shared(services, session, token)
        key = f"share:{shared.share.id}"
        _require_tries_left(services, session, key)
        count_try(session, key, at=at)
    if not services.passwords.matches(pass_phrase.strip(), shared.share.phrase_hash):
        with services.database.writing() as session:
            details = {"share": shared.share.id}
            audit.record(
                session, at=at, by="a link", action="share.refused", object_id=shared.study.id, details=details
            )
        raise RefusedError(
            "The pass phrase is wrong",
            status=HTTPStatus.FORBIDDEN,
            seen="another pass phrase than the sender's",
            allowed=f"{_TRIES} tries in a quarter of an hour",
            remedy="type it as the sender told it, with its hyphens",
            code="share.wrong_phrase",
        )
    secret = new_secret()
    with services.database.writing() as session:
        find_shared(services, session, token)
        forget_tries(session, key)
        session.add(
            Opening(
                id=new_id(),
                share_id=shared.share.id,
                secret_sha256=digest_of(secret),
                at=at,
                expires_at=at + _STAYS_OPEN,
            )
        )
        details = {"share": shared.share.id}
        audit.record(session, at=at, by="a link", action="share.opened", object_id=shared.study.id, details=details)
    return secret


def is_open(services: Services, session: Session, shared: Shared, secret: str) -> bool:
    """Whether a browser holds the secret of an opening of this link that is not over."""
    found = session.scalar(
        select(func.count()).where(
            Opening.share_id == shared.share.id,
            Opening.secret_sha256 == digest_of(secret),
            Opening.expires_at > services.now(),
        )
    )
    return bool(found)


def views_of(shared: Shared) -> tuple[str, ...]:
    """Return the views that the sender chose to show."""
    return (*REPORT_VIEWS, *(PICTURE_VIEWS if shared.share.has_pictures else ()))


def rendering_of(services: Services, session: Session, shared: Shared) -> Rendering:
    """Return how the report is rendered for who has the link."""
    report = shared.report
    addenda = addenda_of(session, report)
    pseudonym = None if shared.share.is_named else code_of(shared.study)
    return Rendering(
        material=frozen_material(services, report.study_id, report.id),
        reading=signed_reading(report, addenda, pseudonym),
        language=Language(report.language),
        folder=f"{signed_folder(report, addenda)}/{'named' if shared.share.is_named else 'coded'}",
    )


def _require_tries_left(services: Services, session: Session, key: str) -> None:
    try:
        require_tries_left(session, key, at=services.now(), most=_TRIES)
    except RefusedError as refused:
        raise RefusedError(
            "The pass phrase was wrong too often",
            status=refused.status,
            seen=refused.seen,
            allowed=refused.allowed,
            remedy="wait a quarter of an hour, and ask the sender for the pass phrase",
            code="share.too_many_tries",
        ) from refused


def _gone(problem: str, seen: str, code: str) -> RefusedError:
    return RefusedError(
        problem,
        status=HTTPStatus.GONE,
        seen=seen,
        allowed="links that still work",
        remedy="ask the sender for a new link",
        code=code,
    )


def _row(share: Share, report: Report, openings: Sequence[Opening]) -> ShareRow:
    return ShareRow(
        id=share.id,
        beginning=share.beginning,
        number=report.number,
        has_pictures=share.has_pictures,
        is_named=share.is_named,
        created_at=share.created_at,
        expires_at=share.expires_at,
        revoked_at=share.revoked_at,
        opened=len(openings),
        opened_at=max((one.at for one in openings), default=None),
    )
