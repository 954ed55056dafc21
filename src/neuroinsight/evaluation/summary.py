"""Figures of an evaluation: by metric and region, for all cases and for groups of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from neuroinsight.core.card import Figure
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured
from neuroinsight.evaluation.bootstrap import RESAMPLING, Resampling, Statistic, summarize
from neuroinsight.evaluation.evaluate import CaseScores
from neuroinsight.metrics.catalogue import METRICS, SLICE_METRICS, VOLUME_METRICS

ALL_CLASSES = "all_classes"  # where a metric of whole volumes stands in place of a region
WHERE_PRESENT = "_where_present"  # after a region's name: over the cases whose truth has it

Table = Mapping[str, Mapping[str, Statistic]]  # metric -> region, class or `all_classes` -> statistic


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The figures over all cases, and those of each source and each grade."""

    overall: Table
    by_source: Mapping[str, Table]
    by_grade: Mapping[str, Table]
    cases: int
    patients: int

    def __post_init__(self) -> None:
        """Freeze the tables."""
        for name in ("overall", "by_source", "by_grade"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


def summarize_cases(cases: Iterable[CaseScores], *, resampling: Resampling = RESAMPLING) -> Summary:
    """Return the figures of scored cases."""
    scored = tuple(cases)
    return Summary(
        overall=_table(scored, resampling),
        by_source=_groups(scored, lambda case: case.source, resampling),
        by_grade=_groups(scored, lambda case: case.grade.value if case.grade else "unknown", resampling),
        cases=len(scored),
        patients=len({case.patient for case in scored}),
    )


def size_unit(cases: Iterable[CaseScores]) -> str:
    """Return what sizes of regions are in: `ml`, or `pixels` where there are no millimeters."""
    sizes = (scores.truth for case in cases for scores in case.scores.regions.values())
    return next((size.unit for size in sizes if isinstance(size, Measured)), "ml")


def card_figures(summary: Summary) -> dict[str, dict[str, Figure]]:
    """Return the overall figures that have an interval, as a model's card holds them."""
    figures: dict[str, dict[str, Figure]] = {}
    for metric, row in summary.overall.items():
        for region, found in row.items():
            if found.mean is not None and found.median is not None and found.ci95 is not None:
                figures.setdefault(metric, {})[region] = Figure(
                    mean=found.mean, median=found.median, ci95=found.ci95, cases=found.cases
                )
    return figures


def _groups(
    cases: tuple[CaseScores, ...], name_of: Callable[[CaseScores], str], resampling: Resampling
) -> dict[str, Table]:
    names = sorted({name_of(case) for case in cases})
    return {name: _table(tuple(case for case in cases if name_of(case) == name), resampling) for name in names}


def _table(cases: tuple[CaseScores, ...], resampling: Resampling) -> Table:
    table: dict[str, dict[str, Statistic]] = {}
    regions = {region for case in cases for region in case.scores.regions}
    pictures = any(SLICE_METRICS[0].name in found.values for case in cases for found in case.scores.regions.values())
    for metric in (*METRICS, *(SLICE_METRICS if pictures else ())):
        row = table.setdefault(metric.name, {})
        for region in metric.regions:
            if region not in regions:
                continue
            row[region.value] = _statistic(cases, metric.name, region=region, resampling=resampling)
            present = tuple(case for case in cases if _is_present(case, region))
            if region is Region.ET or 0 < len(present) < len(cases):
                row[region.value + WHERE_PRESENT] = _statistic(
                    present, metric.name, region=region, resampling=resampling
                )
    for whole in VOLUME_METRICS:
        values = ((c.patient, Measured(value=c.scores.whole_volume[whole.name], unit=whole.unit)) for c in cases)
        table[whole.name] = {ALL_CLASSES: summarize(values, resampling=resampling)}
    return table


def _is_present(case: CaseScores, region: Region) -> bool:
    size = case.scores.regions[region].truth
    return isinstance(size, Measured) and size.value > 0


def _statistic(cases: tuple[CaseScores, ...], metric: str, *, region: Region, resampling: Resampling) -> Statistic:
    values = ((case.patient, case.scores.regions[region].values[metric]) for case in cases)
    return summarize(values, resampling=resampling)
