"""BraTS 2013 to 2025: a folder per case, a file per sequence, and an id that tells year and task.

2015: MetaImage, a folder around each file; 2017 to 2019: `HGG/` and `LGG/` folders, `<id>_{t1,t1ce,t2,flair,seg}`;
2020 and 2021: the same names without grade folders; since 2023: `<id>-{t1n,t1c,t2w,t2f,seg}` with numbers of their own
for each task. The label scheme shows in the id, and in how files are named where converted copies keep their id.
"""

from neuroinsight.core.labels import (
    BRATS_2015,
    BRATS_2017,
    BRATS_2023,
    BRATS_2024,
    BRATS_MEN,
    BRATS_MET,
    BRATS_PEDS,
    LabelScheme,
)
from neuroinsight.datasets.brats_ids import NAMES, layout_of, name_in_tables, patient_of, source_of
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.case_files import case_of
from neuroinsight.datasets.layout import Layout, Place
from neuroinsight.datasets.tables import Facts
from neuroinsight.io.examinations import Examination

_SCHEMES = {
    "brats2015": BRATS_2015,
    "brats2024": BRATS_2024,
    "brats-peds": BRATS_PEDS,
    "brats-men": BRATS_MEN,
    "brats-met": BRATS_MET,
}


def find_cases(place: Place) -> list[Case]:
    """Return the cases, named and put to patients by their ids and by the tables."""
    return [_case(one, place) for one in place.examinations]


def _case(examination: Examination, place: Place) -> Case:
    case_id = examination.case_id
    layout = layout_of(case_id) or ""
    known = place.facts.get(name_in_tables(case_id), Facts())
    return case_of(
        examination,
        known,
        layout=layout,
        scheme=_scheme(layout, examination),
        patient=patient_of(case_id, known),
        source=source_of(case_id, known) or layout,
    )


def _scheme(layout: str, examination: Examination) -> LabelScheme:
    converted = not examination.has_dashes and layout not in {"brats2015", ""}  # to the names, and numbers, of 2017
    return BRATS_2017 if converted else _SCHEMES.get(layout, BRATS_2023)


LAYOUT = Layout(
    name="brats",
    names_of_cases=NAMES,
    title="BraTS 2013 to 2025, with Africa (SSA), GoAT, MEN, MET and PED; also Kaggle's copies of 2020 and 2021",
    looks_for="BraTS cases (<id>_t1ce.nii.gz until 2021, <id>-t1c.nii.gz since 2023)",
    labels="2013, 2015: 1 necrosis, 2 ED, 3 non-enhancing, 4 ET; 2017 to 2021: 1 NCR, 2 ED, 4 ET; since 2023: 1 NCR, "
    "2 ED, 3 ET, after treatment and in metastases also 4 resection cavity; children since 2024: 1 ET, "
    "2 non-enhancing, 3 cyst, 4 ED (children of 2023 carry the adults' numbers under the same ids)",
    terms="registration with the challenge; research",
    claims=lambda examination: layout_of(examination.case_id) is not None,
    find=find_cases,
)
