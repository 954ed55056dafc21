"""Versions of a label map, and drafts of the next one."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from neuroinsight.server.schemas.accounts import Body
from neuroinsight.server.tables import Draft, Version, VersionKind

LARGEST_HISTORY = 32 << 20  # characters of a draft: some thousand strokes have 1 MB


class VersionRow(BaseModel):
    """A version: who made it, from which one, and the volumes in ml (null: not measured)."""

    number: int
    kind: VersionKind
    author: str
    created_at: datetime
    based_on: int | None
    volumes: dict[str, float | None]

    @classmethod
    def of(cls, row: Version) -> Self:
        """Return what may be seen of a row."""
        return cls(
            number=row.number,
            kind=row.kind,
            author=row.author,
            created_at=row.created_at,
            based_on=row.based_on,
            volumes=row.volumes,
        )


class ToReview(Body):
    """The version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)


class DraftRow(BaseModel):
    """Strokes that are not saved as a version yet."""

    based_on: int
    revision: int
    history: str = Field(description="Base64 of the page's own history of strokes")
    changed_at: datetime

    @classmethod
    def of(cls, row: Draft) -> Self:
        """Return what may be seen of a row."""
        history = row.history.decode("ascii")
        return cls(based_on=row.based_on, revision=row.revision, history=history, changed_at=row.changed_at)


class DraftBody(Body):
    """A draft as it is now; `revision` is the one that was last read or written, 0 if there was none."""

    based_on: int = Field(ge=1, le=2**31 - 1)
    revision: int = Field(ge=0, le=2**31 - 1)
    history: str = Field(max_length=LARGEST_HISTORY, pattern=r"^[A-Za-z0-9+/]*={0,2}$")


class DraftKept(BaseModel):
    """The revision that was kept, and when."""

    revision: int
    changed_at: datetime
