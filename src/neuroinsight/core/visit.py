"""One date of a patient, as a follow-up takes it."""

from dataclasses import dataclass

from neuroinsight.core.labels import LabelMap
from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Visit:
    """The record of an analysis, the label map that it measured, and the images where they are at hand."""

    study_date: str  # ISO 8601
    record: Analysis
    label_map: LabelMap
    study: Study | None = None  # without it no brain can be laid onto another, and so no lesion be followed

    @property
    def sequences(self) -> tuple[Sequence, ...]:
        """What was analyzed, by the record's files, or by the images where they came from no file."""
        return tuple(self.record.sources or (self.study.volumes if self.study else ()))
