"""`neuroinsight user`: people of an installation, at the terminal of its data folder."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from neuroinsight.cli.console import Console
from neuroinsight.cli.installation import services_at
from neuroinsight.core.errors import NeuroInsightError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from neuroinsight.server.tables import User

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
_TERMINAL = "terminal"

Name = Annotated[str, typer.Argument(help="Name to sign in with.")]
DataDir = Annotated[Path, typer.Option(help="Folder that the server was started with.")]
_HERE = Path("neuroinsight-data")


@app.command()
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="clinician or administrator.")] = "clinician",
    data_dir: DataDir = _HERE,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")
    ] = False,
) -> None:
    """Add a person. Without --password-stdin they get a password for one sign-in, printed last."""
    services = services_at(data_dir)
    from neuroinsight.server import accounts, audit  # noqa: PLC0415 - an extra may be missing
    from neuroinsight.server.passwords import new_phrase  # noqa: PLC0415
    from neuroinsight.server.tables import Role  # noqa: PLC0415

    if role not in tuple(Role):
        raise NeuroInsightError(
            "There is no such role", seen=role, allowed=", ".join(Role), remedy="name one of these", code="account.role"
        )
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else new_phrase()
    if password_stdin:
        services.passwords.require_good(password, name)
    with services.database.writing() as session:
        user = accounts.add_user(services, session, name=name, role=Role(role), password=password)
        user.must_change_password = not password_stdin
        details = {"role": role}
        audit.record(session, at=services.now(), by=_TERMINAL, action="user.made", object_id=user.id, details=details)
    Console().print(f"{user.name}: {role}")
    if not password_stdin:
        print(password)


@app.command()
def token(
    name: Name,
    data_dir: DataDir = _HERE,
    label: Annotated[str, typer.Option(help="What the token is for.")] = "made at the terminal",
) -> None:
    """Make a token for programs of this person, printed last; it is never shown again."""
    services = services_at(data_dir)
    from neuroinsight.server import accounts  # noqa: PLC0415 - an extra may be missing

    with services.database.writing() as session:
        made, secret = accounts.add_token(services, session, _person(session, name), label)
    Console(stderr=True).print(f"Token {made.id} of {name}; it is shown this once:")
    print(secret)


@app.command("list")
def list_(data_dir: DataDir = _HERE) -> None:
    """List all people."""
    services = services_at(data_dir)
    from sqlalchemy import select  # noqa: PLC0415 - an extra may be missing

    from neuroinsight.server.tables import User  # noqa: PLC0415

    table = Table("name", "shown as", "role", "since", "state")
    with services.database.reading() as session:
        for user in session.scalars(select(User).order_by(User.name)):
            state = "disabled" if user.disabled_at else "must change password" if user.must_change_password else ""
            table.add_row(user.name, user.display_name, user.role, user.created_at.date().isoformat(), state)
    Console().print(table)


@app.command()
def disable(name: Name, data_dir: DataDir = _HERE) -> None:
    """Lock a person out; what they made stays."""
    services = services_at(data_dir)
    from neuroinsight.server import accounts, audit  # noqa: PLC0415 - an extra may be missing

    with services.database.writing() as session:
        user = _person(session, name)
        accounts.set_disabled(session, user, disabled_at=services.now())
        audit.record(session, at=services.now(), by=_TERMINAL, action="user.changed", object_id=user.id)
    Console().print(f"{user.name} can no longer sign in")


@app.command()
def reset(name: Name, data_dir: DataDir = _HERE) -> None:
    """Give a person a password for one sign-in, printed last, and let them in again if they were disabled."""
    services = services_at(data_dir)
    from neuroinsight.server import accounts, audit  # noqa: PLC0415 - an extra may be missing

    with services.database.writing() as session:
        user = _person(session, name)
        phrase = accounts.reset_password(services, session, user)
        accounts.set_disabled(session, user, disabled_at=None)
        audit.record(session, at=services.now(), by=_TERMINAL, action="user.reset", object_id=user.id)
    Console(stderr=True).print(f"Password of {user.name} for one sign-in:")
    print(phrase)


def _person(session: "Session", name: str) -> "User":
    from sqlalchemy import select  # noqa: PLC0415 - an extra may be missing

    from neuroinsight.server.tables import User  # noqa: PLC0415

    found = session.scalar(select(User).where(User.name == name.strip().casefold()))
    if found is None:
        everybody = session.scalars(select(User.name).order_by(User.name)).all()
        raise NeuroInsightError(
            "There is nobody of this name",
            seen=name,
            allowed=", ".join(everybody) or "nobody was made yet",
            remedy="name one of these",
            code="account.unknown",
        )
    return found
