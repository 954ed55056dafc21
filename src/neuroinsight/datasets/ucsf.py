"""UCSF-PDGM: `UCSF-PDGM-0004_nifti/UCSF-PDGM-0004_{T1,T1c,T2,FLAIR,tumor_segmentation}.nii.gz`.

Beside them lie the same images with `_bias` (corrected for the field), diffusion maps, and segmentations of the brain:
none of these is taken. A patient may have several examinations under numbers of their own, which no name tells.
"""

import re

from neuroinsight.core.labels import BRATS_2017
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.case_files import case_of
from neuroinsight.datasets.layout import Layout, Place
from neuroinsight.datasets.tables import Facts, key_of

_ID = re.compile(r"UCSF-PDGM-\d+(_FU\d+\w*)?")


def find_cases(place: Place) -> list[Case]:
    """Return the examinations; follow-ups (`_FU003d`) belong to their patient."""
    cases = []
    for one in place.examinations:
        known = place.facts.get(key_of(one.case_id), Facts())
        patient = known.patient or one.case_id.split("_")[0]
        cases.append(case_of(one, known, layout=LAYOUT.name, scheme=BRATS_2017, patient=patient, source="UCSF"))
    return cases


LAYOUT = Layout(
    name="ucsf-pdgm",
    names_of_cases=("ucsf-pdgm",),
    title="UCSF-PDGM (The Cancer Imaging Archive)",
    looks_for="UCSF-PDGM as released (UCSF-PDGM-0004_nifti/UCSF-PDGM-0004_T1c.nii.gz, …_tumor_segmentation.nii.gz)",
    labels="1 NCR, 2 ED, 4 ET",
    terms="CC BY 4.0",
    claims=lambda examination: _ID.fullmatch(examination.case_id) is not None,
    find=find_cases,
)
