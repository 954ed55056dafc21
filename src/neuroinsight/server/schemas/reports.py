"""Reports as the pages see them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from neuroinsight.report.context import Language
from neuroinsight.server.schemas.accounts import Body, Secret
from neuroinsight.server.tables import Review, VersionKind

_NO_CONTROL = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
Words = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True, pattern=_NO_CONTROL)]
Remark = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True, pattern=_NO_CONTROL)]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1, description="Of the draft that was seen; 0 before the first")]


class DraftBody(Body):
    """What a reader writes; lines of the impression are its points."""

    language: Language = Language.ENGLISH
    is_named: bool = Field(default=False, description="Show names and numbers of the files; else the study's code")
    impression: Words
    note: Remark = ""
    revision: Revision


class SeenDraft(Body):
    """Which state of the draft is meant."""

    revision: Revision


class SignBody(Body):
    """What a signature needs: the draft as it was seen, the reader's word, and the password."""

    revision: Revision
    has_read: Literal[True] = Field(description="I have read the pictures myself and agree with the impression")
    password: Secret


class AddendumBody(Body):
    """What is added to a signed report."""

    text: Annotated[Remark, StringConstraints(min_length=1)]
    password: Secret


class AddendumRow(BaseModel):
    """What was added, by whom and when."""

    number: int
    author: str
    text: str
    created_at: datetime


class SignatureRow(BaseModel):
    """Who signed and when; the digest is of the record and the words that were signed."""

    name: str
    signed_at: datetime
    sha256: str


class EarlierReport(BaseModel):
    """A signed report that a newer one follows."""

    number: int
    version: int
    signed_by: str
    signed_at: datetime


class ReportState(BaseModel):
    """The report of a study as it stands; until somebody writes, its impression is made from the findings."""

    number: int
    version: int = Field(description="The label map that it speaks of")
    version_kind: VersionKind
    version_author: str
    status: Review
    reviewed_by: str | None
    language: Language
    is_named: bool
    impression: str
    note: str
    made_impression: str = Field(description="The sentences made from the findings, in the report's language")
    revision: int
    author: str | None
    written_at: datetime | None
    cautions: int
    code: str = Field(description="What stands for the patient where the identity is not shown")
    views: list[str] = Field(description="Files for download")
    signature: SignatureRow | None
    addenda: list[AddendumRow]
    earlier: list[EarlierReport]


class Paper(BaseModel):
    """How many pages the printed report has; each is a picture."""

    pages: int


class ShareBody(Body):
    """What a link shows, and until when."""

    days: int = Field(7, ge=1, le=90)
    pass_phrase: Secret = Field(examples=["maple-orbit-seven-lamp"])
    has_pictures: bool = Field(default=False, description="The key pictures as files, too")
    is_named: bool = Field(default=False, description="Show names and numbers of the files; else the study's code")


class ShareRow(BaseModel):
    """A link, as its sender sees it."""

    id: str
    beginning: str
    number: int = Field(description="Of the report")
    has_pictures: bool
    is_named: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    opened: int
    opened_at: datetime | None


class ShareMade(ShareRow):
    """A new link; its address is shown this once."""

    path: str = Field(examples=["/s/3q2-7wX…"])


class Phrase(BaseModel):
    """Random words that can be told by telephone."""

    pass_phrase: str


class PassPhrase(Body):
    """What opens a link."""

    pass_phrase: Secret


class SharedReport(BaseModel):
    """What a link says: until it is opened, only until when it works."""

    is_open: bool
    expires_at: datetime
    code: str | None = None
    exam_date: date | None = None
    language: Language | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None
    addenda: int = 0
    pages: int = 0
    views: list[str] = Field(default_factory=list)
