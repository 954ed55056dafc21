"""Areas of the tumor's regions on pictures that have no millimeters."""

from collections.abc import Mapping

from neuroinsight.core.labels import Labels, Region
from neuroinsight.core.measurement import Measured, Measurement


def areas_by_slice(labels: Labels) -> dict[Region, tuple[int, ...]]:
    """Return the pixels of each region that was outlined, slice by slice; labels are `[slice, row, column]`."""
    return {region: tuple(int(count) for count in labels.mask(region).sum(axis=(1, 2))) for region in labels.outlined}


def areas(by_slice: Mapping[Region, tuple[int, ...]]) -> dict[str, Measurement]:
    """Return `area.<region>` in all slices, `area.largest.<region>` in one, and `slices.<region>` that show any."""
    found: dict[str, Measurement] = {}
    for region, counts in by_slice.items():
        found[f"area.{region.value}"] = Measured(value=float(sum(counts)), unit="pixels")
        found[f"area.largest.{region.value}"] = Measured(value=float(max(counts)), unit="pixels")
        found[f"slices.{region.value}"] = Measured(value=float(sum(count > 0 for count in counts)), unit="1")
    return found
