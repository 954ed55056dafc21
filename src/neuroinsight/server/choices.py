"""What an administrator set on the page; it wins over the installation's settings."""

from sqlalchemy.orm import Session

from neuroinsight.server import audit
from neuroinsight.server.schemas.administration import Choices, Chosen
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Setting, User

_MODEL, _RETENTION = "model", "retention_days"


def chosen(services: Services, session: Session) -> Chosen:
    """Return what is set now."""
    settings = services.settings

    def kept(name: str) -> str | None:
        row = session.get(Setting, name)
        return row.value if row else None

    return Chosen(
        model=kept(_MODEL) or settings.model,
        retention_days=float(kept(_RETENTION) or settings.retention_days),
    )


def choose(services: Services, user: User, wanted: Choices) -> Chosen:
    """Set what `wanted` says.

    Raises:
        ModelError: There is no such model, or it is damaged.
    """
    if wanted.model is not None:
        from neuroinsight.inference.store import open_model  # noqa: PLC0415 - torch: only who changes it waits for it

        open_model(wanted.model)
    given = {name: str(value) for name, value in wanted.model_dump(exclude_none=True).items()}
    with services.database.writing() as session:
        for name, value in given.items():
            session.merge(Setting(name=name, value=value, changed_at=services.now()))
        audit.record(session, at=services.now(), by=user, action="settings.changed", details=given)
        session.flush()
        return chosen(services, session)
