"""What a report is made of: the record and the label map of a version, the images, and the automatic record."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import select

from neuroinsight.analysis.images import load_as_analyzed
from neuroinsight.analysis.outputs import RECORD, SEGMENTATION
from neuroinsight.core.labels import LabelMap, scheme_called
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study as Images
from neuroinsight.io.labels import read_label_map
from neuroinsight.report.json import from_json
from neuroinsight.server.problems import not_found
from neuroinsight.server.services import Services
from neuroinsight.server.tables import Version, VersionKind
from neuroinsight.server.versions import folder_of_version, images_found, key_of_version

AUTOMATIC = "automatic.json"


@dataclass(frozen=True, kw_only=True)
class Material:
    """Files that a report is rendered from, read when they are needed; what was signed reads from frozen ones."""

    services: Services
    study_id: str
    folder: str  # key in the store, of record and label map
    automatic_key: str | None

    @cached_property
    def record_bytes(self) -> bytes:
        """The record's file."""
        return self.services.store.read(f"{self.folder}/{RECORD}")

    @property
    def record_sha256(self) -> str:
        """Digest of the record's file."""
        return hashlib.sha256(self.record_bytes).hexdigest()

    @cached_property
    def record(self) -> Analysis:
        """What was measured."""
        return from_json(self.record_bytes.decode())

    @cached_property
    def automatic_bytes(self) -> bytes | None:
        """The file of the record that an edit began with."""
        key = self.automatic_key
        return self.services.store.read(key) if key is not None and self.services.store.has(key) else None

    @cached_property
    def automatic(self) -> Analysis | None:
        """The record that an edit began with."""
        return None if self.automatic_bytes is None else from_json(self.automatic_bytes.decode())

    @property
    def label_map_path(self) -> Path:
        """Where the label map can be read."""
        return self.services.store.path(f"{self.folder}/{SEGMENTATION}")

    def label_map(self) -> LabelMap:
        """Return the label map."""
        return read_label_map(self.label_map_path, scheme_called(self.record.outline.scheme))

    def images(self) -> Images | None:
        """Return the images as they were analyzed, known by their digests; None where they are no longer kept."""
        return load_as_analyzed(self.record, images_found(self.services, self.study_id, self.record))


def material_of(services: Services, study_id: str, number: int | None) -> Material:
    """Return what a report of a version is made of.

    Raises:
        RefusedError: There is no such version.
    """
    with services.database.reading() as session:
        versions = {
            one.number: one for one in session.scalars(select(Version).where(Version.study_id == study_id)).all()
        }
    found = versions.get(number or 0)
    if found is None:
        raise not_found("version")
    first = found
    while first.kind == VersionKind.EDITED and first.based_on in versions:
        first = versions[first.based_on]
    automatic = None if first is found else key_of_version(first, RECORD)
    return Material(services=services, study_id=study_id, folder=folder_of_version(found), automatic_key=automatic)


def frozen_folder(study_id: str, report_id: str) -> str:
    """Return where the files of a signed report lie."""
    return f"studies/{study_id}/reports/{report_id}"


def frozen_material(services: Services, study_id: str, report_id: str) -> Material:
    """Return what a signed report was made of."""
    folder = frozen_folder(study_id, report_id)
    return Material(services=services, study_id=study_id, folder=folder, automatic_key=f"{folder}/{AUTOMATIC}")
