"""The rows: people, their sign-ins, studies with files, jobs and versions, and the trail of what was done.

Times are UTC. Ids are random, so that none can be guessed from another. What is measured stays in the record's file;
a study's row repeats only what the work list shows and sorts by.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone, so that it is put back on reading."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment with its zone."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Role(StrEnum):
    """What a person may do: read and sign studies of their own, and for administrators also run the installation."""

    CLINICIAN = "clinician"
    ADMINISTRATOR = "administrator"


class Status(StrEnum):
    """Where a study is on its way to a result."""

    RECEIVING = "receiving"
    NEEDS_INPUT = "needs-input"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"


class Review(StrEnum):
    """How far a reader has come with a result."""

    AI = "ai"
    REVIEWED = "reviewed"
    PRELIMINARY = "preliminary"
    FINAL = "final"


class JobState(StrEnum):
    """Where a job is; the last three are its ends."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"


class VersionKind(StrEnum):
    """Who made a label map: a model, a reader who changed one, or another program before the upload."""

    AUTOMATIC = "automatic"
    EDITED = "edited"
    GIVEN = "given"


class Table(DeclarativeBase):
    """The base of all tables; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime(), str: String(), dict[str, Any]: JSON(), list[Any]: JSON()}  # noqa: RUF012


class User(Table):
    """A person who may sign in."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)  # in lower case: what is typed at sign-in
    display_name: Mapped[str]
    role: Mapped[Role] = mapped_column(String(20))
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="en")
    theme: Mapped[str] = mapped_column(default="dark")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SignIn(Table):
    """A sign-in of a browser; the secret itself is in the cookie alone."""

    __tablename__ = "sign_ins"
    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    agent: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Token(Table):
    """A key for programs; the secret is shown once."""

    __tablename__ = "tokens"
    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Table):
    """A try of something that is limited, as a wrong password: counted over restarts and processes."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_attempts_key_at", "key", "at"),)


class Study(Table):
    """A patient's examination, of one owner."""

    __tablename__ = "studies"
    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    patient: Mapped[str] = mapped_column(default="")  # a code, no name of a person
    exam_date: Mapped[date | None]
    age_years: Mapped[float | None]
    treated: Mapped[bool | None]
    steroids: Mapped[bool | None]
    status: Mapped[Status] = mapped_column(String(20))
    review: Mapped[Review | None] = mapped_column(String(20))
    problem: Mapped[dict[str, Any] | None]  # the error, in the one shape of errors
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int | None]  # number of the newest
    side: Mapped[str | None]
    lesions: Mapped[int | None]
    whole_tumor_ml: Mapped[float | None]
    whole_tumor_low_ml: Mapped[float | None]
    whole_tumor_high_ml: Mapped[float | None]
    grade: Mapped[str | None]  # hgg, lgg, undetermined, or the code of the reason why none is given
    hgg_probability: Mapped[float | None]
    __table_args__ = (
        Index("ix_studies_owner_exam", "owner_id", "deleted_at", "exam_date", "created_at"),
        Index("ix_studies_owner_patient", "owner_id", "patient"),
    )


class StudyFile(Table):
    """A file that was uploaded, whole or in part."""

    __tablename__ = "files"
    id: Mapped[str] = mapped_column(primary_key=True)
    study_id: Mapped[str] = mapped_column(ForeignKey("studies.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]  # as the person's machine calls it, with folders
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)  # None until it is known
    received_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str | None]  # None until it is whole
    use: Mapped[str | None]  # what the person chose: t1, t1ce, t2, flair, mask, leave-out; None: as recognized
    recognized: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]


class Job(Table):
    """A piece of work on a study; this row is the truth, whoever executes it."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(primary_key=True)
    study_id: Mapped[str] = mapped_column(ForeignKey("studies.id", ondelete="CASCADE"), index=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    state: Mapped[JobState] = mapped_column(String(20))
    attempt: Mapped[int] = mapped_column(default=0)
    stage: Mapped[str | None]
    fraction: Mapped[float] = mapped_column(default=0.0)
    stages: Mapped[list[Any]] = mapped_column(default=list)  # {stage, seconds} of those that are over
    error: Mapped[dict[str, Any] | None]
    claimed_by: Mapped[str | None]
    cancel_asked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_jobs_state_created", "state", "created_at"),)


class Version(Table):
    """A label map of a study with its record; none is ever changed, later ones are added."""

    __tablename__ = "versions"
    id: Mapped[str] = mapped_column(primary_key=True)
    study_id: Mapped[str] = mapped_column(ForeignKey("studies.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(String(20))
    author: Mapped[str]  # a model's name and version, or a person's name
    author_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    based_on: Mapped[int | None]
    label_map_sha256: Mapped[str]
    record_sha256: Mapped[str]
    volumes: Mapped[dict[str, Any]]  # region: ml, or null where none was measured
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("study_id", "number"),)


class Draft(Table):
    """Strokes of an edit that is not saved yet, one per person and study."""

    __tablename__ = "drafts"
    study_id: Mapped[str] = mapped_column(ForeignKey("studies.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    based_on: Mapped[int]
    revision: Mapped[int]
    history: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]


class Report(Table):
    """A report of a study: a draft until it is signed, then never changed; its frozen files lie in the store."""

    __tablename__ = "reports"
    id: Mapped[str] = mapped_column(primary_key=True)
    study_id: Mapped[str] = mapped_column(ForeignKey("studies.id", ondelete="CASCADE"))
    number: Mapped[int]
    version: Mapped[int]  # number of the label map
    revision: Mapped[int]  # of the draft: two tabs do not overwrite each other
    language: Mapped[str]
    is_named: Mapped[bool]  # whether names and numbers of the files are shown, in place of the study's code
    impression: Mapped[str]
    note: Mapped[str]
    author: Mapped[str]  # who wrote last
    written_at: Mapped[datetime]
    preliminary_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]  # the name, as it was then
    signature_sha256: Mapped[str | None]
    __table_args__ = (UniqueConstraint("study_id", "number"),)


class ReportAddendum(Table):
    """What was added to a signed report."""

    __tablename__ = "addenda"
    id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    number: Mapped[int]
    author: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("report_id", "number"),)


class Share(Table):
    """A link to a signed report; neither its secret nor its pass phrase is kept, only what proves them."""

    __tablename__ = "shares"
    id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"), index=True)
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    beginning: Mapped[str]  # of the secret: enough to know a link again, not to open it
    phrase_hash: Mapped[str]
    has_pictures: Mapped[bool]
    is_named: Mapped[bool]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Opening(Table):
    """A time that a link was opened with its pass phrase; its secret is in that browser's cookie alone."""

    __tablename__ = "openings"
    id: Mapped[str] = mapped_column(primary_key=True)
    share_id: Mapped[str] = mapped_column(ForeignKey("shares.id", ondelete="CASCADE"), index=True)
    secret_sha256: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Setting(Table):
    """What an administrator set on the page."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    changed_at: Mapped[datetime]


class Trace(Table):
    """A line of the audit trail: who did what to which object; the database refuses to change or remove one."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[str | None] = mapped_column(index=True)  # no key to users: the trail outlives them
    actor: Mapped[str]
    action: Mapped[str]
    object_id: Mapped[str] = mapped_column(index=True)
    details: Mapped[dict[str, Any]]
    previous_sha256: Mapped[str]
    sha256: Mapped[str]
