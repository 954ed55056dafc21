"""UPENN-GBM: `images_structural/<id>/<id>_{T1,T1GD,T2,FLAIR}.nii.gz`, masks in `images_segm/` and `automated_segm/`.

The id's last two digits number the examination: 11 before surgery, 21 a follow-up. The images before brain extraction
(`images_structural_unstripped`) carry the same ids: where both are there, the extracted ones are taken.
"""

import re

from neuroinsight.core.labels import BRATS_2017
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.case_files import case_of
from neuroinsight.datasets.layout import Layout, Place
from neuroinsight.datasets.tables import Facts

_ID = re.compile(r"(UPENN-GBM-\d{5})_\d\d")


def find_cases(place: Place) -> list[Case]:
    """Return the examinations, two of a patient under one name."""
    extracted = {one.case_id for one in place.examinations if "unstripped" not in str(one.folder)}
    cases = []
    for one in place.examinations:
        if "unstripped" in str(one.folder) and one.case_id in extracted:
            continue
        known = place.facts.get(one.case_id, Facts())
        patient = known.patient or _ID.sub(r"\1", one.case_id)
        cases.append(case_of(one, known, layout=LAYOUT.name, scheme=BRATS_2017, patient=patient, source="UPENN-GBM"))
    return cases


LAYOUT = Layout(
    name="upenn-gbm",
    names_of_cases=("upenn-gbm",),
    title="UPENN-GBM (The Cancer Imaging Archive)",
    looks_for="UPENN-GBM's NIfTI-files (images_structural/<id>/<id>_T1GD.nii.gz, images_segm/<id>_segm.nii.gz)",
    labels="1 NCR, 2 ED, 4 ET; a mask that a person corrected goes before an automated one",
    terms="CC BY 4.0",
    claims=lambda examination: _ID.fullmatch(examination.case_id) is not None,
    find=find_cases,
)
