"""Many cases in one call: a bad one is reported, and the others finish."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from neuroinsight.analysis.analyze import analyze
from neuroinsight.analysis.outputs import Existing, Output, finished_record, render_missing, write_outputs
from neuroinsight.analysis.preparing import make_ready
from neuroinsight.analysis.requests import Request, require_distinct
from neuroinsight.core.errors import NeuroInsightError, StudyError, explained
from neuroinsight.core.progress import Progress
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.inference.segmenter import Segmenter
from neuroinsight.io.atomic import held, require_free
from neuroinsight.io.catalogue import read_volume
from neuroinsight.io.content import printable
from neuroinsight.io.study import load_study_files, recognize
from neuroinsight.preprocess.raw import reference_of


class State(StrEnum):
    """How a case ended."""

    DONE = "done"
    KEPT = "kept"
    RENDERED = "rendered again"  # the analysis was there, a view of it was not
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The record of a case, made now or found where it was to be made."""

    record: Analysis
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one case: its record if there is an analysis of it, its error if it failed."""

    name: str
    folder: Path
    state: State
    record: Analysis | None = None
    error: NeuroInsightError | None = None


def run_one(
    request: Request,
    model: Segmenter,
    folder: Path,
    *,
    output: Output = Output(),  # noqa: B008 - frozen
    progress: Callable[[Progress], None] = lambda _: None,
) -> Finished:
    """Analyze one case into its folder, or keep what stands there if it is this case's analysis and may be kept.

    `progress` hears how far each stage is: loading, those of `analyze`, rendering.

    Raises:
        NeuroInsightError: The case cannot be read, analyzed or written, its folder holds another analysis, or another
            process writes there; nothing is left behind.
    """
    require_free(folder, overwrite=output.existing is not Existing.REFUSE)  # now, not after the work
    with held(folder) as place:
        progress(Progress(stage="loading", fraction=0.0))
        files = recognize(request.where) if isinstance(request.where, Path) else request.where
        study = _named(load_study_files(files, case_id=request.name), request)
        mask = read_volume(request.brain_mask) if request.brain_mask is not None else None
        keep = output.existing is Existing.KEEP
        kept = finished_record(place, study, model.identity, output, declared=request.declared) if keep else None
        if kept is not None:
            shown = make_ready(study, model.plan, kind=request.kind, brain_mask=mask).shown
            rendered = render_missing(place, kept, shown, output)
            return Finished(record=kept, state=State.RENDERED if rendered else State.KEPT)
        result = analyze(
            study,
            model,
            scheme=output.scheme,
            declared=request.declared,
            kind=request.kind,
            brain_mask=mask,
            progress=progress,
        )
        if not output.with_probabilities:
            result = replace(result, probabilities=None)  # 100 MB that need not stand beside the views
        progress(Progress(stage="rendering", fraction=0.0))
        first = next(iter(study.volumes)) if result.brain is None else reference_of(study)
        write_outputs(place, result.study, result, like=files[first], output=output)
        return Finished(record=result.record, state=State.DONE)


def run_many(
    requests: Iterable[Request],
    model: Segmenter,
    out: Path,
    *,
    output: Output = Output(),  # noqa: B008 - frozen
) -> Iterator[Outcome]:
    """Analyze cases one after the other into `out/<name>`, and yield what became of each.

    Raises:
        StudyError: Two cases would be written to one folder.
        OutputError: Another process writes there, or the place cannot be written.
    """
    requests = tuple(requests)
    require_free(out, overwrite=True)
    with held(out) as place:
        require_own_folders(requests, place)
        for request in requests:
            yield outcome_of(request, out, lambda of, folder: run_one(of, model, folder, output=output))


def outcome_of(request: Request, out: Path, run: Callable[[Request, Path], Finished]) -> Outcome:
    """Run one case of many into its folder below `out`, and return what became of it; nothing is raised."""
    folder = out / request.name
    try:
        finished = run(request, folder)
    except Exception as error:  # noqa: BLE001 - whatever befalls one case, the others still finish
        return Outcome(name=request.name, folder=folder, state=State.FAILED, error=_without_trace(error))
    return Outcome(name=request.name, folder=folder, state=finished.state, record=finished.record)


def _without_trace(error: Exception) -> NeuroInsightError:
    """The words alone: a traceback would keep the case's images in memory until the last case is done."""
    problem = explained(error)
    problem.__traceback__ = problem.__cause__ = problem.__context__ = None
    return problem


def require_own_folders(requests: Iterable[Request], place: Path) -> None:
    """Refuse names of cases that would share a folder of `place`.

    Raises:
        StudyError: Two cases would be written to one folder.
    """
    try:
        require_distinct([request.name for request in requests], ignoring_case=True)
    except StudyError:
        if _ignores_case(place):
            raise


def _ignores_case(folder: Path) -> bool:
    above = next(place for place in (folder, *folder.parents) if place.is_dir())
    probe = above / f".neuroinsight.{secrets.token_hex(4)}.probe"
    probe.mkdir()
    try:
        return probe.with_name(probe.name.upper()).exists()
    finally:
        probe.rmdir()


def _named(study: Study, request: Request) -> Study:
    identity = study.identity
    return replace(
        study,
        identity=replace(
            identity,
            patient_id=printable(request.patient_id) if request.patient_id else identity.patient_id,
            study_id=printable(request.study_id) if request.study_id else identity.study_id,
            study_date=request.study_date or identity.study_date,
        ),
    )
