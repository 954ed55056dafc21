"""A synthetic patient for the first visit, on the same road as any upload: files, recognition, job, result."""

from pathlib import Path
from tempfile import TemporaryDirectory

from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.server.intakes import chosen_files
from neuroinsight.server.jobs.news import tell_study
from neuroinsight.server.jobs.queue import add_job
from neuroinsight.server.receiving import key_of
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.studies import add_study
from neuroinsight.server.tables import Study, StudyFile, User

PATIENT = "Phantom"


def add_demo(services: Services, owner: User) -> Study:
    """Add the synthetic patient to a person's studies and have it analyzed."""
    with TemporaryDirectory() as made:
        folder = Path(made) / "patient"
        write_phantom(make_phantom(PhantomSettings()), folder)
        images = {path.name: path.read_bytes() for path in sorted(folder.glob("*.nii.gz")) if "_seg" not in path.name}
    with services.database.writing() as session:
        study = add_study(services, session, owner, patient=PATIENT, exam_date=services.now().date(), treated=False)
    for name, content in images.items():
        row = StudyFile(
            id=new_id(),
            study_id=study.id,
            name=name,
            size_bytes=len(content),
            received_bytes=len(content),
            created_at=services.now(),
        )
        row.sha256 = services.store.put(key_of(row), content)
        with services.database.writing() as session:
            session.add(row)
    chosen_files(services, study)
    with services.database.writing() as session:
        add_job(services, session, study, owner)
    services.bench.bell.set()
    tell_study(services, study.id)
    return study
