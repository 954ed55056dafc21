"""How long an analysis takes, as the last ones did: how far one is, and how long it still takes."""

from collections import defaultdict
from collections.abc import Mapping
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from neuroinsight.server.tables import Job, JobState

# of the shipped model on two cores, for the first studies of an installation; later ones say it themselves
STAGES = {"loading": 0.4, "checking": 1.0, "predicting": 5.0, "measuring": 2.5, "rendering": 0.6}
_LAST = 20


def expected_seconds(session: Session) -> dict[str, float]:
    """Return the median of each stage over the last analyses."""
    took = defaultdict(list)
    last = select(Job.stages).where(Job.state == JobState.DONE).order_by(Job.ended_at.desc()).limit(_LAST)
    for stages in session.scalars(last):
        for stage in stages:
            took[stage["stage"]].append(float(stage["seconds"]))
    return {stage: max(0.01, median(took[stage]) if took[stage] else default) for stage, default in STAGES.items()}


def whole_fraction(stage: str, fraction: float, expected: Mapping[str, float]) -> float:
    """Return how far the whole work is when a stage is done to a fraction."""
    if stage not in expected:
        return 0.0
    names = list(expected)
    before = sum(expected[name] for name in names[: names.index(stage)])
    return (before + fraction * expected[stage]) / sum(expected.values())


def seconds_left(job: Job, expected: Mapping[str, float]) -> float | None:
    """Return how long a running job still takes; None of one that does not run."""
    return round((1 - job.fraction) * sum(expected.values()), 1) if job.state == JobState.RUNNING else None
