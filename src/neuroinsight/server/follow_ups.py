"""A patient's studies over time, compared by the library's follow-up; what was computed is kept by its digests."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from http import HTTPStatus

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from neuroinsight.analysis.follow_up import FOLLOWED, follow_up
from neuroinsight.analysis.images import load_as_analyzed
from neuroinsight.core.follow_up_record import FollowUp
from neuroinsight.core.measurement import Stated
from neuroinsight.core.sequences import Sequence as Contrast
from neuroinsight.core.study import Study as Images
from neuroinsight.core.version import VERSION
from neuroinsight.core.visit import Visit
from neuroinsight.report.context import Language
from neuroinsight.report.follow_up.json import follow_up_from_json, follow_up_to_json
from neuroinsight.report.follow_up.page import page_of
from neuroinsight.report.follow_up.speech import speech_in
from neuroinsight.report.follow_up.tables import Table
from neuroinsight.report.follow_up.trends import trends
from neuroinsight.server.problems import RefusedError, not_found
from neuroinsight.server.reports.material import Material, material_of
from neuroinsight.server.schemas.patients import (
    Box,
    Exam,
    FollowUpText,
    Patient,
    PatientRow,
    Plot,
    TableText,
    Told,
)
from neuroinsight.server.schemas.studies import VolumeRange
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Study, User
from neuroinsight.server.versions import images_found

_ALIGNED_BY = (Contrast.T1CE, Contrast.T1, Contrast.T2, Contrast.FLAIR)  # one is enough, and fits into memory
_PLOTS = TypeAdapter(list[Plot])


def patients_of(session: Session, owner: User) -> list[PatientRow]:
    """Return the patients of a person's studies that have a result, by their codes."""
    found = session.execute(
        select(Study.patient, func.count(), func.min(Study.exam_date), func.max(Study.exam_date))
        .where(Study.owner_id == owner.id, Study.deleted_at.is_(None), Study.patient != "", Study.version.is_not(None))
        .group_by(Study.patient)
        .order_by(Study.patient)
    ).all()
    return [PatientRow(code=code, exams=count, first=first, last=last) for code, count, first, last in found]


def patient_called(session: Session, owner: User, code: str) -> tuple[Patient, list[Study]]:
    """Return a patient of a person's own studies, and the studies with a result, the earliest first.

    Raises:
        RefusedError: None of them has this code.
    """
    studies = session.scalars(
        select(Study)
        .where(
            Study.owner_id == owner.id,
            Study.deleted_at.is_(None),
            Study.patient == code,
            Study.version.is_not(None),
        )
        .order_by(Study.exam_date, Study.created_at)
    ).all()
    if code == "" or not studies:
        raise not_found("patient")
    return Patient(code=code, exams=[_exam(one) for one in studies]), list(studies)


def _exam(study: Study) -> Exam:
    ml = study.whole_tumor_ml
    return Exam(
        study=study.id,
        exam_date=study.exam_date,
        review=study.review,
        version=study.version or 1,
        whole_tumor_ml=None
        if ml is None
        else VolumeRange(value=ml, low=study.whole_tumor_low_ml, high=study.whole_tumor_high_ml),
        thumbnail=f"/api/studies/{study.id}/thumbnail.png",
    )


def follow(services: Services, studies: Sequence[Study], language: Language, *, a: str, b: str) -> FollowUpText:
    """Return what changed from the study `a` to `b` (empty: from the first to the last date).

    Raises:
        RefusedError: `a` or `b` is no dated study of this patient.
        StudyError: There are fewer than two dates, or one stands twice.
    """
    dated = [one for one in studies if one.exam_date is not None]
    ids = [one.id for one in dated]
    first, last = sorted((_place(ids, a) if a else 0, _place(ids, b) if b else len(ids) - 1))
    chosen = dated[max(0, first) : last + 1]
    materials = [material_of(services, one.id, one.version) for one in chosen]
    made_from = [VERSION]
    made_from += [f"{one.exam_date} {each.record_sha256}" for one, each in zip(chosen, materials, strict=True)]
    digest = hashlib.sha256(repr(made_from).encode()).hexdigest()
    key = f"studies/{studies[-1].id}/follow-ups/{digest}.json"
    if services.store.has(key):  # the record is of no language
        kept = follow_up_from_json(services.store.read(key).decode())
        in_order = {name: kept.courses[name] for name in FOLLOWED}  # JSON sorts them
        return _told(replace(kept, courses=in_order), language)
    record = follow_up([_visit(one, each) for one, each in zip(chosen, materials, strict=True)])
    services.store.put(key, follow_up_to_json(record).encode())
    return _told(record, language)


def _place(ids: list[str], wanted: str) -> int:
    if wanted not in ids:
        raise RefusedError(
            "This examination cannot be compared",
            status=HTTPStatus.NOT_FOUND,
            seen="a study without a date, or not of this patient",
            allowed="dated studies of this patient with a result",
            remedy="choose another date, or state the study's date",
            code="follow_up.no_exam",
        )
    return ids.index(wanted)


def _visit(study: Study, material: Material) -> Visit:
    return Visit(
        study_date=str(study.exam_date),
        record=material.record,
        label_map=material.label_map(),
        study=_image_of(material),
    )


def _image_of(material: Material) -> Images | None:
    """Return the one image that brains are laid onto each other by."""
    record = material.record
    found = images_found(material.services, material.study_id, record)
    best = next((one for one in _ALIGNED_BY if one in found), None)
    return None if best is None else load_as_analyzed(record, {best: found[best]})


def _told(record: FollowUp, language: Language) -> FollowUpText:
    page, agreement = page_of(record, language), record.responses[-1].agreement
    return FollowUpText(
        dates=[one.study_date for one in record.examinations],
        sentences=[list(runs) for runs in page.impression],
        disagree=isinstance(agreement, Stated) and agreement.code == "no",
        cautions=[Told(cause=one.cause, consequence=one.consequence) for one in page.cautions],
        response=page.response,
        boxes=[Box(title=title, category=category, rule=rule) for title, category, rule in page.boxes],
        plots=_PLOTS.validate_python(trends(record, speech_in(language))),
        change=_table(page.change),
        lesions=None if page.lesions is None else _table(page.lesions),
        examinations=_table(page.examinations),
        rules=list(page.rules),
        limits=list(page.limits),
    )


def _table(table: Table) -> TableText:
    return TableText.model_validate(asdict(table))
