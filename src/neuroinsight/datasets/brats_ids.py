"""What a BraTS case id tells: the year or the task, the patient, and where the patient was scanned.

The same examination was released in several years under several ids, and a patient may have several examinations.
Splits go by patient, so that ids of all years must lead to one name: the TCGA (or other collection's) id where a
table gives it, else the id of 2018 without the number of the examination.
"""

import re

from neuroinsight.datasets.tables import Facts, key_of

_NAMES = (
    (re.compile(r"BraTS-PED-\d{5}-\d{3}"), "brats-peds"),
    (re.compile(r"BraTS-MEN-(RT-\d{4}-\d|\d{5}-\d{3})"), "brats-men"),
    (re.compile(r"BraTS-MET-\d{5}(-\d{3})?"), "brats-met"),
    (re.compile(r"BraTS-SSA-\d{5}-\d{3}"), "brats-africa"),
    (re.compile(r"BraTS-GoAT-\d{5}"), "brats-goat"),
    (re.compile(r"BraTS-\w+-\d{5}-[1-9]\d\d"), "brats2024"),  # post-operative examinations count from 100
    (re.compile(r"BraTS-\w+-\d{5}-\d{3}"), "brats2023"),
    (re.compile(r"BraTS2021_\d{5}"), "brats2021"),
    (re.compile(r"BraTS20_(Training|Validation)_\d{3}"), "brats2020"),
    (re.compile(r"BraTS19_\w+"), "brats2019"),
    (re.compile(r"Brats18_\w+"), "brats2018"),
    (re.compile(r"Brats17_\w+"), "brats2017"),
    (re.compile(r"brats_(tcia|2013)_pat\w+"), "brats2015"),
)
NAMES = tuple(name for _, name in _NAMES)
_BY_INSTITUTION = re.compile(r"Bra[tT][sS]1[789]_(?P<institution>2013|[A-Za-z]+)(?P<site>\d*)_(?P<number>\w+?)_\d+")
_OF_2015 = re.compile(r"brats_(?P<institution>tcia|2013)_pat0*(?P<number>\d+)_\d+")
_SINCE_2023 = re.compile(r"(?P<patient>BraTS-\w+-(?:RT-)?\d{4,5})-\d{1,3}")


def layout_of(case_id: str) -> str | None:
    """Return the year or task of an id, as in `"brats2018"`, or None if it is not a BraTS id."""
    return next((name for pattern, name in _NAMES if pattern.fullmatch(case_id)), None)


def name_in_tables(case_id: str) -> str:
    """Return the id under which the tables know the case: 2015's TCIA patients kept their number in 2017."""
    found = _OF_2015.fullmatch(case_id)
    if found and found["institution"] == "tcia":
        return f"Brats17_TCIA_{found['number']}_1"
    return key_of(case_id)


def patient_of(case_id: str, known: Facts) -> str:
    """Return a name that all examinations of the patient share, in all years that the tables connect."""
    if known.patient:
        return known.patient
    for alias in (case_id, *sorted(known.aliases)):
        found = _BY_INSTITUTION.fullmatch(alias)
        if found:  # a TCIA number is unique without its site, which 2017's ids lack
            return f"Brats18_{found['institution']}_{found['number']}"
    if key_of(case_id) != case_id:
        return key_of(case_id)
    return _without_examination(case_id)


def source_of(case_id: str, known: Facts) -> str | None:
    """Return where the patient was scanned, or the collection that published the images; None if nothing tells.

    The institution stands in the ids of 2017 to 2019 (CBICA, 2013, TCIA, TMC); since 2021 only the tables know.
    """
    names = [case_id] if case_id.startswith(("BraTS2021", "BraTS-")) else [case_id, *sorted(known.aliases)]
    for name in names:
        found = _BY_INSTITUTION.fullmatch(name) or _OF_2015.fullmatch(name)
        if found:
            return found["institution"].upper()
    if known.collection is None:
        return None
    return "UCSF" if known.collection.startswith("UCSF") else known.collection


def _without_examination(case_id: str) -> str:
    found = _SINCE_2023.fullmatch(case_id)
    if found:
        return found["patient"]
    found = _OF_2015.fullmatch(case_id)
    if found is None:
        return case_id
    # 2013's numbers do not lead to 2017's: the tumors of pat0002 and pat0003 are not those of 2013_2 and 2013_3
    number = found["number"]
    return f"Brats18_TCIA_{number}" if found["institution"] == "tcia" else case_id.rpartition("_")[0]
