"""BraTS 2015 to 2024: a folder per case, a NIfTI file per sequence.

2017 to 2019: `HGG/` and `LGG/` folders, `<id>_{t1,t1ce,t2,flair,seg}.nii[.gz]`; 2020 and 2021: the same names without
grade folders; 2023: `<id>-{t1n,t1c,t2w,t2f,seg}.nii.gz` with enhancing tumor as 3; 2024 (post-operative): the same
with the resection cavity as 4. The year shows in the id; the label scheme shows in how the files are named, because
converted copies keep their id.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from neuroinsight.core.labels import BRATS_2015, BRATS_2017, BRATS_2023, BRATS_2024, LabelScheme
from neuroinsight.datasets.brats_ids import layout_of, name_in_tables, patient_of, source_of
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.case_files import CaseFiles, Naming, find_case_files
from neuroinsight.datasets.tables import Facts, read_tables, tables_beside


def recognizes(root: Path) -> bool:
    """Say whether a BraTS case is below the folder."""
    return any(layout_of(files.case_id) for files in find_case_files(root))


def find_cases(root: Path, tables: Iterable[Path] = ()) -> tuple[Case, ...]:
    """Return the cases below `root`, sorted by key; tables are looked for beside the cases and in `tables`."""
    facts = read_tables([*tables_beside(root), *tables])
    cases = [
        _case(files, layout, facts)
        for files in find_case_files(root)
        if (layout := layout_of(files.case_id)) is not None
    ]
    return tuple(sorted(cases, key=lambda case: case.key))


def _case(files: CaseFiles, layout: str, facts: Mapping[str, Facts]) -> Case:
    known = facts.get(name_in_tables(files.case_id), Facts())
    return Case(
        key=files.case_id,
        patient=patient_of(files.case_id, known),
        layout=layout,
        source=source_of(files.case_id, known) or layout,
        images=files.images,
        labels=files.labels or _misnamed_labels(files),
        scheme=_scheme(files.naming, layout),
        grade=files.grade_of_folder or known.grade,
        survival=known.survival,
        whole_tumor=files.whole_tumor,
    )


def _scheme(naming: Naming, layout: str) -> LabelScheme:
    if naming is Naming.SINCE_2023:
        return BRATS_2024 if layout == "brats2024" else BRATS_2023
    return BRATS_2015 if layout == "brats2015" else BRATS_2017


def _misnamed_labels(files: CaseFiles) -> Path | None:
    # as released, the labels of BraTS20_Training_355 are called W39_1998.09.19_Segm.nii
    if files.folder.name != files.case_id:
        return None
    candidates = sorted(files.folder.glob("*_Segm.nii*"))
    return candidates[0] if len(candidates) == 1 else None
