"""Cases of no known data set whose files say what they are: one's own patients, partial copies, other people's sets.

Labels are read in the numbers that the naming implies (BraTS's until 2021, or, with dashes, since 2023); a number that
does not belong there is refused when the file is read. Folders that hold no id in their files' names are named after
themselves, and, where they name a visit (`P01/pre`) or several have one name, after the folder above as well.
"""

import re
from collections import Counter
from dataclasses import replace

from neuroinsight.core.labels import BRATS_2017, BRATS_2023
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.case_files import case_of
from neuroinsight.datasets.layout import Layout, Place
from neuroinsight.datasets.tables import Facts
from neuroinsight.io.examinations import Examination

_WORDS = r"(?:pre|post)(?:[-_]?op)?|baseline|follow[-_]?up|fu|ses|session|visit|week|month"
_DATE = r"(?:19|20)\d\d([-_.]?)\d\d\1\d\d"
_VISIT = re.compile(rf"(?:{_WORDS}|scan|tp?)?[-_]?[\d.-]*", re.IGNORECASE)
_AT_END = re.compile(rf"[-_.](?:{_DATE}|(?:{_WORDS})[-_]?[\d.-]*)$", re.IGNORECASE)


def find_cases(place: Place) -> list[Case]:
    """Return all that no other layout claims."""
    names = Counter(one.case_id for one in place.examinations)
    return [_case(one, place, is_repeated=names[one.case_id] > 1) for one in place.examinations]


def _case(examination: Examination, place: Place, *, is_repeated: bool) -> Case:
    name, above = examination.case_id, examination.folder.parent.name
    patient = _AT_END.sub("", name) or name  # "P01_2008.03.30", "P01_pre": examinations of one patient
    is_visit = _VISIT.fullmatch(name) is not None
    if name == examination.folder.name and (is_repeated or (is_visit and not name.isdecimal())):
        examination = replace(examination, case_id=f"{above}_{name}")
        patient = above if is_visit else examination.case_id
    known = place.facts.get(examination.case_id) or place.facts.get(patient) or Facts()
    return case_of(
        examination,
        known,
        layout=LAYOUT.name,
        scheme=BRATS_2023 if examination.has_dashes else BRATS_2017,
        patient=known.patient or patient,
    )


LAYOUT = Layout(
    name="case_folders",
    names_of_cases=("case_folders",),
    title="Your own cases, and whatever else names its files so",
    looks_for="cases whose files say their sequence (<case>_t1ce.nii.gz, T1.nii.gz, ax_t1_post.mha; <case>_seg.nii.gz)",
    labels="1 NCR, 2 ED, 4 ET; named with dashes (<case>-t1c, <case>-seg) 1, 2, 3; <case>_wt: the whole tumor",
    terms="yours",
    claims=lambda _: True,
    find=find_cases,
)
