"""The one door to a study: what it refuses, all refuse in the same words, and what it notices, all may tell."""

from dataclasses import dataclass

from neuroinsight.core.record import Caution
from neuroinsight.core.study import Study
from neuroinsight.preprocess.check import check
from neuroinsight.preprocess.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Admitted:
    """A study that a model may be asked about, and what to doubt of it."""

    study: Study
    cautions: tuple[Caution, ...]


def admit(study: Study, plan: Plan) -> Admitted:
    """Return the study as `prepare` may take it.

    Raises:
        StudyError: A sequence is missing, or an image is not a brain-extracted, co-registered image of its own.
        GridError: The images do not share a grid.
    """
    return Admitted(study=study, cautions=check(study, plan))
