"""What a reader must know of a header that states two places which are not one."""

from collections.abc import Iterator

import numpy as np

from neuroinsight.core.grid import Grid
from neuroinsight.core.origin import Origin, Reading
from neuroinsight.core.record import Caution, Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study

_SAME_SPACING = 0.01  # of the spacing: headers keep single precision


def contradictions(study: Study) -> tuple[Caution, ...]:
    """Return a caution for each image whose header contradicts itself, with both readings; the first one is used.

    Two places in different spaces are none: a scan may be stated to lie in the scanner and in an atlas. Another side,
    another spacing, or another place in one space are.
    """
    return tuple(caution for sequence, origin in study.origin.items() for caution in _of_header(sequence, origin))


def _of_header(sequence: Sequence, origin: Origin) -> Iterator[Caution]:
    for other in origin.readings[1:]:
        used = origin.readings[0]
        values = {"sequence": sequence.value, "used": _text(used), "other": _text(other)}
        if used.grid.axis_codes != other.grid.axis_codes:
            yield Caution(code="header.two_sides", values=values)
        elif not np.allclose(used.grid.spacing_mm, other.grid.spacing_mm, rtol=_SAME_SPACING):
            yield Caution(code="header.two_spacings", values=values)
        elif used.space == other.space and _apart_mm(used.grid, other.grid) > used.grid.spacing_mm.max():
            yield Caution(code="header.two_places", values=values, severity=Severity.NOTE)


def _apart_mm(one: Grid, other: Grid) -> float:
    """How far apart the two put a corner of the image, at most."""
    corners = np.array(np.meshgrid(*[(0, extent - 1) for extent in one.shape])).reshape(3, -1).T
    return float(np.linalg.norm(one.to_world_mm(corners) - other.to_world_mm(corners), axis=1).max())


def _text(reading: Reading) -> str:
    corner = ", ".join(f"{value:.0f}" for value in reading.grid.affine[:3, 3])
    return f"{reading.name}: {reading.grid}, first voxel at {corner} mm"
