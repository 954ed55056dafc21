"""Uploads for the tests: a small phantom's files by name, damaged and foreign ones, and what is known of them."""

import gzip
import hashlib
import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import nibabel as nib
import numpy as np

from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom.phantom import make_phantom
from neuroinsight.datasets.phantom.settings import PhantomSettings
from neuroinsight.preprocess.plan import Plan
from neuroinsight.server.intake.assess import assess
from neuroinsight.server.intake.door import Mask, ask
from neuroinsight.server.intake.kinds import ending_of
from neuroinsight.server.intake.look import look_at
from neuroinsight.server.intake.values import Intake, Received, Use, Verdict

PLAN = Plan(sequences=(Sequence.T1CE, Sequence.FLAIR, Sequence.T1, Sequence.T2), optional=(Sequence.T1, Sequence.T2))
Files = Mapping[str, bytes]  # name: content


@cache
def phantom_volumes(seed: int = 0) -> Mapping[str, Volume]:
    """Return the images of a phantom at 5 mm by the names of their sequences, and its label map as `seg`."""
    made = make_phantom(PhantomSettings(seed=seed, spacing_mm=(5.0, 5.0, 5.0)))
    images = {sequence.value: volume for sequence, volume in made.study.volumes.items()}
    return {**images, "seg": Volume(array=made.truth.array, grid=made.truth.grid)}


def nifti(volume: Volume) -> bytes:
    """Return an image as the bytes of a `.nii.gz`."""
    return gzip.compress(nib.Nifti1Image(volume.array, volume.grid.affine).to_bytes(), 1, mtime=0)


def phantom_files(seed: int = 0, *, prefix: str = "NI-0056_") -> dict[str, bytes]:
    """Return the four images and the mask of a phantom as files of these names."""
    return {f"{prefix}{name}.nii.gz": nifti(volume) for name, volume in phantom_volumes(seed).items()}


def with_head(volume: Volume) -> Volume:
    """Return an image with noise in the air on all sides, as before brain extraction."""
    rng = np.random.default_rng(5)
    noise = np.abs(rng.normal(80, 30, volume.array.shape)).astype(volume.array.dtype)
    return Volume(array=np.where(volume.array == 0, noise, volume.array), grid=volume.grid)


def zipped(files: Files, *, flag_bits: int = 0) -> bytes:
    """Return a zip of these files; `flag_bits` are set in each entry, as 1 for encrypted."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    packed = bytearray(buffer.getvalue())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = packed.find(mark)
        while flag_bits and place >= 0:
            packed[place + at] |= flag_bits
            place = packed.find(mark, place + 1)
    return bytes(packed)


def dicom() -> bytes:
    """Return the first bytes of a DICOM file."""
    return bytes(128) + b"DICM" + bytes(64)


def examined(folder: Path, files: Files, uses: Mapping[str, Use] | None = None) -> Intake:
    """Return what is known of files put into a folder, read in this very process."""
    received = []
    for number, (name, content) in enumerate(files.items()):
        path = folder / f"q{number}{ending_of(name)}"
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        use = (uses or {}).get(name)
        received.append(
            Received(id=f"f{number}", name=name, path=path, size_bytes=len(content), sha256=digest, use=use)
        )

    def door(images: Mapping[Sequence, Received], mask: Received | None, scheme: str | None) -> Verdict:
        chosen = Mask(path=mask.path, scheme=scheme) if mask is not None and scheme is not None else None
        return ask({sequence: file.path for sequence, file in images.items()}, PLAN, chosen)

    return assess(received, {one.id: look_at(one.path, one.name) for one in received}, PLAN, door)


def uses_of(found: Intake) -> dict[str, str | None]:
    """Return what each file is taken for, by its name."""
    return {one.file.name: one.use.value if one.use is not None else None for one in found.files}


def cured(folder: Path, files: Files, found: Intake, number: int = 0) -> Intake:
    """Return what is known after the first cure of a problem was pressed."""
    steps = found.problems[number].cures[0].steps
    names = {one.file.id: one.file.name for one in found.files}
    gone = {names[step.file] for step in steps if step.use is None}
    uses = {names[step.file]: step.use for step in steps if step.use is not None}
    return examined(folder, {name: content for name, content in files.items() if name not in gone}, uses)
