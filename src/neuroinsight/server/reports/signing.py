"""Signing: what was signed is frozen with its pages before the row says so; later remarks are addenda."""

from neuroinsight.analysis.outputs import RECORD, SEGMENTATION
from neuroinsight.report.context import Language
from neuroinsight.report.reading import digest_to_sign
from neuroinsight.server import audit
from neuroinsight.server.accounts import require_password
from neuroinsight.server.problems import not_found
from neuroinsight.server.reports.desk import (
    Desk,
    addenda_of,
    desk_of,
    material_on,
    reading_on,
    require_draft,
    require_reviewed,
    signed_folder,
    signed_reading,
    stamp,
)
from neuroinsight.server.reports.material import AUTOMATIC, Material, frozen_folder, frozen_material
from neuroinsight.server.reports.views import Rendering, freeze
from neuroinsight.server.schemas.reports import AddendumBody, SignBody
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.tables import Report, ReportAddendum, Review, Study, User


def sign(services: Services, study: Study, signer: User, body: SignBody) -> None:
    """Sign the draft that was seen; from then on it cannot change.

    Record, label map and pages are kept first, then the row: what is broken off in between leaves an unsigned draft.

    Raises:
        RefusedError: The password is wrong, nobody reviewed the result, or the draft changed meanwhile.
    """
    require_password(services, signer, body.password)
    at = services.now()
    with services.database.reading() as session:
        desk = desk_of(session, study, signer)
    require_draft(desk, body.revision)
    report = require_reviewed(desk)
    material, language = material_on(services, desk), Language(report.language)
    reading = reading_on(desk, material, language)
    name = signer.display_name
    report.signature_sha256 = digest_to_sign(material.record_sha256, reading, language, name=name, time=stamp(at))
    report.signed_by, report.signed_at = name, at
    _keep_material(services, material, study.id, report.id)
    _freeze(services, report, (), desk.code)
    with services.database.writing() as session:
        now = desk_of(session, session.get_one(Study, study.id), signer)
        require_draft(now, body.revision)
        row = require_reviewed(now)
        row.signed_at, row.signed_by, row.signature_sha256 = at, name, report.signature_sha256
        row.preliminary_at = row.preliminary_at or at
        now.study.review, now.study.changed_at = Review.FINAL, at
        details: dict[str, str | int | float | bool | None] = {
            "report": row.number,
            "version": row.version,
            "sha256": row.signature_sha256,
        }
        audit.record(session, at=at, by=signer, action="report.signed", object_id=study.id, details=details)


def add_addendum(services: Services, study: Study, author: User, body: AddendumBody) -> None:
    """Add a remark to a signed report, and render it with the report, whose own words stay.

    Raises:
        RefusedError: The password is wrong, or the report is not signed.
    """
    require_password(services, author, body.password)
    at = services.now()
    with services.database.reading() as session:
        desk = desk_of(session, study, author)
    report = _signed(desk)
    addendum = ReportAddendum(
        id=new_id(),
        report_id=report.id,
        number=len(desk.addenda) + 1,
        author=author.display_name,
        text=body.text,
        created_at=at,
    )
    _freeze(services, report, (*desk.addenda, addendum), desk.code)
    with services.database.writing() as session:
        if len(addenda_of(session, report)) != len(desk.addenda):
            require_draft(desk, -1)  # somebody added meanwhile: told like any change elsewhere
        session.add(addendum)
        details = {"report": report.number, "addendum": addendum.number}
        audit.record(session, at=at, by=author, action="report.addendum", object_id=study.id, details=details)


def _signed(desk: Desk) -> Report:
    if desk.report is None or not desk.is_signed:
        raise not_found("report")
    return desk.report


def _keep_material(services: Services, material: Material, study_id: str, report_id: str) -> None:
    folder = frozen_folder(study_id, report_id)
    services.store.put(f"{folder}/{RECORD}", material.record_bytes)
    services.store.put(f"{folder}/{SEGMENTATION}", material.label_map_path.read_bytes())
    if material.automatic_bytes is not None:
        services.store.put(f"{folder}/{AUTOMATIC}", material.automatic_bytes)


def _freeze(services: Services, report: Report, addenda: tuple[ReportAddendum, ...], code: str) -> None:
    rendering = Rendering(
        material=frozen_material(services, report.study_id, report.id),
        reading=signed_reading(report, addenda, None),
        language=Language(report.language),
        folder=signed_folder(report, addenda),
    )
    freeze(rendering, code)
