"""The images of a study: which file is which sequence, and each as NIfTI for the viewer."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from neuroinsight.core.errors import StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.io import nifti
from neuroinsight.io.catalogue import read_volume
from neuroinsight.server.intake.recognition import scheme_of
from neuroinsight.server.intake.values import Use
from neuroinsight.server.intakes import image_key, look_of
from neuroinsight.server.jobs.work import THUMBNAIL, GivenMask, Images
from neuroinsight.server.receiving import key_of
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Study, StudyFile
from neuroinsight.server.versions import key_of_version, versions_of

_BEST_SEEN_IN = (Sequence.FLAIR, Sequence.T1CE, Sequence.T2, Sequence.T1)
_AS_IT_IS = ".nii.gz"


def images_of(services: Services, study: Study) -> Images:
    """Return the files that a study's analysis reads, as they were chosen when it was asked for.

    Raises:
        StudyError: None was chosen.
    """
    with services.database.reading() as session:
        rows = session.scalars(
            select(StudyFile).where(StudyFile.study_id == study.id, StudyFile.sha256.is_not(None))
        ).all()
    chosen = {sequence: row for sequence in Sequence for row in rows if row.use == sequence.value}
    if not chosen:
        raise StudyError(
            "The study has no images",
            seen=f"{len(rows)} files, none of which is a sequence",
            allowed="at least one image whose sequence is known",
            remedy="look at its upload",
            code="study.no_sequence",
        )
    return Images(
        paths={sequence: services.store.path(key_of(row)) for sequence, row in chosen.items()},
        names={sequence: row.name for sequence, row in chosen.items()},
        mask=next((mask for row in rows if (mask := _mask(services, row)) is not None), None),
    )


def _mask(services: Services, row: StudyFile) -> GivenMask | None:
    """Return a file as the mask that it is used as; None if it is none, or nobody knows what its numbers mean."""
    if row.use != Use.MASK or row.recognized is None:
        return None
    scheme = scheme_of(look_of(row.recognized))
    path = services.store.path(key_of(row))
    return None if scheme is None else GivenMask(path=path, name=Path(row.name).name, scheme=scheme)


def image_file(services: Services, study: Study, sequence: Sequence) -> Path | None:
    """Return the file of a sequence as compressed NIfTI: as uploaded where it is that, else a copy, made once.

    Raises:
        FileFormatError: It cannot be read.
    """
    key = image_key(services, study, sequence)
    if key is None or key.endswith(_AS_IT_IS):
        return None if key is None else services.store.path(key)
    copy = f"studies/{study.id}/images/{Path(key).name.partition('.')[0]}.nii.gz"
    if not services.store.has(copy):
        with TemporaryDirectory(dir=services.store.workplace(copy).parent) as folder:
            made = Path(folder) / "image.nii.gz"
            nifti.write(made, read_volume(services.store.path(key)))
            services.store.adopt(copy, made)
    return services.store.path(copy)


def small_picture(services: Services, study: Study) -> tuple[bytes, str] | None:
    """Return the picture of the newest version, else of an uploaded image, and a tag; None if there is none."""
    with services.database.reading() as session:
        for version in reversed(versions_of(session, study.id)):
            if services.store.has(key := key_of_version(version, THUMBNAIL)):
                return services.store.read(key), version.id
        rows = session.scalars(
            select(StudyFile).where(StudyFile.study_id == study.id, StudyFile.recognized.is_not(None))
        ).all()
    by_use = {row.use: row for row in rows}
    best = next((by_use[sequence.value] for sequence in _BEST_SEEN_IN if sequence.value in by_use), None)
    picture = None if best is None or best.recognized is None else look_of(best.recognized).picture
    return None if best is None or picture is None else (picture, best.id)
