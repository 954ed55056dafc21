"""The page tells what was run, and nothing else."""

from pathlib import Path

from neuroinsight.datasets.protocols import Protocol
from neuroinsight.studies.outcome import Outcome, read_outcome, write_outcome
from neuroinsight.studies.published import LGG
from neuroinsight.studies.reproduction_page import to_markdown
from tools.reproduction_page import page

OUTCOME = Outcome(
    figure="Tversky",
    value=0.87654,
    beside="of masks 0.8",
    slices=502,
    patients=93,
    parameters=9,
    epochs=3,
    threads=1,
    processor_minutes=50.25,
    wall_minutes=201.0,
)


def test_the_written_page_is_that_of_the_kept_outcomes() -> None:
    written = Path(__file__).parents[2] / "docs" / "reproduction.md"
    assert written.read_text(encoding="utf-8") == page(), (
        "make it again: python tools/reproduction_page.py > docs/reproduction.md"
    )


def test_a_row_by_one_protocol_alone_says_so_of_the_other() -> None:
    text = to_markdown(LGG, {(Protocol.PATIENT, "lgg_res_unet"): OUTCOME})
    (line,) = (line for line in text.splitlines() if "`lgg_res_unet`" in line)
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[2:5] == ["Tversky 0.8925", "not run", ""]
    assert cells[5:] == [
        "Tversky 0.8765",
        "of masks 0.8 (502 slices of 93 patients; 9 parameters, 3 epochs, 50.2 min on 1 thread, 201 by the clock)",
    ]
    assert text.count("not run") == 2 * len(LGG.rows) - 1


def test_an_outcome_of_another_form_is_measured_anew(tmp_path: Path) -> None:
    assert read_outcome(tmp_path) is None
    write_outcome(tmp_path, "digest", OUTCOME)
    assert read_outcome(tmp_path) == ("digest", OUTCOME)
    (tmp_path / "outcome.json").write_text('{"model": "digest", "minutes": 3}', encoding="utf-8")
    assert read_outcome(tmp_path) is None
