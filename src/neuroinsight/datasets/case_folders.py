"""Cases of no known data set whose files are named as BraTS names them: `<case>_t1ce.nii.gz`, `<case>_seg.nii.gz`.

One's own patients, partial copies, and sets with a mask of the whole tumor alone (`<case>_wt.nii.gz`). Labels are
read in the numbers that the naming implies; a number that does not belong there is refused when the file is read.
"""

from collections.abc import Iterable
from pathlib import Path

from neuroinsight.core.labels import BRATS_2017, BRATS_2023
from neuroinsight.datasets.brats_ids import layout_of
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.case_files import CaseFiles, Naming, find_case_files
from neuroinsight.datasets.tables import Facts, read_tables, tables_beside

LAYOUT = "case_folders"


def recognizes(root: Path) -> bool:
    """Say whether a case with a name of its own is below the folder."""
    return any(layout_of(files.case_id) is None for files in find_case_files(root))


def find_cases(root: Path, tables: Iterable[Path] = ()) -> tuple[Case, ...]:
    """Return the cases below `root` whose ids are not BraTS's, sorted by key."""
    facts = read_tables([*tables_beside(root), *tables])
    cases = [
        _case(files, facts.get(files.case_id, Facts()))
        for files in find_case_files(root)
        if layout_of(files.case_id) is None
    ]
    return tuple(sorted(cases, key=lambda case: case.key))


def _case(files: CaseFiles, known: Facts) -> Case:
    return Case(
        key=files.case_id,
        patient=known.patient or files.case_id,
        layout=LAYOUT,
        source=known.collection or LAYOUT,
        images=files.images,
        labels=files.labels,
        scheme=BRATS_2023 if files.naming is Naming.SINCE_2023 else BRATS_2017,
        grade=files.grade_of_folder or known.grade,
        survival=known.survival,
        whole_tumor=files.whole_tumor,
    )
