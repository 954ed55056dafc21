"""The figures as tables to read: Markdown, as model cards and documents hold it."""

from collections.abc import Mapping, Sequence

from neuroinsight.core.labels import CLASSES, NESTED_REGIONS, Region
from neuroinsight.evaluation.bootstrap import FEWEST_PATIENTS, RESAMPLING, Statistic, no_interval
from neuroinsight.evaluation.summary import ALL_CLASSES, WHERE_PRESENT, Summary, Table
from neuroinsight.metrics.catalogue import METRICS, SLICE_METRICS, VOLUME_METRICS
from neuroinsight.metrics.policy import EMPTY_MASKS, REASONS

_ROWS = (*NESTED_REGIONS, *(tissue for tissue in CLASSES if tissue not in NESTED_REGIONS))
_LESIONS = tuple(metric.name for metric in METRICS if metric.name.startswith("lesion"))
_OVERLAP = tuple(metric.name for metric in METRICS if metric.unit == "1" and metric.name not in _LESIONS)
_DISTANCES = tuple(metric.name for metric in METRICS if metric.name not in (*_OVERLAP, *_LESIONS))
_DECIMALS = {"1": 3, "mm": 1, "ml": 1, "count": 2}
_SLICES = tuple(metric.name for metric in SLICE_METRICS)
_UNIT_OF = {metric.name: metric.unit for metric in (*METRICS, *SLICE_METRICS)}
_TITLE_OF = {metric.name: metric.title for metric in (*METRICS, *SLICE_METRICS)}


def to_markdown(summary: Summary, facts: Mapping[str, str], notes: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Return the overall tables, then Dice and HD95 by source and by grade, then what the figures mean."""
    noticed = "\n".join(f"- {key}: {' '.join(words)}" for key, words in (notes or {}).items())
    parts = [
        "# Evaluation",
        "\n".join(f"- {name.replace('_', ' ')}: {words}" for name, words in facts.items()),
        _preface(summary),
        "## All cases",
        _metrics_table(summary.overall, _OVERLAP),
        _metrics_table(summary.overall, _DISTANCES),
        _metrics_table(summary.overall, _LESIONS, title="Lesion by lesion, by the rule of BraTS 2023:"),
        _metrics_table(summary.overall, _SLICES, title="Picture by picture (all above take a patient's together):"),
        "Over all voxels, background included (these say little, and are here because others report them):",
        _whole_table(summary.overall),
        *_group_parts("source", summary.by_source),
        *_group_parts("grade", summary.by_grade),
        *(["## What the input checks noticed", noticed] if noticed else []),
        "## What the figures mean",
        "\n".join(f"- {metric.title}: {metric.definition}" for metric in (*METRICS, *VOLUME_METRICS)),
        "\n".join(f"- {situation.replace('_', ' ')}: {words}" for situation, words in EMPTY_MASKS.words.items()),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _preface(summary: Summary) -> str:
    few = no_interval(summary.patients)
    return (
        f"{summary.cases} cases of {summary.patients} patients, each measured on its whole volume in its own geometry."
        f" Cells hold the mean over cases [95 % bootstrap interval over patients, {RESAMPLING.resamples} draws; none of"
        f" fewer than {FEWEST_PATIENTS} patients]; and the median. NCR, ED and ET are classes; WT, TC and ET are"
        f" regions.{f' Here: {few}.' if few else ''}"
    )


def _metrics_table(table: Table, metrics: Sequence[str], *, title: str = "") -> str:
    """Return the metrics that any region has a value of, all of which have the same regions; empty without any."""
    shown = [name for name in metrics if any(found.mean is not None for found in table.get(name, {}).values())]
    if not shown:
        return ""
    rows = table[shown[0]]
    lines = [["region", "cases", *(_title(metric) for metric in shown)]]
    for region in _ROWS:
        for key in (region.value, region.value + WHERE_PRESENT):
            if key in rows:
                cells = [_words(table[metric][key], metric) for metric in shown]
                lines.append([_row_title(key), str(_all_cases(rows[key])), *cells])
    return f"{title}\n\n{to_table(lines)}" if title else to_table(lines)


def _whole_table(table: Table) -> str:
    lines = [["figure", "mean [95 % interval]; median"]]
    lines += [[f"`{metric.name}`", _words(table[metric.name][ALL_CLASSES], "dice")] for metric in VOLUME_METRICS]
    return to_table(lines)


def _group_parts(name: str, groups: Mapping[str, Table]) -> list[str]:
    parts = [f"## By {name}"]
    keys = [*(region.value for region in NESTED_REGIONS), Region.ET.value + WHERE_PRESENT]
    for metric in ("dice", "hd95_mm", "lesionwise_dice"):
        shown = [key for key in keys if any(key in table[metric] for table in groups.values())]
        if not any(table[metric][key].mean is not None for table in groups.values() for key in shown):
            continue
        lines = [[name, "cases", *(_row_title(key) for key in shown)]]
        for group, table in groups.items():
            whole = table[metric][Region.WT.value]
            few = no_interval(whole.patients)
            cells = [_words(table[metric][key], metric) for key in shown]
            lines.append([f"{group} ({few})" if few else group, str(_all_cases(whole)), *cells])
        parts += [f"{_title(metric)}:", to_table(lines)]
    return parts


def _all_cases(found: Statistic) -> int:
    return found.cases + found.undefined


def _words(found: Statistic, metric: str) -> str:
    if found.mean is None or found.median is None:
        return "; ".join(REASONS[code] for code in found.reasons) or "undefined"
    digits = _DECIMALS[_UNIT_OF[metric]]
    interval = "" if found.ci95 is None else f" [{found.ci95[0]:.{digits}f}, {found.ci95[1]:.{digits}f}]"
    undefined = f" ({found.undefined} undefined)" if found.undefined else ""
    return f"{found.mean:.{digits}f}{interval}; {found.median:.{digits}f}{undefined}"


def _title(metric: str) -> str:
    unit = _UNIT_OF[metric]
    return _TITLE_OF[metric] + (f" ({unit})" if unit in {"mm", "ml"} else "")


def _row_title(key: str) -> str:
    return f"{key.removesuffix(WHERE_PRESENT)} where present" if key.endswith(WHERE_PRESENT) else key


def to_table(lines: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as a table, the first being its head."""
    head, *rows = lines
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows))
