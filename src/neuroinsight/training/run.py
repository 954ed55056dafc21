"""Training a recipe on cases: what a run is put together from, and how it ends."""

import platform
from collections.abc import Callable
from contextlib import ExitStack, suppress
from math import ceil
from pathlib import Path

import torch
from accelerate import Accelerator

from neuroinsight.core.errors import OutputError, RecipeError
from neuroinsight.core.version import VERSION
from neuroinsight.datasets.splits import split_to_json
from neuroinsight.inference.device import Device
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.io.atomic import write_file
from neuroinsight.io.lock import claimed
from neuroinsight.training.checkpoint import CHECKPOINT, Position, RunState, load_state, position_of, require_same_run
from neuroinsight.training.devices import open_devices, precision_of
from neuroinsight.training.estimate import estimate
from neuroinsight.training.events import Event, FellBack, Listener
from neuroinsight.training.feed import Feed, open_feed
from neuroinsight.training.folder import SPLIT, publish_model, write_recipe, written_whole
from neuroinsight.training.job import Job, names_of, require_same_network, require_trainable
from neuroinsight.training.journal import Journal
from neuroinsight.training.learner import Learner
from neuroinsight.training.loop import Loop, Stopped
from neuroinsight.training.losses import build_loss
from neuroinsight.training.provenance import Diary, Ended, RunFile, Session, read_run_file, require_same_files, versions
from neuroinsight.training.recipe import Recipe
from neuroinsight.training.recipe_text import recipe_from_json, require_same_recipe
from neuroinsight.training.scores import score_names
from neuroinsight.training.validation import require_watchable, scorer


def train(recipe: Recipe, job: Job, *, report: Listener = lambda _: None) -> Path:
    """Train, and return the folder of the finished model bundle (`<out>/model`).

    The run's folder holds `recipe.toml`, `run.json`, `log.csv`, TensorBoard files in `tensorboard/`, `last.pt` and
    `previous.pt` (to resume from), `best/` and `model/`. Under several processes (`accelerate launch`, `torchrun`) the
    first one writes and reports.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> from neuroinsight.training.recipe import with_changes
    >>> few = ["optimization.epochs=1", "sampling.slices_per_epoch=2", "optimization.batch_size=2"]
    >>> recipe = with_changes(neuroinsight.load_recipe("glioma_25d"), few)
    >>> cases = tuple(neuroinsight.find_cases([Path("cases")]))
    >>> job = neuroinsight.TrainingJob(training=cases, validation=(), out=Path("run-2"), cache=Path("cache"))
    >>> neuroinsight.train(recipe, job).name
    'model'

    Raises:
        DatasetError: No case to train on, or one lacks sequences or labels, or holds what is no number.
        RecipeError: Nothing to resume, a run of another recipe or of other cases, no slice that the recipe takes, or a
            loss that is no number.
        OutputError: Another run writes to the folder, or the disk is full.
        Stopped: The job was asked to stop.
    """
    require_trainable(job, recipe)
    fields = recipe.optimization
    accelerator = open_devices(fields, job.device)
    with ExitStack() as stack:
        if accelerator.is_main_process:
            if not job.resume:
                job.out.mkdir(parents=True, exist_ok=True)
            stack.enter_context(claimed(job.out))
            stack.enter_context(written_whole(job.out, is_new=not job.resume))
        else:
            report = _silent
        state = _checked_state(recipe, job, report) if job.resume else None
        with accelerator.main_process_first():
            feed = open_feed(recipe, job, report, accelerator=accelerator)
        loop = _assemble(recipe, job, feed, state, accelerator=accelerator, report=report, stack=stack)
        ended: Ended = "failed"
        try:
            if state is None:
                loop.save()  # from the first moment on there is something to resume
            loop.run()
            model = publish_model(job.out, loop.write_model, best=fields.keep == "best")
            ended = "stopped early" if loop.is_stale else "finished"
        except Stopped:
            ended = "interrupted"
            raise
        finally:
            with suppress(OutputError):  # on a full disk, the fault that ended the run is what is to be reported
                loop.note(loop.position, ended)
        accelerator.wait_for_everyone()
        accelerator.end_training()
    return model


def _assemble(
    recipe: Recipe,
    job: Job,
    feed: Feed,
    state: RunState | None,
    *,
    accelerator: Accelerator,
    report: Listener,
    stack: ExitStack,
) -> Loop:
    """Tell what the run will cost, put it together, and begin its folder."""
    fields, outputs = recipe.optimization, recipe.outputs
    spec, loss = _spec(recipe, job), build_loss(fields.loss, outputs)
    require_watchable(fields.watch, outputs, feed.validation, recipe.sampling)
    position = position_of(state)
    batches = ceil(len(feed.order) / accelerator.num_processes)  # of one process in an epoch
    left = fields.epochs - position.epoch - position.batch / batches
    if left > 0 and not position.is_stale(fields.patience):
        report(estimate(spec.build, loss, feed, fields=fields, accelerator=accelerator, epochs_left=left))
    network = spec.build()
    if job.start_from is not None:
        require_same_network(job.start_from.spec, spec)
        network.load_state_dict(job.start_from.network.state_dict())
    elif state is None:
        recipe.network.checked.begin(network)
    steps = ceil(batches / fields.accumulation) * fields.epochs
    learner = Learner(network, fields, loss, accelerator=accelerator, steps=steps)
    if state is not None:
        learner.restore(state)
    listener: Listener = report
    note: Callable[[Position, Ended], None] = _unnoted
    if accelerator.is_main_process:
        diary = _begin_folder(
            recipe, job, feed, accelerator=accelerator, position=position, parameters=learner.parameters
        )
        journal = Journal(job.out, report, score_names(outputs), start=(position.epoch, position.batch, batches))
        stack.callback(journal.close)
        listener, note = journal.record, diary.note
    device = Device(accelerator.device.type)
    precision = precision_of(accelerator)
    score = scorer(spec, loss, feed.validation, sampling=recipe.sampling, device=device, precision=precision)
    return Loop(
        recipe=recipe,
        job=job,
        spec=spec,
        accelerator=accelerator,
        learner=learner,
        feed=feed,
        position=position,
        score=score if feed.validation else None,
        report=listener,
        note=note,
    )


def _begin_folder(
    recipe: Recipe, job: Job, feed: Feed, *, accelerator: Accelerator, position: Position, parameters: int
) -> Diary:
    """Write what the run is, and begin the account of this call.

    Raises:
        RecipeError: A run that goes on finds other files than it began with.
    """
    former = read_run_file(job.out) if job.resume else None
    if former is not None:
        require_same_files(former, feed.digests)
    session = Session(
        command=job.origin.command,
        started=job.origin.started,
        versions=versions(),
        system=platform.platform(),
        device=str(accelerator.device),
        precision=precision_of(accelerator),
        threads=torch.get_num_threads(),
        processes=accelerator.num_processes,
        parameters=parameters,
        from_epoch=position.epoch,
        from_batch=position.batch,
    )
    write_recipe(job.out, recipe)
    if job.split is not None:
        write_file(job.out / SPLIT, split_to_json(job.split).encode())
    sessions = former.sessions if former else ()
    content = RunFile(origin=job.origin, cases=feed.digests, notices=feed.notices, sessions=sessions)
    return Diary(job.out, content, session)


def _unnoted(_position: Position, _ended: Ended) -> None:
    """Leave the account to the first process."""


def _silent(_event: Event) -> None:
    """Leave the reporting to the first process."""


def _checked_state(recipe: Recipe, job: Job, report: Listener) -> RunState:
    """Return the checkpoint to go on from, which is this recipe's, of these cases and from this model."""
    state, damage = load_state(job.out)
    require_same_recipe(recipe_from_json(state["recipe"]), recipe)
    keys = [[case.key for case in cases] for cases in (job.training, job.validation)]
    require_same_run(state, cases=keys, started_from=job.started_from)
    if recipe.optimization.epochs < state["epoch"]:
        raise RecipeError(
            "The run has gone further than it is to go",
            seen=f"{state['epoch']} epochs done, optimization.epochs {recipe.optimization.epochs}",
            allowed=f"{state['epoch']} epochs or more",
            remedy="ask for more epochs, or start a new run",
            code="training.fewer_epochs",
        )
    if damage:  # what is damaged must not take the place of the whole one when the next is written
        (job.out / CHECKPOINT).unlink(missing_ok=True)
        report(FellBack(damage=damage, epoch=state["epoch"], batch=state["batch"]))
    return state


def _spec(recipe: Recipe, job: Job) -> BundleSpec:
    fields = recipe.optimization
    return BundleSpec(
        name=recipe.name,
        version=VERSION,
        network=recipe.network,
        outputs=recipe.outputs,
        plan=recipe.to_plan(),
        trained_on=job.seen_cases,
        chosen_on=names_of(job.validation) if fields.keep == "best" or fields.patience is not None else (),
    )
