"""The page of a reproduced table: each published figure beside ours, and what ours cost."""

from collections.abc import Mapping

from neuroinsight.datasets.protocols import Protocol
from neuroinsight.studies.outcome import Outcome
from neuroinsight.studies.published import Reference, Row

Outcomes = Mapping[tuple[Protocol, str], Outcome]

MINUTES = """Minutes are of the processor, the seconds of its cores by the threads that computed: on idle cores those
of the clock."""


def to_markdown(reference: Reference, outcomes: Outcomes) -> str:
    """Return the page of one reference."""
    return f"# {reference.title}\n\n{to_section(reference, outcomes)}\n{MINUTES}\n"


def to_section(reference: Reference, outcomes: Outcomes) -> str:
    """Return the table: every row, and of those that were not run that they were not."""
    columns = ["row", "recipe", "published"]
    for protocol in reference.protocols:
        columns += [f"ours, {protocol}", f"beside, {protocol}"]
    lines = [reference.about, "", _line(columns), "|---" * len(columns) + "|"]
    for row in reference.rows:
        found = [outcomes.get((protocol, row.recipe)) for protocol in reference.protocols]
        known = next((one for one in found if one is not None), None)
        cells = [row.title, f"`{row.recipe}`", _published(row, known)]
        for one in found:
            cells += (
                ["not run", ""] if one is None else [f"{one.figure} {one.value:.4f}", f"{one.beside} ({_cost(one)})"]
            )
        lines.append(_line(cells))
    return "\n".join(lines) + "\n"


def _published(row: Row, known: Outcome | None) -> str:
    if row.published is None:
        return ""
    figure = f"{known.figure} {row.published:.4f}" if known else f"{row.published:.4f}"
    return f"{figure}; {row.beside}" if row.beside else figure


def _cost(outcome: Outcome) -> str:
    of = f"{outcome.slices} slices of {outcome.patients}" if outcome.slices else f"{outcome.patients}"
    on = f"{outcome.threads} {'thread' if outcome.threads == 1 else 'threads'}"
    return (
        f"{of} patients; {outcome.parameters:,} parameters, {outcome.epochs} epochs, "
        f"{outcome.processor_minutes:.1f} min on {on}, {outcome.wall_minutes:.0f} by the clock"
    )


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
