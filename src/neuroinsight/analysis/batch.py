"""Many cases in one call: a bad one is reported, and the others finish."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from neuroinsight.analysis.analyze import analyze
from neuroinsight.analysis.outputs import Existing, finished_record, require_same, write_outputs
from neuroinsight.core.errors import NeuroInsightError, StudyError
from neuroinsight.core.labels import BRATS_2017, LabelScheme
from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.inference.bundle import Bundle
from neuroinsight.io.atomic import require_free
from neuroinsight.io.content import printable
from neuroinsight.io.study import case_folders, load_study_files, recognize


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A case to analyze: its images by sequence, or the folder to recognize them in."""

    name: str
    where: Path | Mapping[Sequence, Path]
    patient_id: str | None = None
    study_id: str | None = None
    study_date: str | None = None  # ISO 8601


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The record of a case, made now or found where it was to be made."""

    record: Analysis
    was_there: bool


class State(StrEnum):
    """How a case ended."""

    DONE = "done"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one case: its record if there is an analysis of it, its error if it failed."""

    name: str
    folder: Path
    state: State
    record: Analysis | None = None
    error: NeuroInsightError | None = None


def requests_for(paths: Iterable[Path]) -> tuple[Request, ...]:
    """Return one request per case folder; a folder of case folders stands for all of them.

    Equal names get the names of the folders above in front, as many as tell them apart.

    Raises:
        StudyError: A folder cannot be read or holds no images, or one case is named twice.
    """
    folders = [folder for path in paths for folder in case_folders(path)]
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise StudyError(
            "A case is named twice",
            seen=", ".join(str(folder) for folder in folders),
            allowed="each case folder once",
            remedy="remove the repeated path",
        )
    names = _distinct_names([Path(os.path.abspath(folder)) for folder in folders])  # noqa: PTH100 - a link's own name
    return tuple(Request(name=name, where=folder) for name, folder in zip(names, folders, strict=True))


def run_one(
    request: Request,
    bundle: Bundle,
    folder: Path,
    *,
    scheme: LabelScheme = BRATS_2017,
    existing: Existing = Existing.REFUSE,
    progress: Callable[[float], None] = lambda _: None,
) -> Finished:
    """Analyze one case into its folder, or keep what stands there if it is this case's analysis and may be kept.

    Raises:
        NeuroInsightError: The case cannot be read, analyzed or written, or its folder holds another analysis; nothing
            is left behind.
    """
    require_free(folder, overwrite=existing is not Existing.REFUSE)  # now, not after the work
    files = recognize(request.where) if isinstance(request.where, Path) else request.where
    study = _named(load_study_files(files, case_id=request.name), request)
    kept = finished_record(folder) if existing is Existing.KEEP else None
    if kept is not None:
        require_same(kept, study, bundle.identity, scheme)
        return Finished(record=kept, was_there=True)
    result = analyze(study, bundle, scheme=scheme, progress=progress)
    like = files[next(iter(study.volumes))]
    write_outputs(folder, study, result, like=like, overwrite=existing is not Existing.REFUSE)
    return Finished(record=result.record, was_there=False)


def run_many(
    requests: Iterable[Request],
    bundle: Bundle,
    out: Path,
    *,
    scheme: LabelScheme = BRATS_2017,
    existing: Existing = Existing.REFUSE,
) -> Iterator[Outcome]:
    """Analyze cases one after the other into `out/<name>`, and yield what became of each."""
    for request in requests:
        folder = out / request.name
        try:
            finished = run_one(request, bundle, folder, scheme=scheme, existing=existing)
        except NeuroInsightError as error:
            yield Outcome(name=request.name, folder=folder, state=State.FAILED, error=error)
        except (OSError, MemoryError, RuntimeError) as error:  # of the system or of torch: the others still finish
            yield Outcome(name=request.name, folder=folder, state=State.FAILED, error=_unforeseen(error))
        else:
            state = State.KEPT if finished.was_there else State.DONE
            yield Outcome(name=request.name, folder=folder, state=state, record=finished.record)


def _unforeseen(error: Exception) -> NeuroInsightError:
    return NeuroInsightError(
        "This case could not be analyzed",
        seen=f"{type(error).__name__}: {error}",
        allowed="images that fit into this machine's memory, and folders that may be read and written",
        remedy="analyze the case alone to see more; look at free memory and free space",
    )


def _distinct_names(folders: list[Path]) -> list[str]:
    """The last part of each path, and as many parts in front of it as make it differ from all others."""
    depths = [1] * len(folders)
    while True:
        names = ["-".join(folder.parts[1:][-depth:]) for folder, depth in zip(folders, depths, strict=True)]
        counts = Counter(names)
        alike = [place for place, name in enumerate(names) if counts[name] > 1]
        longer = [place for place in alike if depths[place] < len(folders[place].parts) - 1]
        if not longer:
            return names
        for place in longer:
            depths[place] += 1


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
