"""`neuroinsight phantom`: a synthetic patient with known truth."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from neuroinsight.cli.console import Console
from neuroinsight.core.labels import MEASURED_REGIONS
from neuroinsight.core.measurement import Measured
from neuroinsight.datasets.phantom import (
    Phantom,
    PhantomSettings,
    Place,
    Side,
    TumorSettings,
    make_phantom,
    write_phantom,
)


def phantom(
    out: Annotated[Path, typer.Option(help="Folder of the patient's files.")],
    case_id: Annotated[
        str, typer.Option(help="Id of the patient, with which the files' names begin.")
    ] = "phantom-0001",
    seed: Annotated[int, typer.Option(help="Decides brain, shape of the tumor and noise.")] = 0,
    healthy: Annotated[bool, typer.Option("--healthy", help="A brain without a tumor.")] = False,
    size_mm: Annotated[float, typer.Option(help="Diameter of the sphere with the tumor core's volume.")] = 40.0,
    rim_mm: Annotated[float, typer.Option(help="Thickness of the enhancing rim.")] = 6.0,
    edema_ratio: Annotated[float, typer.Option(help="Volume of edema over volume of core.")] = 1.8,
    place: Annotated[Place, typer.Option(help="Where in the brain the tumor is.")] = Place.PARIETAL,
    side: Annotated[Side, typer.Option(help="Of the patient.")] = Side.RIGHT,
    center: Annotated[
        tuple[float, float, float] | None, typer.Option(help="In place of place and side: MNI position, RAS in mm.")
    ] = None,
    spacing: Annotated[
        tuple[float, float, float], typer.Option(help="Voxel size left to right, back to front, bottom to top, in mm.")
    ] = (1.0, 1.0, 1.0),
    orientation: Annotated[str, typer.Option(help="Which way the file's axes point: any of 48, as in RAS.")] = "LPS",
    tilt: Annotated[
        tuple[float, float, float], typer.Option(help="Degrees that the head is turned about right, front and top.")
    ] = (0.0, 0.0, 0.0),
    shift: Annotated[
        tuple[float, float, float], typer.Option(help="Millimeters that the head lies to the right, front and top.")
    ] = (0.0, 0.0, 0.0),
    midline_shift: Annotated[
        float, typer.Option(help="Millimeters by which septum and third ventricle are pushed to the right.")
    ] = 0.0,
    second: Annotated[
        tuple[float, float, float, float] | None,
        typer.Option(help="A second tumor: its center, as of --center, and its diameter in mm."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a phantom that stands there.")] = False,
) -> None:
    """Write a synthetic patient: T1, T1ce, T2, FLAIR, the true segmentation, and truth.json."""
    tumor = TumorSettings(
        center_mni_mm=center or place.center_mni_mm(side), size_mm=size_mm, rim_mm=rim_mm, edema_ratio=edema_ratio
    )
    settings = PhantomSettings(
        case_id=case_id,
        seed=seed,
        tumor=None if healthy else tumor,
        spacing_mm=spacing,
        orientation=orientation.upper(),
        tilt_deg=tilt,
        shift_mm=shift,
        middle_mm=midline_shift,
        further=(TumorSettings(center_mni_mm=second[:3], size_mm=second[3]),) if second else (),
    )
    console = Console()
    with console.status("Making the patient"):
        made = make_phantom(settings)
        write_phantom(made, out, overwrite=overwrite)
    _print_truth(console, made)
    console.print(f"Patient: {out}", soft_wrap=True)


def _print_truth(console: Console, made: Phantom) -> None:
    table = Table("region", "true volume", "in voxels", title=made.settings.case_id, title_justify="left")
    for region in MEASURED_REGIONS:
        table.add_row(
            f"{region.title} ({region.value})",
            f"{made.volumes_ml[region]:.1f} ml",
            f"{made.counted_volumes_ml[region]:.1f} ml",
        )
    console.print(table)
    longest, across = made.longest_axial_diameter, made.perpendicular_diameter
    if isinstance(longest, Measured) and isinstance(across, Measured):
        console.print(f"Tumor core, longest axial diameters: {longest.value:.1f} x {across.value:.1f} mm")
