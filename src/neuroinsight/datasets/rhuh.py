"""RHUH-GBM: `RHUH-0001/0/RHUH-0001_0_{t1,t1ce,t2,flair,adc,segmentations}.nii.gz`, three dates for each patient.

0 is before surgery, 1 within 72 hours after it, 2 a follow-up.
"""

import re

from neuroinsight.core.labels import BRATS_2023
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.case_files import case_of
from neuroinsight.datasets.layout import Example, Layout, Place
from neuroinsight.datasets.tables import Facts

_ID = re.compile(r"(RHUH-\d{4})_\d")
_ENDS = {"t1": "t1", "t1ce": "t1ce", "t2": "t2", "flair": "flair", "seg": "segmentations"}


def find_cases(place: Place) -> list[Case]:
    """Return the examinations, the three dates of a patient under one name."""
    cases = []
    for one in place.examinations:
        known = place.facts.get(one.case_id, Facts())
        patient = known.patient or _ID.sub(r"\1", one.case_id)
        cases.append(case_of(one, known, layout=LAYOUT.name, scheme=BRATS_2023, patient=patient, source="RHUH"))
    return cases


LAYOUT = Layout(
    name="rhuh-gbm",
    names_of_cases=("rhuh-gbm",),
    title="RHUH-GBM (The Cancer Imaging Archive)",
    looks_for="RHUH-GBM (RHUH-0001/0/RHUH-0001_0_t1ce.nii.gz, RHUH-0001_0_segmentations.nii.gz)",
    labels="read as 1 NCR, 2 ED, 3 ET; a file with a 4 is refused: we have not seen the release's own table",
    terms="CC BY 4.0",
    claims=lambda examination: _ID.fullmatch(examination.case_id) is not None,
    find=find_cases,
    examples={
        "rhuh-gbm": Example(
            scheme=BRATS_2023,
            files=tuple(
                {kind: f"{patient}/{date}/{patient}_{date}_{end}.nii.gz" for kind, end in _ENDS.items()}
                for patient, date in (("RHUH-0001", 0), ("RHUH-0001", 1), ("RHUH-0002", 0))
            ),
        )
    },
)
