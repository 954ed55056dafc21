"""What stands in the way of an analysis, one rule each, with the ways out that one press takes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Sequence as Several
from pathlib import PurePosixPath

from neuroinsight.core.errors import FileFormatError, LabelError, StudyError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import lacking
from neuroinsight.preprocess.plan import Plan
from neuroinsight.server.intake.names import Named
from neuroinsight.server.intake.recognition import better_of, scheme_of
from neuroinsight.server.intake.values import Cure, Problem, Recognition, Step, Sureness, Told, Use, Verdict

Names = Mapping[str, Named]  # by the id of the file
_MOST_NAMES = 4


def damaged(found: Several[Recognition]) -> Iterator[Problem]:
    """Yield what could not be read, in the words of who tried."""
    for one in found:
        if one.look.refused is not None and one.use is not Use.LEAVE_OUT:
            cure = Cure(label="cure.remove", steps=(Step(file=one.file.id, use=None),), values={"file": one.file.name})
            yield Problem(told=one.look.refused, files=(one.file.id,), cures=(cure,))


def several_patients(found: Several[Recognition], names: Names) -> Iterator[Problem]:
    """Yield the problem of images whose names speak of several patients, or of several dates.

    Names that differ are two patients' where they are built alike (`P1`, `P2`), or where whole studies stand side by
    side; `MRHR_T2` and `SE_13` are words of a scanner.
    """
    patients = _groups(found, {one.file.id: names[one.file.id].patient for one in found})
    alike = len({re.sub(r"\d+", "#", name) for name in patients}) < len(patients)
    whole = sum(len(group) > 1 for group in patients.values()) > 1 and _has_repeated(patients)
    dates = _groups(found, {one.file.id: names[one.file.id].date or "" for one in found})
    if len(patients) > 1 and (alike or whole):
        yield _apart(patients, "upload.several_patients", "several patients")
    elif len(dates) > 1:
        yield _apart(dates, "upload.several_dates", "several dates")


def candidates(found: Several[Recognition]) -> Iterator[Problem]:
    """Yield each sequence that several files could be, with the better one first if there is one."""
    for use in Use:
        several = [one for one in found if one.sure is Sureness.WHICH and one.could_be is use]
        if not several:
            continue
        title = use.sequence.title if use.sequence is not None else "the mask"
        better = better_of(several, [one for one in found if one.use is not None and one.use.sequence is not None])
        ordered = sorted(several, key=lambda one: better is not None and one is not better[0])
        yield Problem(
            told=Told.of(
                StudyError(
                    f"{_counted(len(several))} files could be {title}",
                    seen=_listed(one.file.name for one in several),
                    allowed="one file for each sequence",
                    remedy="choose one, and leave the other out",
                    code="upload.which",
                ),
                use=use.value,
                count=len(several),
            ),
            files=tuple(one.file.id for one in several),
            cures=tuple(_choice(one, several, use) for one in ordered),
            notes=(better[1],) if better is not None else (),
        )


def missing(found: Several[Recognition], plan: Plan) -> Iterator[Problem]:
    """Yield that a sequence is missing which the model reads, unless files wait to be chosen for it."""
    waiting = {one.could_be.sequence for one in found if one.sure is Sureness.WHICH and one.could_be is not None}
    given = {one.use.sequence for one in found if one.use is not None}
    present = [sequence for sequence in Sequence if sequence in given | waiting]
    error = lacking(present, plan.required)
    if error is not None:
        lack = tuple(sequence.value for sequence in plan.required if sequence not in present)
        yield Problem(told=Told.of(error, missing=lack))


def doubted(found: Several[Recognition]) -> Iterator[Problem]:
    """Yield names that the images speak against: to be looked at, in nobody's way."""
    files = [one for one in found if one.sure is Sureness.DOUBTED]
    if not files:
        return
    turned = [one for one in files if one.could_be is None]
    exchanged = [one for one in files if one.could_be is not None]
    for some, code, problem in (
        (exchanged, "upload.looks_like_another", "An image does not look like what its name says"),
        (turned, "upload.looks_inverted", "The gray values of an image may be turned over"),
    ):
        if not some:
            continue
        seen = ", ".join(
            f"{one.file.name}: {one.could_be.value.upper() if one.could_be else 'inverted'}" for one in some
        )
        told = Told.of(
            StudyError(
                problem,
                seen=seen,
                allowed="names and images that agree",
                remedy="look at the pictures, and choose the sequence that each one is",
                code=code,
            ),
            files=tuple(one.file.name for one in some),
        )
        wanted = [one.could_be for one in some if one.could_be is not None]
        as_named = Cure(label="cure.as_named", steps=tuple(Step(file=one.file.id, use=one.use) for one in some))
        as_seen = Cure(
            label="cure.as_it_looks",
            steps=tuple(Step(file=one.file.id, use=one.could_be) for one in some),
            values={"uses": tuple(use.value for use in wanted)},
        )
        free = len(set(wanted)) == len(wanted) and not set(wanted) & {one.use for one in found if one not in some}
        cures = (as_seen, as_named) if wanted and free else (as_named,)
        yield Problem(told=told, blocks=False, files=tuple(one.file.id for one in some), cures=cures)


def refused(found: Several[Recognition], verdict: Verdict | None) -> Iterator[Problem]:
    """Yield what the library's door refuses, with going on without the image that it is about, where that was tried."""
    if verdict is None or verdict.refused is None:
        return
    files = [one for one in found if one.use is not None and one.use.sequence in verdict.without]
    steps = tuple(Step(file=one.file.id, use=Use.LEAVE_OUT) for one in files)
    without = tuple(sequence.value for sequence in verdict.without)
    cures = (Cure(label="cure.go_on_without", steps=steps, values={"sequences": without}),) if steps else ()
    yield Problem(told=verdict.refused, files=tuple(one.file.id for one in files), cures=cures)


def unfit_mask(found: Several[Recognition], verdict: Verdict | None) -> Iterator[Problem]:
    """Yield why a mask that was chosen cannot become a version."""
    for one in found:
        if one.use is not Use.MASK:
            continue
        told = verdict.mask_refused if verdict is not None else None
        if scheme_of(one.look) is None or not one.look.labels:
            numbers = ", ".join(map(str, one.look.labels))
            error = LabelError(
                f"{PurePosixPath(one.file.name).name} is in no known label scheme",
                seen=f"the numbers {numbers}" if numbers else "no mask: many gray values",
                allowed="1 2 4 (BraTS 2017), 1 2 3 (BraTS 2023), or 1 or 255 for the whole tumor",
                remedy="write the mask in one of these schemes",
                code="upload.mask_scheme",
            )
            told = Told.of(error)
        if told is not None:
            step = Step(file=one.file.id, use=Use.LEAVE_OUT)
            cure = Cure(label="cure.leave_out", steps=(step,), values={"count": 1, "file": one.file.name})
            yield Problem(told=told, files=(one.file.id,), cures=(cure,))


def _groups(found: Several[Recognition], said: Mapping[str, str]) -> dict[str, list[Recognition]]:
    """The images by what their names say; those of which a person said what they are belong to nobody else."""
    groups: dict[str, list[Recognition]] = defaultdict(list)
    for one in found:
        used = one.use is not None and one.use.sequence is not None
        if (used or one.sure is Sureness.WHICH) and one.sure is not Sureness.CHOSEN and said[one.file.id]:
            groups[said[one.file.id]].append(one)
    return groups


def _has_repeated(groups: Mapping[str, list[Recognition]]) -> bool:
    return any(one.sure is Sureness.WHICH for group in groups.values() for one in group)


def _apart(groups: Mapping[str, list[Recognition]], code: str, about: str) -> Problem:
    everything = [one for group in groups.values() for one in group]
    cures = [
        Cure(
            label="cure.keep_group",
            steps=(
                *(Step(file=one.file.id, use=one.use or one.could_be) for one in group),
                *(Step(file=one.file.id, use=Use.LEAVE_OUT) for one in everything if one not in group),
            ),
            values={"group": name, "count": len(group)},
        )
        for name, group in sorted(groups.items(), key=lambda item: -len(item[1]))
    ]
    if not _has_repeated(groups):  # it may be one patient all the same, and a person knows
        steps = tuple(Step(file=one.file.id, use=one.use) for one in everything)
        cures.append(Cure(label="cure.one_patient", steps=steps))
    told = Told.of(
        StudyError(
            f"The files' names speak of {about}",
            seen=_listed(groups),
            allowed="the images of one patient on one date",
            remedy="keep one, and upload the other as a study of its own",
            code=code,
        ),
        groups=tuple(groups),
    )
    return Problem(told=told, files=tuple(one.file.id for one in everything), cures=tuple(cures))


def _choice(chosen: Recognition, several: Several[Recognition], use: Use) -> Cure:
    steps = [Step(file=chosen.file.id, use=use)]
    steps += [Step(file=one.file.id, use=Use.LEAVE_OUT) for one in several if one is not chosen]
    return Cure(label="cure.use", steps=tuple(steps), values={"file": chosen.file.name})


def _counted(count: int) -> str:
    return {2: "Two", 3: "Three", 4: "Four"}.get(count, str(count))


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - _MOST_NAMES} more" if len(every) > _MOST_NAMES else ""
    return ", ".join(every[:_MOST_NAMES]) + more


def nothing_here() -> Problem:
    """Return the problem of an upload without files."""
    return Problem(
        told=Told.of(
            FileFormatError(
                "There are no images yet",
                seen="no file",
                allowed="T1, T1CE, T2 and FLAIR of one patient, as NIfTI or MetaImage, or a zip of them",
                remedy="add the files",
                code="upload.empty",
            )
        )
    )
