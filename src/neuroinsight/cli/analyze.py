"""`neuroinsight analyze`: from images to segmentation, measurements and report.

What was asked is checked here, before the libraries that run a network are imported.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from neuroinsight.analysis.declarations import read_declarations
from neuroinsight.analysis.picture_requests import find_pictures
from neuroinsight.analysis.requests import Request, requests_for
from neuroinsight.core.errors import OutputError, StudyError
from neuroinsight.core.findings import Declared
from neuroinsight.core.sequences import Sequence, sequences_called
from neuroinsight.inference.weights import DEFAULT_MODEL
from neuroinsight.io.atomic import require_free
from neuroinsight.io.study import case_id_of
from neuroinsight.preprocess.raw import Kind
from neuroinsight.report.context import Language


class _Details(NamedTuple):
    """What the user says of a case beside its images."""

    patient_id: str | None
    study_id: str | None
    study_date: str | None
    age_years: float | None
    brain_mask: Path | None

    def of(self, request: Request) -> Request:
        """Return the request with these details."""
        details = replace(
            request,
            patient_id=self.patient_id,
            study_id=self.study_id,
            study_date=self.study_date,
            brain_mask=self.brain_mask,
        )
        if self.age_years is None:
            return details
        return replace(details, declared=replace(request.declared, age_years=self.age_years))


def analyze(
    out: Annotated[Path, typer.Option(help="Folder of the results; with several cases, one folder in it for each.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="Case folders, or folders of case folders.")] = None,
    t1ce: Annotated[Path | None, typer.Option(help="Post-contrast T1.")] = None,
    flair: Annotated[Path | None, typer.Option(help="FLAIR.")] = None,
    t1: Annotated[Path | None, typer.Option(help="T1 before contrast.")] = None,
    t2: Annotated[Path | None, typer.Option(help="T2.")] = None,
    model: Annotated[str, typer.Option(help="A shipped model's name, or the folder of one.")] = DEFAULT_MODEL,
    labels: Annotated[
        Literal["brats2017", "brats2023"], typer.Option(help="Numbers of the segmentation.")
    ] = "brats2017",
    language: Annotated[Language, typer.Option(help="Of the report and the picture.")] = Language.ENGLISH,
    views: Annotated[str, typer.Option(help="What is drawn, separated by commas; all if empty.")] = "",
    device: Annotated[
        Literal["auto", "cpu", "cuda", "mps"],
        typer.Option(help="What runs the model; auto takes a GPU if there is one."),
    ] = "auto",
    patient: Annotated[str | None, typer.Option(help="Patient id for the report (one case).")] = None,
    study: Annotated[str | None, typer.Option(help="Study id for the report (one case).")] = None,
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the MRI (one case).")] = None,
    age: Annotated[float | None, typer.Option(help="Declared age in years at the MRI (one case).")] = None,
    treated: Annotated[
        bool | None, typer.Option("--treated/--untreated", help="Declared: treated against the tumor before, or not.")
    ] = None,
    steroids: Annotated[
        bool | None, typer.Option("--steroids/--no-steroids", help="Declared: taking steroids at the MRI, or not.")
    ] = None,
    declared: Annotated[
        Path | None, typer.Option(help="Table (CSV) of declarations: case, treated, age, steroids.")
    ] = None,
    channels: Annotated[
        str, typer.Option(help="Sequences of the channels of pictures whose names do not tell, as in t1,flair,t1ce.")
    ] = "",
    raw: Annotated[
        bool | None,
        typer.Option(
            "--raw/--prepared", help="Whole heads as scanned, or extracted brains on one grid; told if left out."
        ),
    ] = None,
    brain_mask: Annotated[
        Path | None, typer.Option(help="Mask of the brain in raw heads, on the grid of one of them (one case).")
    ] = None,
    save_probabilities: Annotated[
        bool, typer.Option("--save-probabilities", help="Also write how likely each region is, voxel by voxel.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that analyze at the same time, each with the model in memory.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler whose workers analyze, as in tcp://10.0.0.5:8786.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace results that stand there.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Skip cases that are finished.")] = False,
) -> None:
    """Write segmentation.nii.gz, analysis.json, report.pdf and overlay.png of each case. Not a medical device.

    Whole heads as scanned are registered and their brains extracted first; brain-mask.nii.gz shows what was kept.

    Of pictures without millimeters (TIFF, PNG, JPEG), with a model for slices: masks/, areas.csv, overlay.png and
    analysis.json.
    """
    files = {Sequence.T1: t1, Sequence.T1CE: t1ce, Sequence.T2: t2, Sequence.FLAIR: flair}
    _require_one_wish(overwrite=overwrite, resume=resume)
    _require_one_place(workers, scheduler)
    if patients := find_pictures(paths or [], sequences_called(channels)):
        _require_here(workers, scheduler)
        from neuroinsight.cli import analyzing, analyzing_pictures  # noqa: PLC0415 - as below

        output = analyzing.output_of(labels=labels, language=language, views="", overwrite=overwrite, resume=resume)
        analyzing_pictures.analyze(patients, model, out, output)
        return
    details = _Details(patient, study, date.date().isoformat() if date else None, age, brain_mask)
    kind = Kind.AUTO if raw is None else Kind.RAW if raw else Kind.PREPARED
    requests = _declared(
        _requests(paths or [], {s: path for s, path in files.items() if path}, details),
        Declared(treated=treated, steroids=steroids),
        declared,
    )
    requests = tuple(replace(one, kind=kind) for one in requests)
    alone = not paths or paths == [request.where for request in requests[:1]]  # the case was named, not its cohort
    require_free(out, overwrite=overwrite or resume or not alone)

    from neuroinsight.cli import analyzing, places  # noqa: PLC0415 - torch takes a second: bad input is refused before

    output = analyzing.output_of(labels=labels, language=language, views=views, overwrite=overwrite, resume=resume)
    output = replace(output, with_probabilities=save_probabilities)
    place = places.Place(model=model, device=device, workers=workers, scheduler=scheduler)
    if alone:
        analyzing.analyze_one(requests[0], place, out, output)
    else:
        analyzing.analyze_many(requests, place, out, output)


def _requests(paths: list[Path], files: dict[Sequence, Path], details: _Details) -> tuple[Request, ...]:
    if bool(paths) == bool(files):
        raise StudyError(
            "What is to be analyzed?",
            seen="both case folders and single files" if paths else "neither a case folder nor files",
            allowed="case folders, or --t1ce FILE --flair FILE [--t1 FILE] [--t2 FILE]",
            remedy="name one or the other",
            code="cli.nothing_to_analyze",
        )
    if files:
        return (details.of(Request(name=case_id_of(files), where=files)),)
    requests = requests_for(paths)
    if any(detail is not None for detail in details) and len(requests) > 1:
        raise StudyError(
            "Ids, a date, an age and a mask belong to one case",
            seen=f"{len(requests)} cases with --patient, --study, --date, --age or --brain-mask",
            allowed="one case with details of its own",
            remedy="analyze the cases one by one, or leave the details out",
            code="cli.several_cases",
        )
    return tuple(details.of(request) for request in requests)


def _declared(requests: tuple[Request, ...], of_all: Declared, table: Path | None) -> tuple[Request, ...]:
    """Return the requests with what a table declares of each, and what was declared of all where it does not say."""
    by_case = read_declarations(table) if table else {}
    if table and not any(request.name in by_case for request in requests):
        raise StudyError(
            "The table of declarations names none of the cases",
            seen=f"{', '.join(list(by_case)[:3]) or 'no case'}",
            allowed=f"cases by their names, as in {requests[0].name}",
            remedy="name the cases as their folders are named",
            code="declared.table",
        )
    return tuple(replace(one, declared=_merged(by_case.get(one.name), one.declared, of_all)) for one in requests)


def _merged(*declared: Declared | None) -> Declared:
    """What the first of these says that says anything."""
    said = [one for one in declared if one is not None]
    treated, steroids = (
        next((value for one in said if (value := getattr(one, name)) is not None), None)
        for name in ("treated", "steroids")
    )
    age = next((one.age_years for one in said if one.age_years is not None), None)
    return Declared(treated=treated, age_years=age, steroids=steroids)


def _require_one_wish(*, overwrite: bool, resume: bool) -> None:
    if overwrite and resume:
        raise OutputError(
            "Finished cases are replaced or kept, not both",
            seen="--overwrite and --resume",
            allowed="--overwrite to analyze all cases again, --resume to skip those that are finished",
            remedy="leave one out",
            code="cli.overwrite_and_resume",
        )


def _require_one_place(workers: int | None, scheduler: str | None) -> None:
    if workers is not None and scheduler is not None:
        raise OutputError(
            "Cases are analyzed by workers of this machine or by those of a scheduler, not both",
            seen=f"--workers {workers} and --scheduler {scheduler}",
            allowed="--workers for processes of this machine, --scheduler for those that a scheduler knows",
            remedy="leave one out",
            code="cli.workers_and_scheduler",
        )


def _require_here(workers: int | None, scheduler: str | None) -> None:
    if workers is not None or scheduler is not None:
        raise StudyError(
            "Pictures are analyzed without workers",
            seen="pictures with --workers or --scheduler",
            allowed="volumes (NIfTI, MHA) on workers; pictures here",
            remedy="leave the option out",
            code="cli.pictures_on_workers",
        )
