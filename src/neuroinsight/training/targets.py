"""What is to be learned of a slice or of a case, from its labels and from what its data set says of it."""

from collections.abc import Callable

import numpy as np

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import CLASSES, Region
from neuroinsight.datasets.case import Grade
from neuroinsight.models.outputs import OutputKind, Outputs
from neuroinsight.training.cache import CachedCase

Truth = Callable[[CachedCase, int], int]  # of a case and the number of a slice: the class's place among the names


def truth_for(outputs: Outputs) -> Truth | None:
    """Return how the class of an input of a classifier is found; None where labels are learned.

    One name alone is a region, and its class 1 where any of it is: in the slice for a classifier of slices, anywhere in
    the case for one of patients. Several names are the grades of the data set.

    Raises:
        DatasetError: Nothing is known of which the names could be classes.
    """
    if outputs.marks_voxels:
        return None
    names, of_slice = outputs.names, outputs.kind is OutputKind.SLICE
    if len(names) == 1 and names[0] in set(Region):
        numbers = [CLASSES.index(tissue) + 1 for tissue in Region(names[0]).tissues if tissue in CLASSES]
        return lambda case, k: int(np.isin(case.labels[k] if of_slice else case.labels, numbers).any())
    if set(names) <= set(Grade):
        return lambda case, _: names.index(_grade(case, names))
    raise DatasetError(
        "Nothing is known from which these classes could be learned",
        seen=f"outputs.names {', '.join(names)}",
        allowed=f"one of {', '.join(Region)}, or the grades {', '.join(Grade)}",
        remedy="name one region, or grades",
        code="training.unknown_classes",
    )


def _grade(case: CachedCase, names: tuple[str, ...]) -> str:
    if case.grade is None or case.grade not in names:
        raise DatasetError(
            f"The case {case.key} has no class to be learned",
            seen=f"grade {case.grade.value if case.grade else 'unknown'}",
            allowed=", ".join(names),
            remedy="name the folder of the table with its grade, or leave the case out of the split",
            code="training.no_class",
        )
    return case.grade.value
