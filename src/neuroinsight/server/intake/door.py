"""The library's own door, asked about the chosen images together. Runs in the child process.

What it refuses, an analysis would refuse, in the same words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from neuroinsight.core.errors import NeuroInsightError, explained
from neuroinsight.core.grid import require_same_grid
from neuroinsight.core.labels import scheme_called
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from neuroinsight.imaging.matching import labels_onto, onto_first
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.labels import read_label_map
from neuroinsight.preprocess.admission import admit
from neuroinsight.preprocess.plan import Plan
from neuroinsight.preprocess.prepare import require_readable
from neuroinsight.server.intake.values import Evidence, Told, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A label map among the files, and the scheme that its numbers are read in."""

    path: Path
    scheme: str


def ask(images: Mapping[Sequence, Path], plan: Plan, mask: Mask | None = None) -> Verdict:
    """Return what the door says; where it refuses, also which images that a model does without it would let in without.

    A mask is asked whether it lies on the images' grid, in any order of the axes.
    """
    try:
        volumes = {sequence: read_volume(images[sequence]) for sequence in Sequence if sequence in images}
        verdict = _admitted(volumes, plan)
        refused = _mask_refused(volumes, mask) if mask is not None else None
    except (NeuroInsightError, MemoryError) as error:
        return Verdict(refused=Told.of(explained(error)))
    return replace(verdict, mask_refused=refused)


def _admitted(volumes: Mapping[Sequence, Volume], plan: Plan) -> Verdict:
    try:
        cautions = _admit(volumes, plan)
    except NeuroInsightError as error:
        return Verdict(refused=Told.of(error), without=next(_ways_without(volumes, plan), ()))
    return Verdict(cautions=cautions)


def _admit(volumes: Mapping[Sequence, Volume], plan: Plan) -> tuple[Evidence, ...]:
    study = Study(identity=Identity(case_id="upload"), volumes=onto_first(volumes))
    admitted = admit(study, plan)
    require_readable(admitted.study, plan)
    return tuple(Evidence(code=caution.code, values=dict(caution.values)) for caution in admitted.cautions)


def _ways_without(volumes: Mapping[Sequence, Volume], plan: Plan) -> Iterator[tuple[Sequence, ...]]:
    """Yield the images that may be left out so that the rest is let in: one of them, or else all together."""
    spare = [sequence for sequence in volumes if sequence in plan.optional]
    for left_out in [(sequence,) for sequence in spare] + ([tuple(spare)] if len(spare) > 1 else []):
        rest = {sequence: volume for sequence, volume in volumes.items() if sequence not in left_out}
        try:
            _admit(rest, plan)
        except NeuroInsightError:
            continue
        yield left_out


def _mask_refused(volumes: Mapping[Sequence, Volume], mask: Mask) -> Told | None:
    sequence, first = next(iter(volumes.items()))
    try:
        label_map = read_label_map(mask.path, scheme_called(mask.scheme))
        if labels_onto(label_map, first.grid) is None:
            require_same_grid(label_map.grid, first.grid, what="the mask", expected_of=sequence.title)
    except NeuroInsightError as error:
        return Told.of(error)
    return None
