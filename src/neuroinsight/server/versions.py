"""Versions of a study's label map with their records: kept under names that no other one had, then told in a row.

A version is never changed. Its files are written first, under a folder of their own; the row comes last, in the one
transaction that also numbers it: what is cut off in between leaves files that nothing refers to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from neuroinsight.analysis.analyze import Result
from neuroinsight.analysis.edited import measure_edited
from neuroinsight.analysis.images import find_images, load_as_analyzed
from neuroinsight.analysis.outputs import RECORD, SEGMENTATION, probabilities_name
from neuroinsight.core.labels import MEASURED_REGIONS, Region, scheme_called
from neuroinsight.core.measurement import Measured, NotMeasured, Stated
from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study as Images
from neuroinsight.io import nifti
from neuroinsight.io.labels import read_label_map
from neuroinsight.report.json import from_json, to_json
from neuroinsight.report.thumbnail import render_thumbnail
from neuroinsight.server import audit
from neuroinsight.server.jobs.work import THUMBNAIL
from neuroinsight.server.problems import RefusedError, not_found
from neuroinsight.server.services import Services, new_id
from neuroinsight.server.tables import Review, Study, User, Version, VersionKind

Within = Callable[[Session, Study, Version], None]
LARGEST_LABEL_MAP_BYTES = 128 << 20  # gzip of 8-bit labels; a head of 0.5 mm has 1 to 2 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """Who made a label map, from which version, and the image whose header it takes."""

    kind: VersionKind
    author: User | str  # a person, or a model's name and version
    based_on: int | None = None
    like: Path | None = None


def key_of_version(version: Version, name: str) -> str:
    """Return where a file of a version lies in the store: `segmentation.nii.gz`, `analysis.json`, probabilities."""
    return f"{folder_of_version(version)}/{name}"


def images_found(services: Services, study_id: str, record: Analysis) -> Mapping[Sequence, Path]:
    """Return the files of a study that a record's images are, known by their digests."""
    store = services.store
    return find_images(record, [store.path(key) for key in store.keys(f"studies/{study_id}/files")])


def folder_of_version(version: Version) -> str:
    """Return the folder in the store that is a version's alone."""
    return f"studies/{version.study_id}/versions/{version.id}"


def versions_of(session: Session, study_id: str) -> list[Version]:
    """Return the versions of a study, the oldest first."""
    return list(session.scalars(select(Version).where(Version.study_id == study_id).order_by(Version.number)))


def version_numbered(services: Services, study_id: str, number: int) -> Version:
    """Return a version of a study.

    Raises:
        RefusedError: There is none of this number.
    """
    with services.database.reading() as session:
        found = session.scalar(select(Version).where(Version.study_id == study_id, Version.number == number))
    if found is None:
        raise not_found("version")
    return found


def record_of_version(services: Services, version: Version) -> Analysis:
    """Return the record of a version."""
    return from_json(services.store.read(key_of_version(version, RECORD)).decode())


def images_of_version(services: Services, version: Version, record: Analysis) -> Images:
    """Return the images that a version was measured on, known by their digests.

    Raises:
        RefusedError: They are no longer kept.
    """
    found = load_as_analyzed(record, images_found(services, version.study_id, record))
    if found is None:
        raise RefusedError(
            "The images of this study are no longer kept",
            status=HTTPStatus.CONFLICT,
            seen="no file with the digests that the record names",
            allowed="the images that were analyzed, unchanged",
            remedy="upload the study again",
            code="version.no_images",
        )
    return found


def keep_version(
    services: Services, study_id: str, result: Result, making: Making, *, within: Within | None = None
) -> Version:
    """Keep a result as the next version of a study, and return its row.

    `within` does what must happen in the same transaction.

    Raises:
        RefusedError: It is based on another version than the newest.
    """
    version = _new(study_id, result.record, making)
    version.label_map_sha256, version.record_sha256 = _keep_files(services, version, result, making.like)
    _add(services, version, result.record, making=making, within=within)
    return version


def adopt_version(
    services: Services, study_id: str, folder: Path, making: Making, *, within: Within | None = None
) -> Version:
    """Keep the files that a worker left in a folder of the store's disk as the next version, and return its row.

    Raises:
        RefusedError: It is based on another version than the newest.
        OSError: The disk is full, or the place cannot be written; nothing is kept.
    """
    record = from_json((folder / RECORD).read_text(encoding="utf-8"))
    version = _new(study_id, record, making)
    try:
        digests = {
            file.name: services.store.adopt(key_of_version(version, file.name), file)
            for file in sorted(folder.iterdir())
        }
        version.label_map_sha256, version.record_sha256 = digests[SEGMENTATION], digests[RECORD]
        _add(services, version, record, making=making, within=within)
    except BaseException:
        services.store.remove(folder_of_version(version))
        raise
    return version


def _new(study_id: str, record: Analysis, making: Making) -> Version:
    author = making.author
    return Version(
        id=new_id(),
        study_id=study_id,
        kind=making.kind,
        author=author.display_name if isinstance(author, User) else author,
        author_id=author.id if isinstance(author, User) else None,
        based_on=making.based_on,
        volumes={region.value: _ml(record, region) for region in MEASURED_REGIONS},
    )


def _add(services: Services, version: Version, record: Analysis, *, making: Making, within: Within | None) -> None:
    """Number a version whose files are kept, and add its row."""
    with services.database.writing() as session:
        study = session.get_one(Study, version.study_id)
        newest = max((one.number for one in versions_of(session, version.study_id)), default=0)
        if making.based_on is not None and making.based_on != newest:
            raise not_newest(making.based_on, newest)
        version.number, version.created_at = newest + 1, services.now()
        session.add(version)
        session.flush()
        tell(study, version, record)
        study.changed_at = version.created_at
        audit.record(
            session,
            at=version.created_at,
            by=making.author,
            action="version.made",
            object_id=version.study_id,
            details={"version": version.number, "kind": str(making.kind)},
        )
        if within is not None:
            within(session, study, version)


def keep_edited(services: Services, study: Study, editor: User, content: bytes, *, based_on: int) -> Version:
    """Measure a label map that a person edited, and keep it as the next version.

    Raises:
        RefusedError: `based_on` is not the newest version, the report is signed, or the images are gone.
        FileFormatError, LabelError, GridError: It is no label map of this study.
    """
    if study.review == Review.FINAL:
        raise RefusedError(
            "The report of this study is signed",
            status=HTTPStatus.CONFLICT,
            seen="an edit after signing",
            allowed="addenda to the report",
            remedy="add an addendum to the report",
            code="report.signed",
        )
    with services.database.reading() as session:
        newest = max((one.number for one in versions_of(session, study.id)), default=0)
    if based_on != newest:
        raise not_newest(based_on, newest)
    base = version_numbered(services, study.id, based_on)
    record = record_of_version(services, base)
    with TemporaryDirectory(prefix="neuroinsight-") as folder:
        file = Path(folder) / SEGMENTATION
        file.write_bytes(content)
        label_map = read_label_map(file, scheme_called(record.outline.scheme))
    time = services.now().isoformat(timespec="seconds").replace("+00:00", "Z")
    images = images_of_version(services, base, record)
    result = measure_edited(images, label_map, edited=record, reader=editor.display_name, time=time)
    like = services.store.path(key_of_version(base, SEGMENTATION))
    making = Making(kind=VersionKind.EDITED, author=editor, based_on=based_on, like=like)
    return keep_version(services, study.id, result, making, within=_reviewed_again)


def tell(study: Study, version: Version, record: Analysis) -> None:
    """Repeat in a study's row what the work list shows of its newest record."""
    whole, side = record.measurements.get("volume.WT"), record.measurements.get("place.side")
    probability = record.measurements.get("grade.hgg_probability")
    measured = whole if isinstance(whole, Measured) else None
    interval = measured.interval if measured else None
    study.version = version.number
    study.side = side.code if isinstance(side, Stated) else None
    study.lesions = len(record.lesions)
    study.whole_tumor_ml = measured.value if measured else None
    study.whole_tumor_low_ml = interval.low if interval else None
    study.whole_tumor_high_ml = interval.high if interval else None
    study.hgg_probability = probability.value if isinstance(probability, Measured) else None
    study.grade = str(record.grade.resembles) if record.grade else None
    if isinstance(probability, NotMeasured):
        study.grade = probability.code


def not_newest(based_on: int, newest: int) -> RefusedError:
    """Return the answer to an edit of a version that somebody went on from meanwhile."""
    return RefusedError(
        "Another version was saved meanwhile",
        status=HTTPStatus.CONFLICT,
        seen=f"an edit of version {based_on}; the newest is {newest}",
        allowed=f"an edit of version {newest}",
        remedy="look at the newest version; this edit stays as a draft",
        code="version.not_newest",
    )


def _keep_files(services: Services, version: Version, result: Result, like: Path | None) -> tuple[str, str]:
    """Keep label map, probabilities and record, and return the digests of the first and the last."""
    store, found = services.store, result.probabilities
    with TemporaryDirectory(prefix="neuroinsight-") as folder:
        work = Path(folder)
        nifti.write_label_map(work / SEGMENTATION, result.label_map, like)
        if found is not None:
            for region in found.regions:
                nifti.write_probability(work / probabilities_name(region), found, region)
        (work / THUMBNAIL).write_bytes(render_thumbnail(result.study, result.label_map))
        files = {file.name: file.read_bytes() for file in work.iterdir()}
    digests = {name: store.put(key_of_version(version, name), content) for name, content in files.items()}
    return digests[SEGMENTATION], store.put(key_of_version(version, RECORD), to_json(result.record).encode())


def _reviewed_again(_: Session, study: Study, __: Version) -> None:
    """Who edits has read: a report that was written before is to be written again."""
    study.review = Review.REVIEWED


def _ml(record: Analysis, region: Region) -> float | None:
    found = record.measurements.get(f"volume.{region.value}")
    return found.value if isinstance(found, Measured) else None
