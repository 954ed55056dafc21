"""Every code that the source can put into a record has its sentences, in every language."""

import ast
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import neuroinsight
from neuroinsight.core.measurement import NotMeasured, Value
from neuroinsight.core.record import Caution, Step
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.notes import caution_note, reason_text, step_text
from neuroinsight.report.wording import Words

SOURCE = Path(neuroinsight.__file__).parent
KINDS = ("Caution", "NotMeasured", "Step")
EXAMPLES: Mapping[str, Value] = {
    "sequence": "t1ce",
    "sequences": ("t1", "t2"),
    "anchor": "flair",
    "named": "t2",
    "looks_like": "t2",
    "plane": "axial",
}


def raised() -> Iterator[tuple[str, str, frozenset[str], str]]:
    """Give kind, code, names of values and place of every caution, reason and step that the source makes."""
    for path in sorted(set(SOURCE.rglob("*.py")) - set((SOURCE / "metrics").rglob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        of_core = {
            name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("neuroinsight.core")
            for name in node.names
        }
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        seen = set()
        for scope in (*reversed(functions), tree):
            tables = {
                target.id: node.value
                for node in ast.walk(scope)
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for call in ast.walk(scope):
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Name)
                    and call.func.id in of_core & set(KINDS)
                ):
                    if call in seen:
                        continue
                    seen.add(call)
                    place = f"{path.relative_to(SOURCE)}:{call.lineno}"
                    for code in codes_of(call, place):
                        yield call.func.id, code, values_of(call, tables, place), place


def codes_of(call: ast.Call, place: str) -> list[str]:
    node = next((one.value for one in call.keywords if one.arg == "code"), call.args[0] if call.args else None)
    choices = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    codes = [one.value for one in choices if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    assert len(codes) == len(choices), f"{place}: the code stands there as a word, so that it can be found"
    return codes


def values_of(call: ast.Call, tables: Mapping[str, ast.Dict], place: str) -> frozenset[str]:
    node = next((one.value for one in call.keywords if one.arg == "values"), None)
    if node is None and len(call.args) > 1:
        node = call.args[1]
    if node is None:
        return frozenset()
    table = tables.get(node.id) if isinstance(node, ast.Name) else node
    assert isinstance(table, ast.Dict), f"{place}: the values stand there by name"
    return frozenset(str(key.value) for key in table.keys if isinstance(key, ast.Constant))


RAISED = tuple(raised())  # but for metrics: their reasons stand in tables of evaluations, never in a record


def sentences(words: Words, kind: str, code: str) -> tuple[str, ...]:
    if kind == "Caution":
        return words.notes.cautions[code]
    return ((words.notes.reasons if kind == "NotMeasured" else words.notes.steps)[code],)


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("words", WORDS.values(), ids=list(WORDS))
def test_every_code_has_a_sentence_for_exactly_its_values(words: Words) -> None:
    assert {"tumor.none", "coverage.partial", "sequences.no_contrast"} <= {code for _, code, _, _ in RAISED}
    for kind, code, values, place in RAISED:
        named = {name for template in sentences(words, kind, code) for name in names_in(template)}
        assert named == values, f"{place}: {code}"


@pytest.mark.parametrize("words", WORDS.values(), ids=list(WORDS))
def test_every_sentence_is_filled_by_its_values(words: Words) -> None:
    for kind, code, names, place in RAISED:
        values = {name: EXAMPLES.get(name, "name.nii" if name == "file" else 0.25) for name in names}
        if kind == "Caution":
            note = caution_note(Caution(code=code, values=values), words)
            text = f"{note.cause} {note.consequence}"
            assert note.cause.endswith("."), place
            assert note.consequence[:1].isupper(), place
        elif kind == "NotMeasured":
            text = reason_text(NotMeasured(code, values), words)
        else:
            text = step_text(Step(code=code, values=values), words)
        assert text.strip("., "), place
        assert "{" not in text, place


@pytest.mark.parametrize("words", WORDS.values(), ids=list(WORDS))
def test_no_sentence_stands_for_a_code_that_nothing_raises(words: Words) -> None:
    raised_codes = {(kind, code) for kind, code, _, _ in RAISED}
    for kind, table in zip(KINDS, (words.notes.cautions, words.notes.reasons, words.notes.steps), strict=True):
        unused = {code for code in table if (kind, code) not in raised_codes} - {"text"}  # of records of format 1.0
        assert not unused
