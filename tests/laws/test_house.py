"""The house rules that no linter knows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "neuroinsight").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = sorted([*(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "tools").rglob("*.py")])
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "experiments").rglob("*.md")])
LINES_AT_MOST = 400
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common", "tools", "manager", "handler", "stuff"}
# What a text of ours never speaks of: folders of one machine, and promises in place of deeds.
MACHINE = re.compile(r"/(?:work|home|root|tmp|Users|opt)/\w")
PROMISE = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|NotImplementedError")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in (*SOURCES, *TESTS, *SCRIPTS)}
    assert {name: length for name, length in lengths.items() if length > LINES_AT_MOST} == {}


def test_no_room_and_no_file_is_a_drawer() -> None:
    parts = {part.removesuffix(".py") for path in SOURCES for part in path.relative_to(ROOT / "src").parts}
    assert parts & DRAWERS == set()


def test_every_module_says_what_it_is() -> None:
    silent = [_name(path) for path in SOURCES if not path.read_text(encoding="utf-8").startswith(('"""', 'r"""'))]
    assert silent == []


@pytest.mark.parametrize("kind", [SOURCES, TESTS, SCRIPTS, PAGES], ids=["sources", "tests", "scripts", "pages"])
def test_nothing_speaks_of_one_machine_or_promises_what_is_not_there(kind: list[Path]) -> None:
    for path in kind:
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        assert MACHINE.search(text) is None, f"{_name(path)}: {MACHINE.search(text)}"
        assert PROMISE.search(text) is None, f"{_name(path)}: {PROMISE.search(text)}"


def test_the_environment_is_read_by_the_command_line_alone() -> None:
    readers = [
        _name(path)
        for path in SOURCES
        if re.search(r"os\.environ|os\.getenv|\bgetenv\(", path.read_text(encoding="utf-8"))
        and path.parent.name != "cli"
    ]
    assert readers == []


def test_every_link_in_the_documentation_leads_somewhere() -> None:
    dead = [
        f"{_name(page)} -> {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://", "mailto:")) and not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_test_file_has_a_name_of_its_own() -> None:
    names = [path.name for path in TESTS if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_no_image_of_a_patient_is_in_the_project() -> None:
    suffixes = (".nii", ".nii.gz", ".mha", ".mhd", ".dcm", ".webp")
    found = [
        _name(path)
        for folder in ("src", "tests", "docs", "benchmarks", "experiments")
        for path in (ROOT / folder).rglob("*")
        if path.name.lower().endswith(suffixes) and "template" not in path.parts
    ]
    assert found == []
