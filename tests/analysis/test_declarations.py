"""What a person declares of patients: read from a table, checked, and kept in the record."""

from pathlib import Path

import pytest

from neuroinsight.analysis.batch import State, run_one
from neuroinsight.analysis.declarations import read_declarations
from neuroinsight.analysis.outputs import Existing, Output
from neuroinsight.analysis.requests import Request
from neuroinsight.core.errors import OutputError, StudyError
from neuroinsight.core.findings import Declared
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.report.json import from_json
from tests.networks import load_untrained


def table(folder: Path, text: str) -> Path:
    path = folder / "declared.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_declares_what_its_cells_say_and_nothing_where_they_are_empty(tmp_path: Path, separator: str) -> None:
    text = "Case,Treated,Age,Steroids\na,yes,61.5,no\nb,No,,\nc,,40,TRUE\n".replace(",", separator)
    assert read_declarations(table(tmp_path, text)) == {
        "a": Declared(treated=True, age_years=61.5, steroids=False),
        "b": Declared(treated=False),
        "c": Declared(age_years=40, steroids=True),
    }


@pytest.mark.parametrize(
    "text",
    [
        "case,treated\na,perhaps\n",
        "case,age\na,old\n",
        "case,age\na,-3\n",
        "case,age\na,nan\n",
        "case,age\na,131\n",
        "case,age\na,40\na,41\n",
        "case,treatd\na,yes\n",
        "name,treated\na,yes\n",
        "case,treated\n",
        "",
    ],
)
def test_what_is_no_declaration_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(StudyError) as refusal:
        read_declarations(table(tmp_path, text))
    assert refusal.value.code.startswith("declared.")
    assert refusal.value.seen


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(StudyError, match="no table"):
            read_declarations(path)


def test_the_record_holds_what_was_declared_and_another_declaration_is_another_analysis(tmp_path: Path) -> None:
    case = tmp_path / "phantom"
    write_phantom(make_phantom(PhantomSettings(spacing_mm=(6.0, 6.0, 6.0))), case)
    bundle = load_untrained(tmp_path / "model")
    said = Declared(treated=False, age_years=61, steroids=True)
    request = Request(name="phantom", where=case, declared=said)
    assert run_one(request, bundle, tmp_path / "out").record.declared == said
    assert from_json((tmp_path / "out" / "analysis.json").read_text(encoding="utf-8")).declared == said
    keep = Output(existing=Existing.KEEP)
    assert run_one(request, bundle, tmp_path / "out", output=keep).state is State.KEPT
    with pytest.raises(OutputError) as refusal:
        run_one(Request(name="phantom", where=case), bundle, tmp_path / "out", output=keep)
    assert "other declarations" in refusal.value.seen
