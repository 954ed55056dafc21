"""A record that holds a value under every name there is, as if all measures had been taken of a label map."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from neuroinsight.core.findings import Alike, Contribution, Declared, Grade, Lesion, Quality, Resemblance
from neuroinsight.core.labels import LabelMap, Mask, Region
from neuroinsight.core.measurement import (
    Interval,
    Line,
    Located,
    Measured,
    Measurement,
    NotMeasured,
    Point,
    Space,
    Stated,
)
from neuroinsight.core.record import Analysis, Limit
from neuroinsight.imaging.orientation import canonical_grid, canonical_order, to_canonical

LIMITS = ("training.few", "training.lookalikes", "training.untreated")


def with_findings(record: Analysis, label_map: LabelMap, core: Mask | None = None) -> Analysis:
    """Return the record with a value for every name; lengths run through the core along the patient's axes."""
    table: dict[str, Measurement] = {
        name: replace(one, interval=within(one.value, 0.12)) if isinstance(one, Measured) else one
        for name, one in record.measurements.items()
    }
    diameters = diameters_of(label_map, label_map.mask(Region.TC) if core is None else core)
    table |= {
        "lesions.count": Measured(value=1.0, unit="1"),
        "lesions.satellites": Measured(value=0.0, unit="1"),
        "lesions.pattern": Stated(code="solitary", title="Solitary"),
        **diameters,
        "rano.sum_of_products": diameters["rano.product"],
        "rano.measurable": Stated(code="yes", title="Measurable"),
        "rano.basis": Stated(code="core-enhancing", title="Enhancing core"),
        "size.longest_3d": Measured(value=59.2, unit="mm", interval=within(59.2, 0.08)),
        "size.surface_area": Measured(value=7420.0, unit="mm2"),
        "size.sphericity": Measured(value=0.78, unit="1"),
        "shares.ET": Measured(value=0.2, unit="1"),
        "shares.NCR": Measured(value=0.14, unit="1"),
        "shares.ED": Measured(value=0.66, unit="1"),
        "place.side": Stated(code="right", title="Right"),
        "place.right_share": Measured(value=1.0, unit="1"),
        "place.midline_distance": Measured(value=19.4, unit="mm"),
        "place.crosses_midline": Stated(code="no", title="No"),
        "place.depth": Measured(value=7.2, unit="mm"),
        "place.center": Located(point_mm=(31.0, 30.0, 14.0), space=Space.PATIENT),
        "place.center_mni": Located(point_mm=(44.0, 34.0, 11.0), space=Space.MNI152),
        "place.lobe": Stated(code="frontal", title="Frontal lobe"),
        "lobes.frontal": Measured(value=0.62, unit="1"),
        "lobes.parietal": Measured(value=0.38, unit="1"),
        "mass_effect.midline_shift": Measured(value=4.1, unit="mm", interval=within(4.1, 0.4)),
        "mass_effect.shift_to": Stated(code="left", title="To the left"),
        "mass_effect.ventricles": NotMeasured("text", {"reason": "no ventricle mask"}),
        "appearance.enhancement": Stated(code="3", title="Marked"),
        "appearance.hemorrhage": NotMeasured("text", {"reason": "no SWI or T2*"}),
        "appearance.diffusion": NotMeasured("text", {"reason": "no ADC"}),
        "grade.hgg_probability": Measured(value=0.93, unit="1"),
        "quality.dice_WT": Measured(value=0.9, unit="1", interval=Interval(low=0.84, high=0.94, confidence=0.9)),
        "quality.dice_TC": Measured(value=0.86, unit="1"),
        "quality.dice_ET": Measured(value=0.81, unit="1"),
    }
    return replace(
        record,
        measurements=table,
        declared=Declared(treated=False, age_years=61, steroids=False),
        lesions=(Lesion(id="1", center_mm=(31.0, 30.0, 14.0), measurements=of_lesion(table)),),
        grade=Grade(
            resembles=Resemblance.HGG,
            undetermined=(0.35, 0.65),
            contributions=(
                Contribution(feature="enhancing", value=3.2, log_odds=1.4),
                Contribution(feature="edema_share", value=0.66, log_odds=-0.3),
            ),
            alike=Alike(from_probability=0.8, to_probability=1.0, patients=18, hgg=17),
        ),
        quality=Quality(bound=0.75, withheld=False),
        limits=tuple(Limit(code=code) for code in LIMITS),
    )


def with_two_lesions(record: Analysis, label_map: LabelMap, second: Mask) -> Analysis:
    """Return the record of `with_findings` with a second lesion `[i, j, k]`, on the other side."""
    full = with_findings(record, label_map, label_map.mask(Region.TC) & ~second)
    (first,) = full.lesions
    other = {
        **first.measurements,
        **diameters_of(label_map, second),
        "place.side": Stated(code="left", title="Left"),
        "place.lobe": Stated(code="parietal", title="Parietal lobe"),
    }
    table = {
        **full.measurements,
        "lesions.count": Measured(value=2.0, unit="1"),
        "lesions.pattern": Stated(code="multicentric", title="Multicentric"),
    }
    lesions = (first, Lesion(id="2", center_mm=(-34.0, -46.0, 30.0), measurements=other))
    return replace(full, measurements=table, lesions=lesions)


def of_lesion(table: Mapping[str, Measurement]) -> Mapping[str, Measurement]:
    """Return what is also measured of a lesion alone."""
    kinds = ("volume.", "rano.longest", "rano.perpendicular", "rano.product", "place.side", "place.lobe", "place.depth")
    return {name: one for name, one in table.items() if name.startswith(kinds)}


def diameters_of(label_map: LabelMap, mask: Mask) -> dict[str, Measured]:
    """Return the mask's extents from back to front and from right to left in its largest axial slice."""
    grid, order = canonical_grid(label_map.grid), canonical_order(label_map.grid)
    core = to_canonical(mask, order)
    k = int(core.sum(axis=(0, 1)).argmax())
    middle = [round(float(np.mean(where))) for where in np.nonzero(core[:, :, k])]
    lengths = []
    for axis, line in ((1, core[middle[0], :, k]), (0, core[:, middle[1], k])):
        inside = np.flatnonzero(line)
        ends = []
        for end in (inside[0] - 0.5, inside[-1] + 0.5):
            index = [float(middle[0]), float(middle[1]), float(k)]
            index[axis] = float(end)
            ends.append(point(grid.to_world_mm(np.array(index))))
        value = len(inside) * float(grid.spacing_mm[axis])
        along = Line(start_mm=ends[0], end_mm=ends[1])
        lengths.append(Measured(value=value, unit="mm", interval=within(value, 0.08), along=along))
    lengths.sort(key=lambda length: -length.value)
    product = lengths[0].value * lengths[1].value
    return {
        "rano.longest": lengths[0],
        "rano.perpendicular": lengths[1],
        "rano.product": Measured(value=product, unit="mm2", interval=within(product, 0.15)),
    }


def point(position: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Point:
    return float(position[0]), float(position[1]), float(position[2])


def within(value: float, share: float) -> Interval:
    """Return an interval of a share on both sides."""
    return Interval(low=value * (1 - share), high=value * (1 + share), confidence=0.9)
