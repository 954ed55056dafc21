"""The shipped model on synthetic patients whose true volumes are known."""

import pytest

from neuroinsight.analysis.analyze import analyze
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom
from neuroinsight.inference.store import open_model

_WITHIN = 0.15
_NEVER = 0.2


def _errors(seed: int) -> dict[Region, float]:
    """Return the relative error of WT and TC volume."""
    phantom = make_phantom(PhantomSettings(seed=seed))
    measurements = analyze(phantom.study, open_model()).record.measurements
    errors = {}
    for region in (Region.WT, Region.TC):
        measured = measurements[f"volume.{region.value}"]
        assert isinstance(measured, Measured)
        errors[region] = measured.value / phantom.volumes_ml[region] - 1
    return errors


@pytest.mark.journey
def test_whole_tumor_and_core_are_within_15_percent_of_the_truth() -> None:
    assert max(map(abs, _errors(seed=0).values())) < _WITHIN


@pytest.mark.slow
def test_five_other_synthetic_patients_are_on_average_and_none_is_off_by_a_fifth() -> None:
    # the core is measured 9 to 17 % too large: the network draws the border of the synthetic rim outside of it
    errors = [_errors(seed) for seed in range(1, 6)]
    for region in (Region.WT, Region.TC):
        of_region = [abs(error[region]) for error in errors]
        assert sum(of_region) / len(of_region) < _WITHIN, of_region
        assert max(of_region) < _NEVER, of_region
