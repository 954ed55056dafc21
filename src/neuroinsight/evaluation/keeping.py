"""What is kept of a model's answers besides their scores: label maps, probabilities, and what the checks noticed."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.inference.segmenter import Segmentation
from neuroinsight.io import nifti
from neuroinsight.preprocess.admission import Admitted
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.notes import caution_note, step_text


class Keep(StrEnum):
    """What may be kept, and the name of its folder."""

    LABEL_MAPS = "label-maps"
    PROBABILITIES = "probabilities"


def kept_of(names: Iterable[str]) -> frozenset[Keep]:
    """Return what the names say; `DatasetError` if one of them is unknown."""
    asked = [name.strip() for name in names if name.strip()]
    unknown = [name for name in asked if name not in set(Keep)]
    if unknown:
        raise DatasetError(
            "What is to be saved is not known",
            seen=", ".join(unknown),
            allowed=", ".join(Keep),
            remedy="choose among these, separated by commas",
            code="evaluation.unknown_kind",
        )
    return frozenset(Keep(name) for name in asked)


class Keeper:
    """Observes a model: writes its answers below a folder in the case's name, and remembers what was noticed.

    Label maps are `label-maps/<case>.nii.gz`, on the patient's own grid; probabilities are
    `probabilities/<case>_<region>.nii.gz`, from 0 to 1.
    """

    def __init__(self, folder: Path, kept: frozenset[Keep]) -> None:
        self.folder = folder
        self.kept = kept
        self.notes: dict[str, tuple[str, ...]] = {}

    def __call__(self, case: Case, admitted: Admitted, found: Segmentation) -> None:
        """Keep the answer to a case.

        Raises:
            DatasetError: Probabilities are asked for, and the model has none.
        """
        causes = [caution_note(caution, ENGLISH).cause for caution in admitted.cautions]
        steps = [step_text(step, ENGLISH) for step in admitted.preparation]
        if causes or steps:
            self.notes[case.key] = (*causes, *steps)
        if Keep.LABEL_MAPS in self.kept:
            nifti.write_label_map(self._place(Keep.LABEL_MAPS) / f"{case.key}.nii.gz", found.label_map)
        if Keep.PROBABILITIES in self.kept:
            if found.probabilities is None:
                raise DatasetError(
                    "The model has no probabilities to save",
                    seen="a model that answers with labels alone",
                    allowed="label maps",
                    remedy="save the label maps alone",
                    code="model.no_probabilities",
                )
            for region, values in zip(found.probabilities.regions, found.probabilities.array, strict=True):
                image = Volume(array=values, grid=found.label_map.grid)
                nifti.write(self._place(Keep.PROBABILITIES) / f"{case.key}_{region.value}.nii.gz", image)

    def _place(self, kind: Keep) -> Path:
        place = self.folder / kind.value
        place.mkdir(exist_ok=True)
        return place
