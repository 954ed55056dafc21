"""BIDS: `sub-01/ses-1/anat/sub-01_ses-1_{T1w,ce-gad_T1w,T2w,FLAIR}.nii.gz`, masks and copies in `derivatives/`.

`<sub>[_<ses>]_dseg.nii.gz`, wherever below, is the label map. Images in `derivatives` (as brain-extracted copies) stand
in where the subject has no raw ones there; where both are there, the raw ones are taken and masks come from either.
"""

import re
from collections import defaultdict

from neuroinsight.core.labels import BRATS_2017
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.case_files import case_of
from neuroinsight.datasets.layout import Layout, Place
from neuroinsight.datasets.tables import Facts
from neuroinsight.io.examinations import Examination

_ID = re.compile(r"(sub-[A-Za-z0-9]+)(_ses-[A-Za-z0-9]+)?")


def find_cases(place: Place) -> list[Case]:
    """Return an examination for each session, the sessions of a subject under one name."""
    by_id: dict[str, list[Examination]] = defaultdict(list)
    for one in place.examinations:
        by_id[one.case_id].append(one)
    cases = []
    for case_id, group in by_id.items():
        raw = sorted(group, key=lambda one: "derivatives" in one.folder.parts)
        subject = _ID.sub(r"\1", case_id)
        known = place.facts.get(case_id) or place.facts.get(subject) or Facts()
        cases.append(case_of(raw[0], known, layout=LAYOUT.name, scheme=BRATS_2017, patient=known.patient or subject))
    return cases


LAYOUT = Layout(
    name="bids",
    names_of_cases=("bids",),
    title="Any set in BIDS, with or without sessions and derivatives",
    looks_for="BIDS (sub-01/[ses-1/]anat/sub-01[_ses-1]_T1w.nii.gz; masks as …_dseg.nii.gz, also in derivatives/)",
    labels="BIDS leaves them to the set: read as 1 NCR, 2 ED, 4 ET, and refused where another number stands",
    terms="the set's own",
    claims=lambda examination: _ID.fullmatch(examination.case_id) is not None,
    find=find_cases,
)
