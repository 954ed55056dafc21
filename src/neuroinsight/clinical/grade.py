"""Which of the data sets' two classes a study resembles, HGG or LGG: never a WHO grade."""

from collections.abc import Iterable, Mapping

from neuroinsight.clinical.calibrated import calibrated, quality_of
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.calibration import GradeRule, SequenceSet, logistic
from neuroinsight.core.findings import Contribution, Grade, Resemblance
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured
from neuroinsight.core.record import Caution, Severity
from neuroinsight.core.sequences import Sequence

PROBABILITY = "grade.hgg_probability"
# warnings of the input checks that say what is not there; all others doubt an image that is
_OF_WHAT_IS_MISSING = frozenset({"sequences.single", "sequences.optional_missing"})


def grade_probability(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `grade.hgg_probability`: how likely a study like this was of the HGG class in the data sets.

    None is given of treated patients, of images that the input checks doubt, or where the outlines are withheld.
    """
    known = _rule(evidence)
    if isinstance(known, NotMeasured):
        return {PROBABILITY: known}
    return {PROBABILITY: Measured(value=logistic(known.log_odds.of(evidence.looks)), unit="1")}


def grade_of(evidence: Evidence, measurements: Mapping[str, Measurement]) -> Grade | None:
    """Return what stands beside the probability; None where there is none."""
    known, found = _rule(evidence), measurements.get(PROBABILITY)
    if isinstance(known, NotMeasured) or not isinstance(found, Measured):
        return None
    signs = evidence.looks
    parts = zip(known.log_odds.signs, known.log_odds.parts(signs), strict=True)
    moved = [Contribution(feature=name, value=signs[name], log_odds=part) for name, part in parts]
    low, high = known.undetermined
    resembles = Resemblance.UNDETERMINED
    if found.value <= low:
        resembles = Resemblance.LGG
    elif found.value >= high:
        resembles = Resemblance.HGG
    return Grade(
        resembles=resembles,
        undetermined=known.undetermined,
        contributions=tuple(sorted(moved, key=lambda one: -abs(one.log_odds))),
        alike=next((one for one in known.alike if found.value <= one.to_probability), None),
    )


def doubt_an_image(cautions: Iterable[Caution]) -> bool:
    """Say whether the input checks warn of an image that is there; what is missing is no doubt."""
    return any(one.severity is Severity.WARNING and one.code not in _OF_WHAT_IS_MISSING for one in cautions)


def _rule(evidence: Evidence) -> GradeRule | NotMeasured:
    """Return the rule that speaks of this study, or why none does."""
    known = calibrated(evidence)
    if Sequence.T1CE not in evidence.study.volumes:
        return NotMeasured("sequences.no_contrast")
    if evidence.declared.treated:
        return NotMeasured("grade.treated")
    if doubt_an_image(evidence.noticed):
        return NotMeasured("grade.doubted")
    if isinstance(known, NotMeasured):
        return known
    return _of_known(evidence, known)


def _of_known(evidence: Evidence, known: SequenceSet) -> GradeRule | NotMeasured:
    if not evidence.label_map.mask(Region.WT).any():
        return NotMeasured("quality.no_tumor")
    if known.grade is None or not evidence.looks:
        return NotMeasured("calibration.none")
    quality = quality_of(evidence)
    if quality is not None and quality.withheld:
        return NotMeasured("quality.withheld")
    return known.grade
