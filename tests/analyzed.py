"""Studies that are analyzed already: a synthetic patient's files in the store, and their truth as version 1."""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from sqlalchemy import select

from neuroinsight.analysis.analyze import Result, record_of
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.labels import BRATS_2017, NESTED_REGIONS
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.core.record import ModelIdentity
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.io.labels import read_label_map
from neuroinsight.io.study import load_study
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.store import sha256_of
from neuroinsight.server.studies import add_study
from neuroinsight.server.tables import Review, Status, Study, StudyFile, User, VersionKind
from neuroinsight.server.versions import Making, keep_version

SMALL = PhantomSettings(seed=1, spacing_mm=(4.0, 4.0, 5.0))
# a grid that nothing is easy on: sagittal slices stored first, two axes turned over, tilted, three sizes of voxels
SLANTED = PhantomSettings(
    case_id="phantom-0002", seed=1, spacing_mm=(3.5, 4.0, 5.5), orientation="IPR", tilt_deg=(9.0, -7.0, 12.0)
)


@cache
def phantom_files(settings: PhantomSettings = SMALL) -> Path:
    """Return a folder with a synthetic patient's files, written once."""
    folder = Path(tempfile.mkdtemp(prefix="neuroinsight-phantom-")) / settings.case_id
    write_phantom(make_phantom(settings), folder)
    return folder


@cache
def analyzed(settings: PhantomSettings = SMALL) -> Result:
    """Return the phantom's truth, measured as a model's outline."""
    folder = phantom_files(settings)
    study = load_study(folder)
    labels = read_label_map(folder / f"{settings.case_id}_seg.nii.gz", BRATS_2017)
    found = record_of(
        Evidence(study=study, label_map=labels), author=ModelIdentity(name="truth", version="1", sha256="0" * 64)
    )
    likely = np.stack([labels.mask(region) for region in NESTED_REGIONS]).astype(np.float32)
    sure = Probabilities(array=likely, regions=NESTED_REGIONS, grid=labels.grid)
    return Result(record=found.record, label_map=labels, study=study, probabilities=sure)


def add_analyzed(services: Services, owner: str, settings: PhantomSettings = SMALL, *, patient: str = "NI-0042") -> str:
    """Add an analyzed study of a person, and return its id."""
    result, folder = analyzed(settings), phantom_files(settings)
    with services.database.writing() as session:
        person = session.scalars(select(User).where(User.name == owner)).one()
        study = add_study(services, session, person, patient=patient)
        for sequence, source in result.record.sources.items():
            file = folder / source.file_name
            row = StudyFile(
                id=new_id(),
                study_id=study.id,
                name=source.file_name,
                size_bytes=file.stat().st_size,
                received_bytes=file.stat().st_size,
                sha256=sha256_of(file),
                use=sequence.value,
                created_at=services.now(),
            )
            session.add(row)
            services.store.put(f"studies/{study.id}/files/{row.id}.nii.gz", file.read_bytes())
    making = Making(kind=VersionKind.AUTOMATIC, author="truth 1")
    keep_version(services, study.id, result, making)
    with services.database.writing() as session:
        row_of_study = session.get_one(Study, study.id)
        row_of_study.status, row_of_study.review = Status.DONE, Review.AI
    return study.id
