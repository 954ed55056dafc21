"""The documents name only commands and options that exist, and every command is named somewhere."""

import re
import shlex
from pathlib import Path

import pytest
from typer import Context
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from neuroinsight.cli.app import app
from neuroinsight.training.recipe import recipe_names

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _commands(command: object, words: tuple[str, ...] = ()) -> dict[tuple[str, ...], TyperCommand]:
    """Return every command that does something, by its words."""
    if isinstance(command, TyperGroup):
        context = Context(command)
        found: dict[tuple[str, ...], TyperCommand] = {}
        for name in command.list_commands(context):
            found |= _commands(command.get_command(context, name), (*words, name))
        return found
    assert isinstance(command, TyperCommand)
    return {words: command}


COMMANDS = _commands(get_command(app))


def _lines() -> list[tuple[str, str]]:
    """Return page and text of every `neuroinsight ...` in code."""
    lines = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        for block in re.findall(r"```(?:bash|sh|console)?\n(.*?)```|`([^`\n]+)`", text, re.DOTALL):
            for line in "\n".join(block).splitlines():
                found = re.search(r"(?:^|\s)neuroinsight ((?!\[)[a-z].*)", line)
                if found and not line.lstrip().startswith("import "):
                    lines.append((page.relative_to(ROOT).as_posix(), found.group(1)))
    return lines


def _parsed(line: str) -> tuple[tuple[str, ...], list[str]]:
    words = shlex.split(line, comments=True)
    named = next((words[:count] for count in (2, 1) if tuple(words[:count]) in COMMANDS), [])
    return tuple(named), words[len(named) :]


@pytest.mark.parametrize(("page", "line"), _lines())
def test_what_the_documents_type_can_be_typed(page: str, line: str) -> None:
    name, rest = _parsed(line)
    assert name or line.split(maxsplit=1)[0] in {words[0] for words in COMMANDS}, f"{page}: {line}"
    if not name:
        return
    options = {"--help"} | {option for parameter in COMMANDS[name].params for option in parameter.opts}
    used = {word.partition("=")[0] for word in rest if word.startswith("--")}
    assert used <= options, f"{page}: {line}"


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_stands_in_the_documents(words: tuple[str, ...]) -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert f"neuroinsight {' '.join(words)}" in text


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_and_option_explains_itself(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]
    assert command.help
    silent = [parameter.name for parameter in command.params if not getattr(parameter, "help", None)]
    assert silent == []


def test_the_recipes_of_the_documents_exist() -> None:
    text = (ROOT / "docs" / "how-to" / "train.md").read_text(encoding="utf-8")
    assert set(re.findall(r"neuroinsight train (\w+_\w+)", text)) <= set(recipe_names())
