"""The files of a study, and what is known of an upload."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, Field

from neuroinsight.server.intake.values import (
    CheckState,
    Cure,
    Evidence,
    Intake,
    Kind,
    Problem,
    Recognition,
    Sureness,
    Told,
    Use,
    Values,
)
from neuroinsight.server.schemas.accounts import Body
from neuroinsight.server.tables import StudyFile

AnyCaseUse = Annotated[Use, BeforeValidator(lambda said: said.lower() if isinstance(said, str) else said)]


class FileRow(BaseModel):
    """A file as far as it was received."""

    id: str
    name: str = Field(examples=["NI-0042/flair.nii.gz"])
    size_bytes: int | None = Field(description="Null until it is known")
    received_bytes: int
    is_whole: bool
    use: Use | None = Field(description="What a person chose; null: as recognized")
    created_at: datetime

    @classmethod
    def of(cls, row: StudyFile) -> Self:
        """Return what may be seen of a row."""
        return cls(
            id=row.id,
            name=row.name,
            size_bytes=row.size_bytes,
            received_bytes=row.received_bytes,
            is_whole=row.sha256 is not None,
            use=None if row.use is None else Use(row.use),
            created_at=row.created_at,
        )


class ChosenUse(Body):
    """What a file is used for; null: what it is recognized as."""

    use: AnyCaseUse | None = Field(examples=["flair"])


class StepBody(Body):
    """What is done to one file: it is used as this, or removed."""

    file: str = Field(max_length=80)
    use: AnyCaseUse | None = Field(description="Null removes the file")


class Steps(Body):
    """What is done to several files at once, as the cure of a problem says."""

    steps: list[StepBody] = Field(max_length=20_000)


class EvidenceRow(BaseModel):
    """One reason: a code, with values."""

    code: str
    values: Values

    @classmethod
    def of(cls, reason: Evidence) -> Self:
        """Return a reason as it is told."""
        return cls(code=reason.code, values=reason.values)


class ToldRow(BaseModel):
    """A problem in words, with its code and what the words hold."""

    code: str
    problem: str
    seen: str
    allowed: str
    remedy: str
    values: Values

    @classmethod
    def of(cls, told: Told) -> Self:
        """Return a problem as it is told."""
        return cls(
            code=told.code,
            problem=told.problem,
            seen=told.seen,
            allowed=told.allowed,
            remedy=told.remedy,
            values=told.values,
        )


class StepRow(BaseModel):
    """A step of a cure; a use of null removes the file."""

    file: str
    use: Use | None


class CureRow(BaseModel):
    """A way out at one press: send its steps back."""

    label: str = Field(description="A code, as cure.leave_out")
    values: Values
    steps: list[StepRow]

    @classmethod
    def of(cls, cure: Cure) -> Self:
        """Return a cure as it is told."""
        steps = [StepRow(file=step.file, use=step.use) for step in cure.steps]
        return cls(label=cure.label, values=cure.values, steps=steps)


class ProblemRow(BaseModel):
    """What stands in the way (`blocks`), or what to look at first, and the ways out."""

    error: ToldRow
    blocks: bool
    files: list[str]
    cures: list[CureRow]
    notes: list[EvidenceRow]

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """Return a problem as it is told."""
        return cls(
            error=ToldRow.of(problem.told),
            blocks=problem.blocks,
            files=list(problem.files),
            cures=[CureRow.of(cure) for cure in problem.cures],
            notes=[EvidenceRow.of(note) for note in problem.notes],
        )


class IntakeFile(BaseModel):
    """A file, what it is taken for, how surely, and why."""

    id: str
    name: str
    size_bytes: int
    kind: Kind
    use: Use | None = Field(description="Null: nobody knows yet")
    sure: Sureness
    evidence: list[EvidenceRow]
    spacing_mm: tuple[float, float, float] | None
    shape: tuple[int, int, int] | None
    thumbnail: str | None = Field(description="Address of a small picture")

    @classmethod
    def of(cls, one: Recognition, study: str) -> Self:
        """Return a recognition as it is told."""
        has_picture = one.look.picture is not None
        return cls(
            id=one.file.id,
            name=one.file.name,
            size_bytes=one.file.size_bytes,
            kind=one.look.kind,
            use=one.use,
            sure=one.sure,
            evidence=[EvidenceRow.of(reason) for reason in one.evidence],
            spacing_mm=one.look.spacing_mm,
            shape=one.look.shape,
            thumbnail=f"/api/studies/{study}/files/{one.file.id}/thumbnail.png" if has_picture else None,
        )


class CheckRow(BaseModel):
    """A check by its code, and what came of it."""

    code: str
    state: CheckState


class IntakeRow(BaseModel):
    """All that is known of an upload; `ready` when an analysis may begin."""

    files: list[IntakeFile]
    unfinished: list[FileRow] = Field(description="Files that were begun and are not whole")
    problems: list[ProblemRow]
    checks: list[CheckRow]
    cautions: list[EvidenceRow]
    ready: bool
    suggested_patient: str | None
    suggested_date: str | None

    @classmethod
    def of(cls, found: Intake, study: str, unfinished: list[StudyFile]) -> Self:
        """Return what is known as it is told."""
        return cls(
            files=[IntakeFile.of(one, study) for one in found.files],
            unfinished=[FileRow.of(row) for row in unfinished],
            problems=[ProblemRow.of(problem) for problem in found.problems],
            checks=[CheckRow(code=check.code, state=check.state) for check in found.checks],
            cautions=[EvidenceRow.of(caution) for caution in found.cautions],
            ready=found.ready,
            suggested_patient=found.suggested_patient,
            suggested_date=found.suggested_date,
        )
