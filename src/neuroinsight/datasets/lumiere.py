"""LUMIERE: `Patient-001/week-000-1/{T1,CT1,T2,FLAIR}.nii.gz`, with the outlines of two programs in folders below.

The images beside each other lie on grids of their own and show the whole head. DeepBraTumIA's copies in atlas space
(`DeepBraTumIA-segmentation/atlas/skull_strip/`) share a grid and are brain-extracted, and its mask lies in
`atlas/segmentation/seg_mask.nii.gz`: where they are there, they are taken. The masks are a program's, not a reader's.
"""

import re
from dataclasses import replace
from pathlib import Path

from neuroinsight.core.errors import StudyError
from neuroinsight.core.labels import BRATS_2023
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.case_files import case_of
from neuroinsight.datasets.layout import Layout, Place
from neuroinsight.datasets.tables import Facts
from neuroinsight.io.examinations import Examination, examinations_in

_WEEK, _PATIENT = re.compile(r"week-\d+(-\d+)?"), re.compile(r"Patient-\d+")
_ATLAS = Path("DeepBraTumIA-segmentation") / "atlas"
_MASK = "seg_mask.nii.gz"


def find_cases(place: Place) -> list[Case]:
    """Return an examination for each week, as `Patient-001_week-000-1`."""
    cases = []
    for one in place.examinations:
        patient = one.folder.parent.name
        known = place.facts.get(patient, Facts())
        named = replace(_in_atlas(one), case_id=f"{patient}_{one.folder.name}")
        cases.append(case_of(named, known, layout=LAYOUT.name, scheme=BRATS_2023, patient=patient, source="LUMIERE"))
    return cases


def _in_atlas(examination: Examination) -> Examination:
    atlas = examination.folder / _ATLAS
    try:
        extracted = examinations_in(atlas / "skull_strip")
    except StudyError:
        return examination
    mask = atlas / "segmentation" / _MASK
    labels = (mask,) if mask.is_file() else ()
    return replace(examination, images=extracted[0].images, labels=labels) if extracted else examination


LAYOUT = Layout(
    name="lumiere",
    names_of_cases=("lumiere",),
    title="LUMIERE (figshare)",
    looks_for="LUMIERE (Patient-001/week-000-1/CT1.nii.gz)",
    labels="of DeepBraTumIA, a program: read as 1 NCR, 2 ED, 3 ET, as others' code for the set does",
    terms="CC BY-NC 4.0, as far as we know",
    claims=lambda one: bool(_WEEK.fullmatch(one.folder.name) and _PATIENT.fullmatch(one.folder.parent.name)),
    find=find_cases,
)
