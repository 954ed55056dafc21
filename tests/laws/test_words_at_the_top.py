"""The rooms below the command line speak of no command and no option; the terminal adds those by an error's code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from neuroinsight.cli import app
from neuroinsight.cli.problem import COMMANDS
from neuroinsight.core import errors
from tests.laws.test_documentation import COMMANDS as TYPEABLE

SOURCE = Path(__file__).parents[2] / "src" / "neuroinsight"
BELOW = sorted(path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] != "cli")
NAMES = "|".join(entry.name for entry in app.COMMANDS)
TYPED = re.compile(rf"(?<![\w-])--[a-z]|\bneuroinsight (?:{NAMES})\b")


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module that a user may meet: all but docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


def codes(path: Path) -> set[str]:
    """Return the codes that a module gives to errors."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    words = [word for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords]
    values = [word.value for word in words if word.arg == "code"]
    return {str(node.value) for value in values for node in ast.walk(value) if isinstance(node, ast.Constant)}


@pytest.mark.parametrize("path", BELOW, ids=[str(path.relative_to(SOURCE)) for path in BELOW])
def test_no_text_below_the_command_line_names_a_command_or_an_option(path: Path) -> None:
    assert [(line, text) for line, text in texts(path) if TYPED.search(text)] == []


def test_every_error_carries_a_code() -> None:
    kinds = {name for name in vars(errors) if name.endswith("Error")}
    bare = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds
        if not {"code", None} & {word.arg for word in node.keywords}
    ]
    assert bare == []


def test_every_code_of_the_table_is_one_that_an_error_carries() -> None:
    raised = set[str]().union(*(codes(path) for path in SOURCE.rglob("*.py")))
    assert COMMANDS.keys() - raised == set()


def test_commands_and_options_in_the_table_exist() -> None:
    known = {option for command in TYPEABLE.values() for parameter in command.params for option in parameter.opts}
    for text in COMMANDS.values():
        assert set(re.findall(r"--[a-z0-9-]+", text)) <= known, text
        for line in re.findall(r"neuroinsight ([a-z -]+[a-z])", text):
            assert any(tuple(line.split()[: len(words)]) == words for words in TYPEABLE), text
