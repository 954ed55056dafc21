"""A label map that a reader changed, measured like any other: what only its model knew is not measured of it."""

from neuroinsight.analysis.analyze import Result, record_of
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.core.grid import require_same_grid
from neuroinsight.core.labels import LabelMap
from neuroinsight.core.record import Analysis, Reader
from neuroinsight.core.study import Study

# of the images, whatever is outlined on them; all other cautions are judged anew
_OF_IMAGES = ("header.", "image.", "slices.", "brain.", "coverage.", "registration.")
_OF_SEQUENCES = ("sequences.named_otherwise", "sequences.optional_missing", "sequences.single")


def measure_edited(study: Study, label_map: LabelMap, *, edited: Analysis, reader: str, time: str) -> Result:
    """Return the record of a label map that `reader` made from the one of `edited`, at `time` (ISO 8601).

    `study` holds the images as they were analyzed then.

    Raises:
        GridError: The label map does not lie on the grid of the one that was edited.
    """
    require_same_grid(
        label_map.grid,
        edited.grid,
        what="the edited label map",
        expected_of="the one that was edited",
        or_else="; or edit the label map of this study in its own space",
    )
    return measure_drawn(study, label_map, known=edited, author=Reader(name=reader, time=time, edited=edited.outline))


def measure_drawn(study: Study, label_map: LabelMap, *, known: Analysis, author: Reader) -> Result:
    """Return the record of a label map that no model made; `known` tells of the images, which are `study`'s."""
    evidence = Evidence(
        study=study,
        label_map=label_map,
        declared=known.declared,
        noticed=tuple(one for one in known.cautions if one.code.startswith(_OF_IMAGES) or one.code in _OF_SEQUENCES),
    )
    return record_of(evidence, author=author, preparation=known.preparation)
