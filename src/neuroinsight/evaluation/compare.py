"""Setting evaluations of the same cases side by side: every pair of them, case by case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import MEASURED_REGIONS
from neuroinsight.evaluation.paired import PairedDifference, PairedValue, difference
from neuroinsight.evaluation.results import Result, read_results
from neuroinsight.metrics.catalogue import METRICS, SLICE_METRICS

_SHOWN = 5  # names of cases in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What the second of two results has more than the first: metric -> region -> difference."""

    first: str
    second: str
    differences: Mapping[str, Mapping[str, PairedDifference]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Results, the cases that all of them have, those that some lack (by result), and every pair."""

    results: tuple[Result, ...]
    shared: tuple[str, ...]
    alone: Mapping[str, tuple[str, ...]]  # by result's name: cases that another one lacks
    pairs: tuple[Pair, ...]

    @property
    def patients(self) -> int:
        """How many patients the shared cases are of."""
        return len({self.results[0].cases[key].patient for key in self.shared})


def compare(folders: Iterable[str | Path]) -> Comparison:
    """Return the comparison of evaluations in folders, two or more; cases that all of them have are compared.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> from neuroinsight.datasets.loading import load_labels
    >>> from neuroinsight.evaluation.files import write_evaluation
    >>> cases = neuroinsight.find_cases([Path("cases")])
    >>> for name in ("first", "second"):
    ...     Path(name).mkdir()
    ...     _ = write_evaluation(Path(name), neuroinsight.evaluate(cases, load_labels), {})
    >>> neuroinsight.compare(["first", "second"]).shared
    ('phantom-0001',)

    Raises:
        DatasetError: A folder is no evaluation, or what they hold cannot be compared.
    """
    paths = [Path(folder) for folder in folders]
    places = [path.resolve() for path in paths]
    repeated = next((path for path, place in zip(paths, places, strict=True) if places.count(place) > 1), None)
    if repeated is not None:
        raise DatasetError(
            "A result is compared with itself",
            seen=f"{repeated} twice",
            allowed="evaluations in folders of their own",
            remedy="name another evaluation in place of one of them",
            code="compare.same_result",
        )
    return compare_results(read_results(paths))


def compare_results(results: Sequence[Result]) -> Comparison:
    """Return the comparison of two or more results.

    Raises:
        DatasetError: Fewer than two; no case in common; other truths, metrics or meanings of figures.
    """
    if len(results) < 2:  # noqa: PLR2004
        raise DatasetError(
            "A comparison needs two results",
            seen=f"{len(results)}",
            allowed="two or more evaluations of the same cases",
            remedy="name another one",
            code="compare.one_result",
        )
    shared = tuple(key for key in results[0].cases if all(key in one.cases for one in results))
    if not shared:
        raise DatasetError(
            "The results have no case in common",
            seen="; ".join(f"{one.name}: {_some(one.cases)}" for one in results),
            allowed="evaluations of the same cases",
            remedy="evaluate the same cases with each",
            code="compare.other_cases",
        )
    _require_same_meaning(results)
    _require_same_truths(results, shared)
    return Comparison(
        results=tuple(results),
        shared=shared,
        alone={one.name: tuple(key for key in one.cases if key not in shared) for one in results},
        pairs=tuple(_pair(first, second, shared) for first, second in combinations(results, 2)),
    )


def paired_values(
    first: Result, second: Result, metric: str, *, region: str, cases: Iterable[str]
) -> list[PairedValue]:
    """Return a metric of the cases in which both results have a value."""
    found = []
    for key in cases:
        one, other = (result.cases[key].values.get(region, {}).get(metric) for result in (first, second))
        if one is not None and other is not None:
            found.append(PairedValue(patient=first.cases[key].patient, first=one, second=other))
    return found


def _pair(first: Result, second: Result, shared: tuple[str, ...]) -> Pair:
    table: dict[str, dict[str, PairedDifference]] = {}
    for metric in (*METRICS, *SLICE_METRICS):
        for region in MEASURED_REGIONS:
            values = paired_values(first, second, metric.name, region=region.value, cases=shared)
            found = difference(values, better=metric.better)
            if found is not None:
                table.setdefault(metric.name, {})[region.value] = found
    return Pair(first=first.name, second=second.name, differences=table)


def _require_same_meaning(results: Sequence[Result]) -> None:
    first = results[0]
    for other in results[1:]:
        unlike = [name.replace("_", " ") for name in first.meaning if first.meaning[name] != other.meaning[name]]
        missing = sorted(set(first.metrics) ^ set(other.metrics))
        if unlike or missing:
            raise DatasetError(
                f"The figures of {first.name} and {other.name} do not mean the same",
                seen=", ".join([*(f"other {name}" for name in unlike), *(f"{name} in one alone" for name in missing)]),
                allowed="evaluations with the same metrics, by one version of the program",
                remedy="evaluate the older one again",
                code="compare.other_metrics",
            )


def _require_same_truths(results: Sequence[Result], shared: tuple[str, ...]) -> None:
    first = results[0]
    for other in results[1:]:
        unlike = [key for key in shared if first.cases[key].truth != other.cases[key].truth]
        if unlike:
            raise DatasetError(
                f"{first.name} and {other.name} were scored against other truths",
                seen=f"other label maps of {_some(unlike)}",
                allowed="the same truth for each case",
                remedy="evaluate both against the same data",
                code="compare.other_truths",
            )
        moved = [key for key in shared if first.cases[key].patient != other.cases[key].patient]
        if moved:
            raise DatasetError(
                f"{first.name} and {other.name} do not agree on whose cases these are",
                seen=f"other patients of {_some(moved)}",
                allowed="the same patient for each case",
                remedy="evaluate both with the same tables of patients",
                code="compare.other_patients",
            )


def _some(keys: Iterable[str]) -> str:
    names = list(keys)
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
