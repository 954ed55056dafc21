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

_WORDS = r"(?:pre|post)(?:[-_]?op)?|baseline|follow[-_]?up|fu|ses|session|visit|week|month"
_DATE = r"(?:19|20)\d\d([-_.]?)\d\d\1\d\d"
_VISIT = re.compile(rf"(?:{_WORDS}|scan|tp?)?[-_]?[\d.-]*", re.IGNORECASE)
_AT_END = re.compile(rf"[-_.](?:{_DATE}|(?:{_WORDS})[-_]?[\d.-]*)$", re.IGNORECASE)


def find_cases(place: Place) -> list[Case]:
    """Return all that no other layout claims."""
    ids = Counter(one.case_id for one in place.examinations)
    folders = Counter(one.folder.name for one in place.examinations)
    cases = []
    for one in place.examinations:
        key, patient = one.case_id, _AT_END.sub("", one.case_id) or one.case_id
        name, above = one.folder.name, one.folder.parent
        if ids[key] > 1 or (key == name and _VISIT.fullmatch(name) and not name.isdecimal()):
            key, patient = _of_folder(
                key, name, above=above.name if above != place.root else "", repeated=folders[name]
            )
        known = place.facts.get(key) or place.facts.get(patient) or place.facts.get(one.case_id) or Facts()
        scheme = BRATS_2023 if one.has_dashes else BRATS_2017
        named = replace(one, case_id=key)
        cases.append(case_of(named, known, layout=LAYOUT.name, scheme=scheme, patient=known.patient or patient))
    return cases


def _of_folder(case_id: str, name: str, *, above: str, repeated: int) -> tuple[str, str]:
    """Return key and patient of an examination whose files' id does not tell it from others: the folders do."""
    if _VISIT.fullmatch(name):
        owner = above or case_id
        return f"{owner}_{name}", owner
    key = f"{above}_{name}" if repeated > 1 and above else name
    return key, _AT_END.sub("", key) or key


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
