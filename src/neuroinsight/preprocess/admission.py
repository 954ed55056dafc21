"""The one door to a study: analysis, evaluation, training and the description of a data set all come through it.

What it refuses, all refuse, in the same words; what it notices and what it does to the images, all may tell.
"""

from dataclasses import dataclass, replace

from neuroinsight.core.record import Caution, Step
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.imaging.matching import onto_first
from neuroinsight.preprocess.air import clear_air
from neuroinsight.preprocess.check import check, require_sound
from neuroinsight.preprocess.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Admitted:
    """A study that a model may be asked about, on one grid, its air 0; what to doubt of it, and what was done to it."""

    study: Study
    cautions: tuple[Caution, ...]
    preparation: tuple[Step, ...]


def admit(study: Study, plan: Plan) -> Admitted:
    """Return the study as `prepare` may take it, turned onto one axis order, its air set to 0.

    Raises:
        StudyError: A sequence is missing, or an image is not a brain-extracted, co-registered image of its own.
        GridError: The images do not share a grid.
    """
    cleared, preparation = _with_air_of_zero(study)
    return Admitted(study=cleared, cautions=check(cleared, plan), preparation=preparation)


def screen(study: Study) -> Admitted:
    """Return the same for a model that reads what there is, without the cautions that take long to find.

    What this refuses, `admit` refuses for every model, in the same words.

    Raises:
        StudyError: An image is not a brain-extracted, co-registered image of its own.
        GridError: The images do not share a grid.
    """
    cleared, preparation = _with_air_of_zero(study)
    anchor_first = sorted(cleared.volumes, key=lambda sequence: sequence is not Sequence.T1CE)
    passed = require_sound(cleared, Plan(sequences=tuple(anchor_first)))
    return Admitted(study=cleared, cautions=passed.cautions, preparation=preparation)


def _with_air_of_zero(study: Study) -> tuple[Study, tuple[Step, ...]]:
    volumes = onto_first(study.volumes)
    preparation = []
    for sequence, volume in volumes.items():
        cleared = clear_air(volume)
        if cleared is not None:
            volumes[sequence] = cleared.volume
            preparation.append(Step(code="air.cleared", values={"sequence": sequence.value, "air": str(cleared)}))
    return replace(study, volumes=volumes), tuple(preparation)
