"""The layouts of data sets that are known, and one way to find the cases of any of them."""

import filecmp
import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets import (
    bids,
    brats,
    case_folders,
    decathlon,
    lgg_slices,
    lumiere,
    rhuh,
    slice_folders,
    ucsf,
    upenn,
)
from neuroinsight.datasets.case import Case, Examined
from neuroinsight.datasets.layout import FoundCases, Layout, Place
from neuroinsight.datasets.tables import Tables, read_tables, tables_of
from neuroinsight.io.examinations import Examination, contents_of, find_examinations

# In order: each examination goes to the first that claims it. A folder may hold several sets.
LAYOUTS: tuple[Layout, ...] = (
    brats.LAYOUT,
    upenn.LAYOUT,
    ucsf.LAYOUT,
    rhuh.LAYOUT,
    lumiere.LAYOUT,
    bids.LAYOUT,
    decathlon.LAYOUT,
    lgg_slices.LAYOUT,
    slice_folders.LAYOUT,
    case_folders.LAYOUT,  # claims all that is left
)


def find_examined(roots: Iterable[Path], tables: Iterable[Path] = ()) -> FoundCases[Examined]:
    """Return the cases of all layouts below all roots, volumes and slices, sorted by key.

    Tables beside any root, and those in `tables` (folders or CSV files), serve all roots, so that a patient keeps one
    name. Cases that cannot be used are among them, and say why.

    Raises:
        DatasetError: A root is not a readable folder or holds no case, a table is missing, or two cases share a key.
        StudyError: No case below a root can be used.
    """
    places, stated = tuple(dict.fromkeys(roots)), tuple(tables)
    for place in places:
        _require_folder(place)
    for table in stated:
        _require_tables(table)
    searched = {place: find_examinations(place) for place in places}
    beside = [t for place, found in searched.items() for t in tables_of(place, {one.folder for one in found})]
    known = read_tables([*beside, *stated])
    found = [case for place, examinations in searched.items() for case in _cases_of(place, examinations, known)]
    return FoundCases(_without_repeats(found), _notices(places, known))


def find_cases(roots: Iterable[Path], tables: Iterable[Path] = ()) -> FoundCases[Case]:
    """Return the cases that are volumes; see `find_examined`.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> [case.key for case in neuroinsight.find_cases([Path("cases")])]
    ['phantom-0001']

    Raises:
        DatasetError: As there, or a folder holds slices, of which nothing in millimeters can be made.
        StudyError: No case below a root can be used.
    """
    return volumes_of(find_examined(roots, tables))


def volumes_of(found: FoundCases[Examined]) -> FoundCases[Case]:
    """Return found cases, all of which are volumes.

    Raises:
        DatasetError: There are slices among them, of which nothing in millimeters can be made.
    """
    volumes = tuple(case for case in found if isinstance(case, Case))
    slices = [case for case in found if not case.has_millimeters]
    if slices:
        raise DatasetError(
            "Slices are no volumes",
            seen=f"{slices[0].layout}: {len(slices)} patients whose pictures have no spacing",
            allowed="three-dimensional images with millimeters",
            remedy="name the folders of volumes alone, or use a model and a recipe for slices",
            code="dataset.slices",
        )
    return FoundCases(volumes, found.notices)


def _cases_of(root: Path, examinations: tuple[Examination, ...], known: Tables) -> list[Examined]:
    cases: list[Examined] = []
    left = list(examinations)
    for layout in LAYOUTS:
        claimed = tuple(one for one in left if layout.claims(one))
        left = [one for one in left if not layout.claims(one)]
        cases += layout.find(Place(root=root, examinations=claimed, facts=known.facts))
    if not cases:
        raise DatasetError(
            f"No case was found in {root.name or root}",
            seen=contents_of(root),
            allowed=f"{LAYOUTS[0].looks_for}; {LAYOUTS[-1].looks_for}; or another layout of docs/data.md",
            remedy="name the folder that holds the cases, unpacked and with their files' own names",
            code="dataset.empty",
        )
    problems = [case.problem for case in cases if case.problem is not None]
    if len(problems) == len(cases):
        raise problems[0]
    return cases


def _notices(places: Iterable[Path], known: Tables) -> tuple[str, ...]:
    """Tables inside the named folders that were not understood; those above may belong to something else."""
    inside = {
        path: why for path, why in known.not_understood.items() if any(path.is_relative_to(place) for place in places)
    }
    return tuple(f"{path.name} was found but not understood: {why}" for path, why in sorted(inside.items()))


def _without_repeats(cases: Iterable[Examined]) -> tuple[Examined, ...]:
    """Keep one of equal cases (a folder given twice, or inside another); refuse different ones of one name."""
    by_key: dict[str, list[Examined]] = defaultdict(list)
    for case in cases:
        by_key[case.key].append(case)
    for key, group in by_key.items():
        for other in group[1:]:
            if not _same_files(group[0], other):
                raise DatasetError(
                    f"Two different cases are called {key}",
                    seen=" and ".join(str(next(iter(case.files), case.layout)) for case in (group[0], other)),
                    allowed="keys that name one case each",
                    remedy="leave one of the folders out, or rename its case",
                    code="dataset.repeated_key",
                )
    return tuple(group[0] for _, group in sorted(by_key.items()))


def _same_files(one: Examined, other: Examined) -> bool:
    pairs = list(zip(one.files, other.files, strict=False))
    return len(one.files) == len(other.files) and all(
        a.resolve() == b.resolve() or filecmp.cmp(a, b, shallow=False) for a, b in pairs
    )


def _require_folder(root: Path) -> None:
    if root.is_dir() and os.access(root, os.R_OK | os.X_OK):
        return
    seen = "a file" if root.is_file() else "a folder that may not be read" if root.is_dir() else "nothing of this name"
    raise DatasetError(
        f"{root} is not a folder of cases",
        seen=seen,
        allowed="a readable folder",
        remedy="check the path and its permissions; archives must be unpacked first",
        code="dataset.no_folder",
    )


def _require_tables(place: Path) -> None:
    if not place.exists():
        seen = "nothing of this name"
    elif not read_tables([place]).facts:
        seen = "no table with case or patient ids"
    else:
        return
    raise DatasetError(
        f"{place} holds no table of cases",
        seen=seen,
        allowed="name_mapping.csv, survival tables, the mapping of BraTS 2021 to TCIA, or a folder with them",
        remedy="correct the path, or name no tables",
        code="dataset.tables",
    )
