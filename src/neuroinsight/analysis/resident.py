"""What a worker process holds and does: the model, opened once, and the work that asks for it."""

import time
from typing import TypeVar

from distributed import Event, Worker, WorkerPlugin, get_worker

from neuroinsight.analysis.work import Answer, Call, Canceled, ModelChoice, Work
from neuroinsight.core.errors import NeuroInsightError, WorkerError, explained
from neuroinsight.core.progress import Progress
from neuroinsight.core.version import VERSION
from neuroinsight.inference.segmenter import Segmenter

Given = TypeVar("Given")
Made = TypeVar("Made")
_ASKED_EVERY_S = 0.1  # whether somebody canceled: a question costs a millisecond


class Resident(WorkerPlugin):
    """Keeps a model in each worker process, also after one was started again."""

    def __init__(self, choice: ModelChoice) -> None:
        self.choice = choice
        self.model: Segmenter | None = None
        self.error: NeuroInsightError | None = None

    def setup(self, worker: Worker) -> None:  # noqa: ARG002 - of Dask's interface
        """Open the model; a failure is told to whoever asks for work, because Dask would hide it in its log."""
        try:
            self.model = _opened(self.choice)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller hears it in words
            self.error = explained(error)


def plugin_name(choice: ModelChoice) -> str:
    """Return the name by which a worker knows the model that it keeps."""
    return f"neuroinsight {choice.name_or_path} {choice.device}"


def work_on(work: Work[Given, Made], given: Given, call: Call) -> Answer[Made]:
    """Do the work in a worker process, tell the topic how far it is, and stop where the event of its name is set."""
    worker = get_worker()
    stop, asked_s = Event(call.name), 0.0

    def tell(progress: Progress) -> None:
        nonlocal asked_s
        worker.log_event(call.name, {"worker": worker.address, "stage": progress.stage, "fraction": progress.fraction})
        if time.monotonic() - asked_s > _ASKED_EVERY_S:
            if stop.is_set():
                raise Canceled
            asked_s = time.monotonic()

    try:
        tell(Progress(stage="starting", fraction=1.0))
        _require_version(call.version)
        return Answer(made=work(_model(worker, call.model), given, tell))
    except Canceled:
        return Answer()
    except Exception as error:  # noqa: BLE001 - an exception of any library may not be known where it arrives
        return Answer(error=explained(error))


def _opened(choice: ModelChoice) -> Segmenter:
    from neuroinsight.inference.device import Device  # noqa: PLC0415 - torch is for workers, not for who asks them
    from neuroinsight.inference.store import open_model  # noqa: PLC0415 - as above

    return open_model(choice.name_or_path, device=Device(choice.device))


def _model(worker: Worker, choice: ModelChoice) -> Segmenter:
    resident = worker.plugins.get(plugin_name(choice))
    if not isinstance(resident, Resident):
        return _opened(choice)
    if resident.model is None:
        raise resident.error or RuntimeError("the worker was asked before it had its model")
    return resident.model


def _require_version(version: str) -> None:
    if version != VERSION:
        raise WorkerError(
            "The worker runs another version of this program",
            seen=VERSION,
            allowed=version,
            remedy="install the same version on all machines",
            code="workers.other_version",
        )
