"""People, sign-ins, tokens, and the first visit."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from neuroinsight.server.tables import Role, SignIn, Token, User

Text = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
SignInName = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f]{1,60}$")]
Secret = Annotated[str, StringConstraints(max_length=1000)]


class Language(StrEnum):
    """Languages of pages and reports."""

    ENGLISH = "en"
    SPANISH = "es"


class Theme(StrEnum):
    """How the page looks; the viewer is dark in each."""

    DARK = "dark"
    LIGHT = "light"
    SYSTEM = "system"


class Body(BaseModel):
    """What a request may say: known fields alone."""

    model_config = ConfigDict(extra="forbid")


class Setup(BaseModel):
    """What IT asks at the first visit: where data go, and who can reach them."""

    needed: bool
    data_dir: str | None = Field(description="None once people were made: a stranger learns no paths")
    free_bytes: int | None
    reachable: Literal["this-machine", "network"]
    password_length: int


class FirstAdministrator(Body):
    """The person who runs the installation."""

    name: SignInName = Field(examples=["anna"])
    display_name: Text = Field("", examples=["Anna Muster"])
    password: Secret = Field(examples=["four unrelated words here"])


class Credentials(Body):
    """Name and password."""

    name: Text = Field(examples=["anna"])
    password: Secret = Field(examples=["four unrelated words here"])


class Person(BaseModel):
    """Somebody who may sign in."""

    id: str
    name: str
    display_name: str
    role: Role
    must_change_password: bool
    language: Language
    theme: Theme
    created_at: datetime
    disabled_at: datetime | None

    @classmethod
    def of(cls, user: User) -> Self:
        """Return what may be seen of a row."""
        return cls.model_validate(user, from_attributes=True)


class PersonRow(Person):
    """Somebody as an administrator sees them, with what they have here."""

    seen_at: datetime | None = Field(description="Their last request; null where they never signed in")
    is_locked: bool = Field(description="Too many wrong passwords in the last quarter of an hour")
    studies: int
    tokens: int


class Changes(Body):
    """What a person changes of their own account."""

    display_name: Text | None = None
    language: Language | None = None
    theme: Theme | None = None


class NewPassword(Body):
    """The old password, and the one to come."""

    old: Secret
    new: Secret


class Entry(BaseModel):
    """A sign-in of one's own."""

    id: str
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    is_this: bool

    @classmethod
    def of(cls, row: SignIn, *, this: str | None) -> Self:
        """Return what may be seen of a row."""
        fields = {name: getattr(row, name) for name in cls.model_fields if name != "is_this"}
        return cls(**fields, is_this=row.id == this)


class NewToken(Body):
    """What a token is for."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)] = Field(
        examples=["PACS router"]
    )


class TokenRow(BaseModel):
    """A token of one's own, without its secret."""

    id: str
    label: str
    created_at: datetime
    used_at: datetime | None

    @classmethod
    def of(cls, row: Token) -> Self:
        """Return what may be seen of a row."""
        return cls.model_validate(row, from_attributes=True)


class TokenMade(TokenRow):
    """A new token with its secret, which is never shown again."""

    secret: str


class NewPerson(Body):
    """Somebody to make; they get a password for one sign-in."""

    name: SignInName = Field(examples=["reader-a"])
    display_name: Text = Field("", examples=["Reader A"])
    role: Role = Role.CLINICIAN


class PersonMade(Person):
    """A person with the password for one sign-in, which is shown once."""

    one_time_password: str


class PersonChanges(Body):
    """What an administrator changes of a person."""

    role: Role | None = None
    disabled: bool | None = None


class OneTimePassword(BaseModel):
    """A password for one sign-in, which then must be changed."""

    one_time_password: str
