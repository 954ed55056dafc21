"""Segmenting cases with a model, or each case with the model of the fold that held it out."""

from collections.abc import Callable
from pathlib import Path

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import LabelMap
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import admit_case
from neuroinsight.datasets.splits import Split
from neuroinsight.evaluation.evaluate import Segment
from neuroinsight.inference.device import Device
from neuroinsight.inference.segmenter import Segmentation, Segmenter
from neuroinsight.inference.store import open_model
from neuroinsight.preprocess.admission import Admitted

Observe = Callable[[Case, Admitted, Segmentation], None]


def by_model(segmenter: Segmenter, *, observe: Observe = lambda *_: None) -> Segment:
    """Return the function that segments a case with the model, after the checks that `analyze` makes.

    `observe` is given each case with what the checks noticed and did, and the whole answer, before it is scored.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> cases = neuroinsight.find_cases([Path("cases")])
    >>> evaluation = neuroinsight.evaluate(cases, neuroinsight.by_model(neuroinsight.open_model("glioma")))
    >>> evaluation.cases[0].key
    'phantom-0001'
    """

    def segment_case(case: Case) -> LabelMap:
        admitted = admit_case(case, segmenter.plan)
        found = segmenter.segment(admitted.study)
        observe(case, admitted, found)
        return found.label_map

    return segment_case


class ByFolds:
    """Segments each case with the model that did not see its patient: `<folder>/<part>` of the case's part.

    Called as a function; `models` names the models that were used, by part.
    """

    def __init__(
        self, folder: Path, split: Split, *, observe: Observe = lambda *_: None, device: Device = Device.AUTO
    ) -> None:
        self.folder = folder
        self.observe = observe
        self.device = device
        self.split = split
        self.models: dict[str, str] = {}
        self._part: str | None = None
        self._segment: Segment | None = None
        self._seen: Callable[[str, str], bool] = lambda _key, _patient: False

    def __call__(self, case: Case) -> LabelMap:
        """Return the case's label map.

        Raises:
            DatasetError: No part of the split holds the case out.
            ModelError: The part's model is missing or damaged.
        """
        part = self.split.part_of(case)
        if part is None:
            raise _unknown(case.key)
        if self._segment is None or part != self._part:  # one model in memory at a time
            bundle = open_model(self.folder / part, device=self.device)
            self._seen = bundle.has_seen
            self.models[part] = f"{bundle.identity.name} {bundle.identity.version} {bundle.identity.sha256}"
            self._part, self._segment = part, by_model(bundle, observe=self.observe)
        if self._seen(case.key, case.patient):
            raise DatasetError(
                f"The model of {part} was trained on the case {case.key}",
                seen="the case or its patient among those that the model was trained on",
                allowed="for each part of the split, a model that held the part out",
                remedy=f"train it again with {part} held out",
                code="evaluation.fold_saw_case",
            )
        return self._segment(case)

    def in_order(self, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """Return the cases part by part, so that each model is opened once.

        Raises:
            DatasetError: No part of the split holds one of the cases out.
        """
        for case in cases:
            if self.split.part_of(case) is None:
                raise _unknown(case.key)
        return tuple(sorted(cases, key=lambda case: (self.split.part_of(case) or "", case.key)))


def _unknown(key: str) -> DatasetError:
    return DatasetError(
        f"No fold holds the case {key} out",
        seen="a case that the split does not name: any of the models may have seen it",
        allowed="the cases that the split names",
        remedy="evaluate the parts of the split only",
        code="evaluation.case_in_no_fold",
    )
