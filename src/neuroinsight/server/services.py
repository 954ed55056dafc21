"""What routes work with: settings, database, files, passwords and the time, made once at the start."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from argon2 import PasswordHasher

from neuroinsight.server.database import Database, open_database
from neuroinsight.server.events import Events
from neuroinsight.server.intake.desk import Desk
from neuroinsight.server.intake.examiner import Examiner
from neuroinsight.server.intake.values import Limits
from neuroinsight.server.jobs.bench import Bench
from neuroinsight.server.passwords import Passwords
from neuroinsight.server.settings import Settings
from neuroinsight.server.store import FolderStore, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of one running server."""

    settings: Settings
    database: Database
    store: Store
    passwords: Passwords
    desk: Desk
    events: Events
    bench: Bench
    now: Callable[[], datetime]


def open_services(settings: Settings, *, now: Callable[[], datetime] | None = None) -> Services:
    """Return the parts for these settings; the data folder and the tables are made where they are missing."""
    hasher = PasswordHasher(memory_cost=settings.argon2_memory_kib)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Services(
        settings=settings,
        database=open_database(settings.database),
        store=FolderStore(settings.data_dir.absolute()),
        passwords=Passwords(hasher, settings.password_length, hasher.hash(secrets.token_urlsafe())),
        desk=Desk(Examiner(limits=_limits(settings))),
        events=Events(),
        bench=Bench(),
        now=now or (lambda: datetime.now(UTC)),
    )


def _limits(settings: Settings) -> Limits:
    """Return the limits within which foreign files are opened."""
    return Limits(
        unpacked_bytes=settings.max_study_bytes,
        members=settings.max_files,
        memory_bytes=settings.reading_memory_bytes,
        seconds=settings.reading_seconds,
    )


def new_id() -> str:
    """Return a random word for an address; nobody guesses one from another."""
    return secrets.token_urlsafe(12).replace("-", "x").replace("_", "y")


def new_secret() -> str:
    """Return a random secret for a cookie, a token or a link."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is stored of a random secret; a stolen database signs nobody in."""
    return hashlib.sha256(secret.encode()).hexdigest()
