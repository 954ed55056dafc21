"""Many cases in one call: a bad one is reported, and the others finish."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from neuroinsight.analysis.analyze import analyze
from neuroinsight.analysis.outputs import Existing, is_finished, write_outputs
from neuroinsight.core.errors import NeuroInsightError, StudyError
from neuroinsight.core.labels import BRATS_2017, LabelScheme
from neuroinsight.core.record import Analysis
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.inference.bundle import Bundle
from neuroinsight.io.atomic import require_free
from neuroinsight.io.study import case_folders, load_study_files, recognize


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A case to analyze: its images by sequence, or the folder to recognize them in."""

    name: str
    where: Path | Mapping[Sequence, Path]
    patient_id: str | None = None
    study_id: str | None = None


class State(StrEnum):
    """How a case ended."""

    DONE = "done"
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one case: its record if it was analyzed, its error if it failed."""

    name: str
    folder: Path
    state: State
    record: Analysis | None = None
    error: NeuroInsightError | None = None


def requests_for(paths: Iterable[Path]) -> tuple[Request, ...]:
    """Return one request per case folder; a folder of case folders stands for all of them.

    Equal names get their parent folder's name in front.

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
    names = [folder.resolve().name for folder in folders]
    requests = []
    for folder, name in zip(folders, names, strict=True):
        unique = name if names.count(name) == 1 else f"{folder.resolve().parent.name}-{name}"
        requests.append(Request(name=unique, where=folder))
    return tuple(requests)


def run_one(
    request: Request,
    bundle: Bundle,
    folder: Path,
    *,
    scheme: LabelScheme = BRATS_2017,
    existing: Existing = Existing.REFUSE,
    progress: Callable[[float], None] = lambda _: None,
) -> Analysis:
    """Analyze one case into its folder, and return the record.

    Raises:
        NeuroInsightError: The case cannot be read, analyzed or written; nothing is left behind.
    """
    require_free(folder, overwrite=existing is Existing.OVERWRITE)  # now, not after the work
    files = recognize(request.where) if isinstance(request.where, Path) else request.where
    study = _named(load_study_files(files, case_id=request.name), request)
    result = analyze(study, bundle, scheme=scheme, progress=progress)
    like = files[next(iter(study.volumes))]
    write_outputs(folder, study, result, like=like, existing=existing)
    return result.record


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
        if existing is Existing.KEEP and is_finished(folder):
            yield Outcome(name=request.name, folder=folder, state=State.KEPT)
            continue
        again = Existing.OVERWRITE if existing is Existing.KEEP else existing
        try:
            record = run_one(request, bundle, folder, scheme=scheme, existing=again)
        except NeuroInsightError as error:
            yield Outcome(name=request.name, folder=folder, state=State.FAILED, error=error)
        else:
            yield Outcome(name=request.name, folder=folder, state=State.DONE, record=record)


def _named(study: Study, request: Request) -> Study:
    identity = study.identity
    return replace(
        study,
        identity=replace(
            identity,
            patient_id=request.patient_id or identity.patient_id,
            study_id=request.study_id or identity.study_id,
        ),
    )
