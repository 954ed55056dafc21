"""All that is known of an upload, in one value: what each file is, what stands in the way, and whether it may begin.

Files are looked at and the door is asked by who calls (`Examiner`), for both happen in another process and are kept.
"""

from collections.abc import Callable, Mapping
from collections.abc import Sequence as Several
from itertools import chain

from neuroinsight.core.sequences import Sequence
from neuroinsight.preprocess.plan import Plan
from neuroinsight.server.intake import problems
from neuroinsight.server.intake.names import read_names
from neuroinsight.server.intake.raw import not_yet
from neuroinsight.server.intake.recognition import Seen, recognize, scheme_of
from neuroinsight.server.intake.values import (
    Check,
    CheckState,
    Intake,
    Look,
    Problem,
    Received,
    Recognition,
    Use,
    Verdict,
)

# of the image, the sequences and the scheme of the mask: what the door says
AskDoor = Callable[[Mapping[Sequence, Received], Received | None, str | None], Verdict]

_BRAIN, _GRID, _SOUND = "brain_extracted", "one_grid", "images_sound"
_ORDER = (_BRAIN, _GRID, _SOUND)  # in which the door looks; what comes before a refusal held
_ABOUT_BRAIN = ("study.whole_head", "study.no_brain")
_ABOUT_GRID = ("grid.", "study.not_registered", "study.mirrored", "study.hardly_covered")
_LONGEST_CODE = 64  # characters of a patient's code


def assess(files: Several[Received], looks: Mapping[str, Look], plan: Plan, ask: AskDoor) -> Intake:
    """Return what is known of the files; `looks` has an entry for the id of each, `ask` is called at most once."""
    named = read_names(file.name for file in files)
    names = {file.id: named[file.name] for file in files}
    found = recognize([Seen(file, looks[file.id], names[file.id]) for file in files])
    images = {
        sequence: one.file
        for sequence in Sequence
        for one in found
        if one.use is not None and one.use.sequence is sequence
    }
    mask = next((one for one in found if one.use is Use.MASK), None)
    apart = list(problems.several_patients(found, names))
    before = list(
        chain(
            problems.damaged(found),
            not_yet(found),
            apart or problems.candidates(found),  # of two patients every sequence is there twice
            problems.missing(found, plan) if files else [problems.nothing_here()],
        )
    )
    verdict = None
    scheme = scheme_of(mask.look) if mask is not None else None
    if not before:
        verdict = ask(images, mask.file if mask is not None and scheme is not None else None, scheme)
    after = [*problems.refused(found, verdict), *problems.unfit_mask(found, verdict), *problems.doubted(found)]
    every = before + after
    patients = {names[one.file.id].patient for one in found if one.use is not None and one.use.sequence is not None}
    dates = {names[one.file.id].date for one in found if one.use is not None and one.use.sequence is not None} - {None}
    return Intake(
        files=found,
        problems=tuple(every),
        checks=_checks(every, found, verdict),
        ready=verdict is not None and not any(problem.blocks for problem in every),
        images=images,
        mask=mask.file if mask is not None else None,
        mask_scheme=scheme,
        suggested_patient=_only(patients - {""}),
        suggested_date=_only(dates),
        cautions=verdict.cautions if verdict is not None else (),
    )


def _only(values: "set[str | None] | set[str]") -> str | None:
    only = values.pop() if len(values) == 1 else None
    return only[:_LONGEST_CODE] if only is not None else None


def _checks(every: Several[Problem], found: Several[Recognition], verdict: Verdict | None) -> tuple[Check, ...]:
    codes = {problem.told.code for problem in every if problem.blocks}
    apart = codes & {"upload.several_patients", "upload.several_dates"}
    chosen = not codes & {"upload.which", "study.missing_sequence", "upload.empty"}
    return (
        Check(code="one_patient", state=_state(has_failed=bool(apart), waits=not found)),
        Check(code="sequences", state=_state(has_failed=not chosen, waits=not found or bool(apart))),
        *_door_checks(verdict),
    )


def _state(*, has_failed: bool, waits: bool) -> CheckState:
    return CheckState.WAITING if waits else CheckState.BAD if has_failed else CheckState.OK


def _door_checks(verdict: Verdict | None) -> tuple[Check, ...]:
    if verdict is None:
        return tuple(Check(code=code, state=CheckState.WAITING) for code in _ORDER)
    if verdict.refused is None:
        return tuple(Check(code=code, state=CheckState.OK) for code in _ORDER)
    code = verdict.refused.code
    failed = _BRAIN if code in _ABOUT_BRAIN else _GRID if code.startswith(_ABOUT_GRID) else _SOUND
    at = _ORDER.index(failed)
    states = [CheckState.OK] * at + [CheckState.BAD] + [CheckState.WAITING] * (len(_ORDER) - at - 1)
    if failed == _SOUND:  # the first look at single images comes before brain and grid: of these nothing is known
        states[:2] = [CheckState.WAITING] * 2
    return tuple(Check(code=one, state=state) for one, state in zip(_ORDER, states, strict=True))
