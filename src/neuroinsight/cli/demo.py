"""`neuroinsight demo`: a synthetic patient on the whole way, with what is true beside what was measured."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from neuroinsight.analysis.batch import run_one
from neuroinsight.analysis.outputs import Existing, Output
from neuroinsight.analysis.requests import Request
from neuroinsight.cli.console import Console
from neuroinsight.core.labels import MEASURED_REGIONS
from neuroinsight.core.measurement import Measured
from neuroinsight.core.record import Analysis
from neuroinsight.datasets.phantom import Phantom, PhantomSettings, make_phantom, write_phantom
from neuroinsight.inference.store import open_model
from neuroinsight.inference.weights import DEFAULT_MODEL
from neuroinsight.report.impression import impression_text
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.sentences import model_text, value_text


def demo(
    out: Annotated[
        Path, typer.Option(help="Folder of the patient and the results; an earlier demo is replaced.")
    ] = Path("demo"),
    model: Annotated[str, typer.Option(help="A shipped model's name, or the folder of one.")] = DEFAULT_MODEL,
) -> None:
    """Make a synthetic patient, analyze it, and print true and measured volumes, and findings. Not a medical device."""
    console = Console()
    bundle = open_model(model)
    patient, results = out / "patient", out / "result"
    with console.status("Making a synthetic patient"):
        phantom = make_phantom(PhantomSettings())
        write_phantom(phantom, patient, overwrite=True)
    with console.status("Analyzing it"):
        request = Request(name=phantom.settings.case_id, where=patient)
        record = run_one(request, bundle, results, output=Output(existing=Existing.OVERWRITE)).record
    console.print(_comparison(phantom, record))
    for sentence in impression_text(record, ENGLISH):
        console.print(f"- {sentence}")
    console.print(f"Patient: {patient}", soft_wrap=True)
    console.print(f"Report:  {results / 'report.pdf'}", soft_wrap=True)
    console.print("For research. Not a medical device.")


def _comparison(phantom: Phantom, record: Analysis) -> Table:
    table = Table("region", title=f"{record.identity.case_id}, analyzed with {model_text(record)}")
    for column in ("true", "measured", "difference"):
        table.add_column(column, justify="right")
    for region in MEASURED_REGIONS:
        true_ml = phantom.volumes_ml[region]
        measurement = record.measurements[f"volume.{region.value}"]
        name = f"{region.title} ({region.value})"
        if isinstance(measurement, Measured):
            share = f"{100 * (measurement.value - true_ml) / true_ml:+.0f} %" if true_ml > 0 else ""
            table.add_row(name, f"{true_ml:.1f} ml", f"{measurement.value:.1f} ml", share)
        else:
            words = value_text(f"volume.{region.value}", measurement, ENGLISH)
            table.add_row(name, f"{true_ml:.1f} ml", words, "")
    return table
