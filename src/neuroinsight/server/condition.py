"""How the installation is: the space that is taken, the queue, the trail."""

import shutil
import statistics
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from neuroinsight.core.version import VERSION
from neuroinsight.inference.weights import shipped_models
from neuroinsight.server import audit
from neuroinsight.server.backups import BACKUPS
from neuroinsight.server.choices import chosen
from neuroinsight.server.schemas.administration import Card, Condition, ModelRow, Share, Storage
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Job, JobState, Study, StudyFile, Version

_LOW_BYTES = 5 * 1024**3


def storage(services: Services, session: Session) -> Storage:
    """Return where the data lie, and what takes how much of the space."""
    root = services.settings.data_dir.absolute()
    deleted = set(session.scalars(select(Study.id).where(Study.deleted_at.is_not(None))))
    sizes = dict.fromkeys(("uploads", "results", "reports", "deleted", "backups", "database"), 0)
    for path in root.rglob("*"):
        if path.is_file() and not path.is_symlink():
            sizes[_kind(path.relative_to(root), deleted)] += path.stat().st_size
    days = chosen(services, session).retention_days
    before = services.now() - timedelta(days=days)
    counts = {
        "uploads": session.scalar(select(func.count()).select_from(StudyFile)) or 0,
        "results": session.scalar(select(func.count()).select_from(Version)) or 0,
        "deleted": len(deleted),
        "backups": len(list((root / BACKUPS).glob("*.tar"))),
    }
    usage = shutil.disk_usage(root)
    return Storage(
        data_dir=str(root),
        total_bytes=usage.total,
        free_bytes=usage.free,
        shares=[
            Share.model_validate({"kind": k, "size_bytes": v, "count": counts.get(k, 0)}) for k, v in sizes.items()
        ],
        retention_days=days,
        removed_next=session.scalar(select(func.count()).where(Study.deleted_at < before)) or 0,
    )


def _kind(path: Path, deleted: set[str]) -> str:
    parts = path.parts
    if parts[0] == BACKUPS:
        return "backups"
    if parts[0] != "studies" or len(parts) < 4:  # noqa: PLR2004 - studies/<id>/<kind>/<file>
        return "database" if parts[0] != "studies" else "results"
    if parts[1] in deleted:
        return "deleted"
    return {"files": "uploads", "reports": "reports"}.get(parts[2], "results")


def health(services: Services, session: Session) -> Condition:
    """Return how the parts are, with a code for each that needs somebody."""
    at = services.now()
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)

    def count(state: JobState, *, of_today: bool = False) -> int:
        query = select(func.count()).where(Job.state == state)
        return session.scalar(query.where(Job.ended_at >= today) if of_today else query) or 0

    oldest = session.scalar(select(func.min(Job.created_at)).where(Job.state == JobState.QUEUED))
    done = session.execute(
        select(Job.started_at, Job.ended_at).where(Job.state == JobState.DONE, Job.ended_at >= today)
    )
    took = [(ended - started).total_seconds() for started, ended in done if started is not None and ended is not None]
    is_whole, failed = audit.first_broken(session) is None, count(JobState.FAILED, of_today=True)
    signs = {
        "disk-low": services.store.free_bytes() < _LOW_BYTES,
        "trail-broken": not is_whole,
        "failures": failed > len(took),
    }
    return Condition(
        version=VERSION,
        database="postgresql" if services.database.engine.dialect.name == "postgresql" else "sqlite",
        reachable="network" if services.settings.is_reachable else "this-machine",
        encrypted=services.settings.is_encrypted,
        queued=count(JobState.QUEUED),
        running=count(JobState.RUNNING),
        oldest_queued_seconds=None if oldest is None else (at - oldest).total_seconds(),
        done_today=len(took),
        median_seconds_today=statistics.median(took) if took else None,
        failed_today=failed,
        trail_is_whole=is_whole,
        problems=[code for code, holds in signs.items() if holds],
    )


def models(services: Services, session: Session) -> list[ModelRow]:
    """Return the installed models with their cards, the default first."""
    from neuroinsight.inference.store import open_model  # noqa: PLC0415 - torch: only who looks at models waits for it

    default = chosen(services, session).model
    rows = []
    for name in sorted({default, *shipped_models()}, key=lambda one: one != default):
        bundle = open_model(name)
        rows.append(
            ModelRow(
                name=name,
                version=bundle.spec.version,
                sha256=bundle.identity.sha256,
                size_bytes=sum(
                    parameter.numel() * parameter.element_size() for parameter in bundle.network.parameters()
                ),
                is_default=name == default,
                card=Card.of(bundle.card) if bundle.card else None,
            )
        )
    return rows
