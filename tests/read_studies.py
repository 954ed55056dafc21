"""Studies with a result, as an analysis leaves them: files in the store, a row for each version."""

import gzip
import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from neuroinsight.core.record import Analysis, Reader
from neuroinsight.io import nifti
from neuroinsight.report.json import to_json
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.studies import add_study
from neuroinsight.server.tables import Review, Status, Study, User, Version, VersionKind
from tests.report.findings import with_findings
from tests.report.patient import make_patient, make_record

IMAGES, LABEL_MAP = make_patient()
AUTOMATIC = with_findings(make_record(IMAGES, LABEL_MAP), LABEL_MAP)


def add_result(services: Services, owner: str, *, patient: str = "NI-0042", review: Review = Review.AI) -> str:
    """Add a study of a person with an automatic version, and return its id."""
    with services.database.writing() as session:
        person = session.scalars(select(User).where(User.name == owner)).one()
        study = add_study(services, session, person, patient=patient)
        study.status, study.review = Status.DONE, review
    add_version(services, study.id, AUTOMATIC)
    return study.id


def add_version(services: Services, study_id: str, record: Analysis) -> None:
    """Add a version of a study: the same label map under another record."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "segmentation.nii.gz"
        nifti.write_label_map(file, LABEL_MAP)
        labels = file.read_bytes()
    assert gzip.decompress(labels)
    text = to_json(record).encode()
    author = record.outline.author
    is_edited = isinstance(author, Reader)
    with services.database.writing() as session:
        study = session.get_one(Study, study_id)
        number = (study.version or 0) + 1
        version = Version(
            id=new_id(),
            study_id=study_id,
            number=number,
            kind=VersionKind.EDITED if is_edited else VersionKind.AUTOMATIC,
            author=author.name,
            author_id=None,
            based_on=number - 1 if is_edited else None,
            label_map_sha256=hashlib.sha256(labels).hexdigest(),
            record_sha256=hashlib.sha256(text).hexdigest(),
            volumes={},
            created_at=services.now(),
        )
        session.add(version)
        study.version = number
        folder_key = f"studies/{study_id}/versions/{version.id}"
        services.store.put(f"{folder_key}/segmentation.nii.gz", labels)
        services.store.put(f"{folder_key}/analysis.json", text)


def edited(record: Analysis = AUTOMATIC) -> Analysis:
    """Return the record as if a reader had edited its outline."""
    author = Reader(name="Anna Reader", time="2026-11-20T13:00:00Z", edited=record.outline)
    return replace(record, outline=replace(record.outline, author=author))
