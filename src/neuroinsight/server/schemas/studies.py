"""Studies as the work list and the pages see them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints

from neuroinsight.server.problems import Problem
from neuroinsight.server.schemas.accounts import Body
from neuroinsight.server.tables import Job, JobState, Review, Status, Study

Code = Annotated[str, StringConstraints(max_length=80, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")]


class NextAction(StrEnum):
    """The one thing to do next with a study, named by its verb."""

    CHOOSE = "choose"
    WATCH = "watch"
    CANCEL = "cancel"
    READ = "read"
    RETRY = "retry"
    REVIEW = "review"
    REPORT = "report"
    SIGN = "sign"


_BY_STATUS = {
    Status.RECEIVING: NextAction.CHOOSE,
    Status.NEEDS_INPUT: NextAction.CHOOSE,
    Status.QUEUED: NextAction.CANCEL,
    Status.RUNNING: NextAction.WATCH,
    Status.FAILED: NextAction.READ,
    Status.CANCELED: NextAction.RETRY,
}
_BY_REVIEW = {
    Review.AI: NextAction.REVIEW,
    Review.REVIEWED: NextAction.REPORT,
    Review.PRELIMINARY: NextAction.SIGN,
    Review.FINAL: NextAction.REPORT,
}


class Declaration(Body):
    """What the images do not tell; null or left out where it is not known."""

    patient: Code | None = Field(None, description="A code, no name of a person", examples=["NI-0042"])
    exam_date: date | None = None
    age_years: float | None = Field(None, ge=0, le=130, allow_inf_nan=False)
    treated: bool | None = Field(None, description="Surgery or treatment before this exam: no grade is given then")
    steroids: bool | None = None


class VolumeRange(BaseModel):
    """A volume in ml with the ends of its 90 % interval, where there is one."""

    value: float
    low: float | None
    high: float | None


class GradeWord(BaseModel):
    """BraTS' two classes by imaging, or the code of the reason why none is given; tissue decides."""

    word: str
    hgg_probability: float | None


class Stage(BaseModel):
    """A stage of a job that is over, and what it took."""

    stage: str
    seconds: float


class JobRow(BaseModel):
    """A job as far as it is."""

    id: str
    state: JobState
    stage: str | None
    fraction: float = Field(ge=0, le=1)
    seconds_left: float | None = None
    place_in_queue: int | None = None
    stages: list[Stage]
    error: Problem | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Job, *, seconds_left: float | None = None, place_in_queue: int | None = None) -> Self:
        """Return what may be seen of a row."""
        return cls(
            id=row.id,
            state=row.state,
            stage=row.stage,
            fraction=row.fraction,
            seconds_left=seconds_left,
            place_in_queue=place_in_queue,
            stages=[Stage.model_validate(one) for one in row.stages],
            error=None if row.error is None else Problem.model_validate(row.error),
            created_at=row.created_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
        )


class StudyRow(BaseModel):
    """A study in the work list, with the one thing to do next."""

    id: str
    patient: str
    exam_date: date | None
    age_years: float | None
    treated: bool | None
    steroids: bool | None
    status: Status
    review: Review | None
    next_action: NextAction
    version: int | None
    side: str | None
    lesions: int | None
    whole_tumor_ml: VolumeRange | None
    grade: GradeWord | None
    problem: Problem | None
    job: JobRow | None
    reader: str
    thumbnail: str | None = Field(description="Address of a small picture, null where none can be shown yet")
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None

    @classmethod
    def of(cls, row: Study, *, reader: str, job: JobRow | None) -> Self:
        """Return what may be seen of a row."""
        volume, grade = row.whole_tumor_ml, row.grade
        has_picture = row.status not in (Status.RECEIVING, Status.NEEDS_INPUT)
        return cls(
            id=row.id,
            patient=row.patient,
            exam_date=row.exam_date,
            age_years=row.age_years,
            treated=row.treated,
            steroids=row.steroids,
            status=row.status,
            review=row.review,
            next_action=_BY_REVIEW[Review(row.review or Review.AI)]
            if row.status == Status.DONE
            else _BY_STATUS[Status(row.status)],
            version=row.version,
            side=row.side,
            lesions=row.lesions,
            whole_tumor_ml=None
            if volume is None
            else VolumeRange(value=volume, low=row.whole_tumor_low_ml, high=row.whole_tumor_high_ml),
            grade=None if grade is None else GradeWord(word=grade, hgg_probability=row.hgg_probability),
            problem=None if row.problem is None else Problem.model_validate(row.problem),
            job=job,
            reader=reader,
            thumbnail=f"/api/studies/{row.id}/thumbnail.png" if has_picture else None,
            created_at=row.created_at,
            changed_at=row.changed_at,
            deleted_at=row.deleted_at,
        )


class Waiting(BaseModel):
    """What waits for the reader."""

    review: int
    sign: int
    input: int


class StudyPage(BaseModel):
    """A page of the work list."""

    items: list[StudyRow]
    total: int = Field(description="Studies that the filters let through")
    everything: int = Field(description="Studies without filters")
    waiting: Waiting


class Sort(StrEnum):
    """Orders of the work list; a minus turns one around."""

    EXAM = "exam_date"
    EXAM_DOWN = "-exam_date"
    CREATED = "created_at"
    CREATED_DOWN = "-created_at"
    PATIENT = "patient"
    PATIENT_DOWN = "-patient"
    VOLUME = "volume"
    VOLUME_DOWN = "-volume"
    GRADE = "grade"
    GRADE_DOWN = "-grade"
    STATUS = "status"
    STATUS_DOWN = "-status"


class Search(Body):
    """Filters of the work list; each can stand in an address."""

    q: Code = Field("", description="Part of the patient's code, or the study's id")
    status: list[Status] = Field(default_factory=list)
    review: list[Review] = Field(default_factory=list)
    grade: str | None = None
    side: str | None = None
    exam_from: date | None = Field(None, alias="from")
    exam_to: date | None = Field(None, alias="to")
    volume_from_ml: float | None = Field(None, allow_inf_nan=False)
    volume_to_ml: float | None = Field(None, allow_inf_nan=False)
    deleted: bool = Field(default=False, description="Deleted studies, in place of the others")
    sort: Sort = Sort.EXAM_DOWN
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=200)
