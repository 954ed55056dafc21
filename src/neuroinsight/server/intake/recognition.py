"""What each file is taken for: by a person's choice, else by its name, else by what the image looks like.

Both are always told. Where several files could be one sequence none is taken, and which is the better is said.
"""

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence as Several
from dataclasses import replace
from math import exp
from typing import NamedTuple

import numpy as np

from neuroinsight.core.labels import BRATS_2017, BRATS_2023, BRATS_2024, DECATHLON, WHOLE_TUMOR
from neuroinsight.core.sequences import Sequence
from neuroinsight.io.naming import Absent, Recognized
from neuroinsight.preprocess.appearance import doubts_of
from neuroinsight.server.intake.look import schemes_of
from neuroinsight.server.intake.names import Named
from neuroinsight.server.intake.values import Evidence, Kind, Look, Received, Recognition, Sureness, Use, Values

_LOOKS_SURE = 0.9  # probability from which an image of a silent name is taken for what it looks like
_BLURRED = 1.6  # times coarser than along the best direction
_CLEARLY = 1.25  # times sharper
_WHOLE_BRAIN_ML = 700.0  # a mask of a single number that marks more than this is a brain's, not a tumor's
_SIDES = ("right", "front", "top")
# in which scheme a mask's numbers are read: the usual ones first; 1, 2, 3 may also be the Decathlon's, and says so
SCHEMES = (WHOLE_TUMOR, BRATS_2017, BRATS_2023, BRATS_2024, DECATHLON)


class Seen(NamedTuple):
    """A file with what it shows and what its name says."""

    file: Received
    look: Look
    named: Named


def recognize(files: Several[Seen]) -> tuple[Recognition, ...]:
    """Return what each file is taken for, in the order given."""
    first_of: dict[str, Received] = {}
    found = []
    for seen in files:
        twin = first_of.setdefault(seen.file.sha256, seen.file)
        found.append(_alone(seen) if twin is seen.file else _copy(seen, twin))
    return _doubted(_one_of_each(found))


def better_of(candidates: Several[Recognition], others: Several[Recognition]) -> tuple[Recognition, Evidence] | None:
    """Return the better of several files for one sequence and why, or None where nothing speaks for one of them.

    `others` are the files of the other sequences: an image on their grid needs no resampling.
    """
    shapes = {(one.look.shape, one.look.spacing_mm) for one in others}
    on_grid = [one for one in candidates if (one.look.shape, one.look.spacing_mm) in shapes]
    if len(on_grid) == 1:
        return on_grid[0], Evidence(code="better.same_grid", values={"file": on_grid[0].file.name})
    ranked = sorted((max(one.look.detail_mm), one.file.id, one) for one in candidates if one.look.detail_mm)
    if len(ranked) > 1 and ranked[1][0] >= _CLEARLY * ranked[0][0]:
        _, _, best = ranked[0]
        values: Values = {
            "file": best.file.name,
            "detail_mm": round(ranked[0][0], 1),
            "other_mm": round(ranked[1][0], 1),
        }
        return best, Evidence(code="better.sharper", values=values)
    voxels = sorted(
        (float(np.prod(one.look.spacing_mm)), one.file.id, one) for one in candidates if one.look.spacing_mm
    )
    if len(voxels) > 1 and voxels[1][0] >= _CLEARLY * voxels[0][0]:
        return voxels[0][2], Evidence(code="better.finer_voxels", values={"file": voxels[0][2].file.name})
    return None


def scheme_of(look: Look) -> str | None:
    """Return the scheme in which a mask's numbers are read; None where no known one has them all."""
    return next((scheme.name for scheme in schemes_of(look.labels, SCHEMES)), None)


def _copy(seen: Seen, twin: Received) -> Recognition:
    evidence = (Evidence(code="copy.of", values={"file": twin.name}),)
    return Recognition(file=seen.file, look=seen.look, use=Use.LEAVE_OUT, sure=Sureness.NOT_USED, evidence=evidence)


def _alone(seen: Seen) -> Recognition:
    file, look, named = seen
    if look.kind in {Kind.IMAGE, Kind.MASK}:
        evidence = (*_by_name(named), *_by_look(look))
    else:
        evidence = (Evidence(code="kind.is", values={"kind": look.kind.value}),)
    if look.refused is not None or look.kind in {Kind.PAIR, Kind.ARCHIVE, Kind.DICOM, Kind.PICTURE, Kind.UNKNOWN}:
        use = Use.LEAVE_OUT if file.use is Use.LEAVE_OUT or look.kind is Kind.UNKNOWN else None
        return Recognition(file=file, look=look, use=use, sure=Sureness.REFUSED, evidence=evidence)
    use, sure = _chosen(file.use) if file.use is not None else _taken(look, named)
    return Recognition(file=file, look=look, use=use, sure=sure, evidence=evidence)


def _chosen(use: Use) -> tuple[Use, Sureness]:
    return use, Sureness.NOT_USED if use is Use.LEAVE_OUT else Sureness.CHOSEN


def _taken(look: Look, named: Named) -> tuple[Use | None, Sureness]:
    """What a file is taken for where nobody chose."""
    if look.kind in {Kind.MASK, Kind.DOCUMENT} or named.is_copy:
        return Use.LEAVE_OUT, Sureness.NOT_USED
    if isinstance(named.sequence, Recognized):
        return Use(named.sequence.sequence.value), Sureness.SURE
    if named.sequence.why is Absent.LABELS:  # a probability map, or a mask with soft edges
        return Use.LEAVE_OUT, Sureness.NOT_USED
    if look.likeness is not None:
        likeliest = max(Sequence, key=look.likeness.sequences.__getitem__)
        if exp(look.likeness.sequences[likeliest]) >= _LOOKS_SURE:
            return Use(likeliest.value), Sureness.LIKELY
    return None, Sureness.UNKNOWN


def _by_name(named: Named) -> Iterator[Evidence]:
    said = named.sequence
    if isinstance(said, Recognized):
        yield Evidence(code="name.says", values={"sequence": said.sequence.value, "words": said.evidence})
    elif said.why is Absent.AMBIGUOUS:
        yield Evidence(code="name.ambiguous", values={"words": said.evidence})
    elif said.why is Absent.LABELS:
        yield Evidence(code="name.labels", values={"words": said.evidence})
    else:
        yield Evidence(code="name.silent")
    if named.is_copy:
        yield Evidence(code="name.corrected_copy")


def _by_look(look: Look) -> Iterator[Evidence]:
    if look.labels:
        yield Evidence(code="labels.found", values={"labels": (0, *look.labels), "scheme": scheme_of(look) or ""})
        if len(look.labels) == 1 and look.marked_ml > _WHOLE_BRAIN_ML:
            yield Evidence(code="labels.brain", values={"volume_ml": round(look.marked_ml)})
    if look.is_head:
        yield Evidence(code="looks.like_a_head")
    if look.likeness is not None:
        likeliest = max(Sequence, key=look.likeness.sequences.__getitem__)
        probability = exp(look.likeness.sequences[likeliest])
        values = {"sequence": likeliest.value, "probability": round(min(probability, 0.99), 2)}
        yield Evidence(code="looks.like" if probability >= _LOOKS_SURE else "looks.unclear", values=values)
    if look.detail_mm is not None:
        worst, best = int(np.argmax(look.detail_mm)), min(look.detail_mm)
        if look.detail_mm[worst] >= _BLURRED * best:
            factor = round(look.detail_mm[worst] / best, 1)
            yield Evidence(code="sharp.blurred", values={"axis": _SIDES[worst], "factor": factor})
        else:
            yield Evidence(code="sharp.all_planes")


def _one_of_each(found: list[Recognition]) -> list[Recognition]:
    """Take no file for a sequence that several could be, unless a person chose one: then the others are left out."""
    by_use: dict[Use, list[Recognition]] = defaultdict(list)
    for one in found:
        if one.use is not None and one.use is not Use.LEAVE_OUT:
            by_use[one.use].append(one)
    changed: dict[str, Recognition] = {}
    for use, candidates in by_use.items():
        chosen = [one for one in candidates if one.sure is Sureness.CHOSEN]
        if len(candidates) == 1:
            continue
        for one in candidates:
            if len(chosen) != 1:
                changed[one.file.id] = replace(one, use=None, sure=Sureness.WHICH, could_be=use)
            elif one is not chosen[0]:
                why = Evidence(code="another.chosen", values={"file": chosen[0].file.name})
                evidence = (*one.evidence, why)
                changed[one.file.id] = replace(one, use=Use.LEAVE_OUT, sure=Sureness.NOT_USED, evidence=evidence)
    return [changed.get(one.file.id, one) for one in found]


def _doubted(found: list[Recognition]) -> tuple[Recognition, ...]:
    """Mark what the images together speak against, as the library's check does; a person's choice is not doubted."""
    images = {one.use.sequence: one for one in found if one.use is not None and one.use.sequence is not None}
    looks = {sequence: one.look.likeness for sequence, one in images.items() if sequence and one.look.likeness}
    against = {doubt.given: doubt for doubt in doubts_of(looks)} if looks else {}
    marked = []
    for one in found:
        doubt = against.get(one.use.sequence) if one.use is not None and one.use.sequence else None
        if doubt is None or one.sure is Sureness.CHOSEN:
            marked.append(one)
            continue
        other = doubt.looks_like.value if doubt.looks_like else "inverted"
        values: Values = {"looks_like": other, "probability": round(min(doubt.probability, 0.99), 2)}
        doubting = Evidence(code="looks.against_name", values=values)
        could_be = Use(other) if doubt.looks_like else None
        marked.append(replace(one, sure=Sureness.DOUBTED, could_be=could_be, evidence=(*one.evidence, doubting)))
    return tuple(marked)
