"""Patients: one's own studies by their codes, and what changed from date to date."""

from typing import Annotated

from fastapi import APIRouter, Query

from neuroinsight.report.context import Language
from neuroinsight.server import audit
from neuroinsight.server.access import Here, Me
from neuroinsight.server.follow_ups import follow, patient_called, patients_of
from neuroinsight.server.schemas.patients import FollowUpText, Patient, PatientRow

router = APIRouter(tags=["patients"])
StudyId = Annotated[str, Query(max_length=80, description="Of a dated examination; empty: the first or the last")]


@router.get("/patients")
def list_patients(me: Me, here: Here) -> list[PatientRow]:
    """List the patients of one's own studies."""
    with here.database.reading() as session:
        return patients_of(session, me)


@router.get("/patients/{code}")
def show(code: str, me: Me, here: Here) -> Patient:
    """Show a patient's examinations, the earliest first."""
    with here.database.reading() as session:
        return patient_called(session, me, code)[0]


@router.get("/patients/{code}/follow-up")
def compare(
    *, code: str, me: Me, here: Here, a: StudyId = "", b: StudyId = "", language: Language | None = None
) -> FollowUpText:
    """Say what changed from one date to another, with all dates in between."""
    with here.database.reading() as session:
        studies = patient_called(session, me, code)[1]
    text = follow(here, studies, language or Language(me.language), a=a, b=b)
    with here.database.writing() as session:
        audit.record(session, at=here.now(), by=me, action="patient.compared", details={"studies": len(text.dates)})
    return text
