"""What the model's answers to other patients say of this one: whether they apply, intervals, and expected Dice."""

from collections.abc import Mapping
from dataclasses import replace

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.volumes import WHOLE_ONLY
from neuroinsight.core.calibration import SequenceSet
from neuroinsight.core.findings import Quality
from neuroinsight.core.labels import NESTED_REGIONS, Region
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured

_COARSER_BY = 1.5


def calibrated(evidence: Evidence) -> SequenceSet | NotMeasured:
    """Return what was learned of studies like this one, or why nothing was."""
    calibration, given = evidence.calibration, evidence.study.volumes
    if evidence.probabilities is None:
        return NotMeasured("calibration.no_probabilities")
    if calibration is None:
        return NotMeasured("calibration.none")
    spacing_mm = float(evidence.label_map.grid.spacing_mm.max())
    if spacing_mm > _COARSER_BY * calibration.coarsest_mm:
        return NotMeasured("calibration.coarse", {"spacing_mm": spacing_mm, "learned_mm": calibration.coarsest_mm})
    found = calibration.of(given)
    return NotMeasured("calibration.other_sequences", {"sequences": tuple(sorted(given))}) if found is None else found


def with_intervals(evidence: Evidence, measurements: Mapping[str, Measurement]) -> dict[str, Measurement]:
    """Return the measurements, those with an interval that such studies taught.

    Conformal prediction on the model's errors in patients that it never saw: the interval holds the expert's value with
    the calibration's confidence, over patients like those (Vovk 2005; Lei 2018, doi:10.1080/01621459.2017.1307116).
    """
    known = calibrated(evidence)
    if isinstance(known, NotMeasured):
        return dict(measurements)
    assert evidence.calibration is not None  # noqa: S101 - else nothing is known
    confidence = evidence.calibration.confidence
    return {
        name: replace(one, interval=known.spreads[name].around(one.value, evidence.signs, confidence=confidence))
        if isinstance(one, Measured) and name in known.spreads
        else one
        for name, one in measurements.items()
    }


def expected_dice(evidence: Evidence) -> Mapping[str, Measurement]:
    """Return `quality.dice_<region>`: the Dice that this outline is expected to have with an expert's."""
    names = {region: f"quality.dice_{region.value}" for region in NESTED_REGIONS}
    known = calibrated(evidence)
    if isinstance(known, SequenceSet) and not evidence.label_map.mask(Region.WT).any():
        known = NotMeasured("quality.no_tumor")
    if isinstance(known, NotMeasured):
        return dict.fromkeys(names.values(), known)
    assert evidence.calibration is not None  # noqa: S101 - else nothing is known
    found: dict[str, Measurement] = {}
    for region, name in names.items():
        if region.value not in known.dice:
            found[name] = WHOLE_ONLY
            continue
        value, interval = known.dice[region.value].of(evidence.signs, confidence=evidence.calibration.confidence)
        found[name] = Measured(value=value, unit="1", interval=interval)
    return found


def quality_of(evidence: Evidence) -> Quality | None:
    """Return whether the outline may be read: the mean of the regions' expected Dice reaches the calibration's bound.

    None where no Dice is expected, for whatever reason.
    """
    known = calibrated(evidence)
    values = [one.value for one in expected_dice(evidence).values() if isinstance(one, Measured)]
    if isinstance(known, NotMeasured) or not values:
        return None
    return Quality(bound=known.readable_from, withheld=sum(values) / len(values) < known.readable_from)
