"""What an administrator sees and sets: models, storage, health, the audit trail, backups."""

from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from neuroinsight.core.card import Figure, ModelCard
from neuroinsight.server.schemas.accounts import Body
from neuroinsight.server.schemas.studies import Code
from neuroinsight.server.tables import Trace


class CardFigure(BaseModel):
    """A metric of a region over patients: mean, median and the 95 % interval of the mean."""

    metric: str
    region: str
    mean: float
    median: float
    low: float
    high: float
    cases: int

    @classmethod
    def of(cls, metric: str, region: str, figure: Figure) -> Self:
        """Return a figure of a card."""
        low, high = figure.ci95
        return cls(
            metric=metric,
            region=region,
            mean=figure.mean,
            median=figure.median,
            low=low,
            high=high,
            cases=figure.cases,
        )


class Card(BaseModel):
    """What must be known of a model before trusting it."""

    summary: str
    intended_use: str
    training_cases: str
    protocol: str
    terms: str
    limits: list[str]
    citations: list[str]
    optional: list[str] = Field(description="Sequences that a study may lack")
    figures: list[CardFigure]
    figures_without_optional: list[CardFigure]

    @classmethod
    def of(cls, card: ModelCard) -> Self:
        """Return a card as the page shows it."""

        def listed(figures: Any) -> list[CardFigure]:
            return [
                CardFigure.of(metric, region, figure)
                for metric, regions in figures.items()
                for region, figure in regions.items()
            ]

        return cls(
            summary=card.summary,
            intended_use=card.intended_use,
            training_cases=card.training_cases,
            protocol=card.protocol,
            terms=card.terms,
            limits=list(card.limits),
            citations=list(card.citations),
            optional=[sequence.title for sequence in card.optional],
            figures=listed(card.figures),
            figures_without_optional=listed(card.figures_without_optional),
        )


class ModelRow(BaseModel):
    """An installed model; old results keep the one that made them."""

    name: str
    version: str
    sha256: str
    size_bytes: int
    is_default: bool
    card: Card | None


class Choices(Body):
    """What an administrator sets on the page; what is left out stays."""

    model: str | None = Field(None, description="Model of new analyses", examples=["glioma"])
    retention_days: float | None = Field(None, ge=0, le=36500, allow_inf_nan=False)


class Chosen(BaseModel):
    """What is set now."""

    model: str
    retention_days: float


class Share(BaseModel):
    """What takes how much space."""

    kind: Literal["uploads", "results", "reports", "deleted", "backups", "database"]
    size_bytes: int
    count: int


class Storage(BaseModel):
    """Where the data lie, and the space they take and have."""

    data_dir: str
    total_bytes: int
    free_bytes: int
    shares: list[Share]
    retention_days: float
    removed_next: int = Field(description="Deleted studies whose days are over")


class Condition(BaseModel):
    """How the parts of the server are."""

    version: str
    database: Literal["sqlite", "postgresql"]
    reachable: Literal["this-machine", "network"]
    encrypted: bool
    queued: int
    running: int
    oldest_queued_seconds: float | None
    done_today: int
    median_seconds_today: float | None
    failed_today: int
    trail_is_whole: bool
    problems: list[str] = Field(description="Codes: disk-low, trail-broken, failures")


class TraceRow(BaseModel):
    """A line of the audit trail."""

    id: int
    at: datetime
    actor: str
    action: str
    object_id: str
    patient: str | None = Field(description="The patient's code now, where the object is a study that is there")
    details: dict[str, Any]

    @classmethod
    def of(cls, row: Trace, patient: str | None) -> Self:
        """Return what may be seen of a row."""
        fields = {name: getattr(row, name) for name in cls.model_fields if name != "patient"}
        return cls(**fields, patient=patient)


class TracePage(BaseModel):
    """A page of the trail, the newest line first."""

    items: list[TraceRow]
    total: int
    is_whole: bool = Field(description="No line was changed or removed behind the database's back")


class TraceSearch(Body):
    """Filters of the trail."""

    q: Code = Field("", description="Part of a person's name, or of a study's id or patient's code")
    action: list[str] = Field(default_factory=list)
    day_from: date | None = Field(None, alias="from")
    day_to: date | None = Field(None, alias="to")
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=500)


class BackupRow(BaseModel):
    """A backup beside the data."""

    name: str
    size_bytes: int
    made_at: datetime
