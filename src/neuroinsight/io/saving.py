"""Saving what a model found: NIfTI files that appear whole, and replace nothing unasked."""

from pathlib import Path

from neuroinsight.core.errors import OutputError
from neuroinsight.core.labels import LabelMap
from neuroinsight.core.probabilities import Probabilities
from neuroinsight.io import nifti
from neuroinsight.io.atomic import new_file


def save(
    found: LabelMap | Probabilities, path: str | Path, *, like: Path | None = None, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write a label map as a NIfTI file, or probabilities as one file per region, and return the files.

    Probabilities go to `<name>_<region>.nii.gz`, in 255 steps from 0 to 1. `like` is a NIfTI file of the patient whose
    header the label map takes.

    >>> import neuroinsight
    >>> from pathlib import Path
    >>> study = neuroinsight.load(Path("patient"))
    >>> result = neuroinsight.analyze(study, neuroinsight.open_model("glioma"))
    >>> [path.name for path in neuroinsight.save(result.label_map, "tumor.nii.gz")]
    ['tumor.nii.gz']
    >>> [path.name for path in neuroinsight.save(result.probabilities, "tumor.nii.gz")]
    ['tumor_WT.nii.gz', 'tumor_TC.nii.gz', 'tumor_ET.nii.gz']

    Raises:
        OutputError: The name is not a NIfTI file's, a file is there and may not be replaced, or cannot be written; or
            probabilities of pictures, which have no grid.
    """
    path = Path(path)
    if not nifti.is_nifti(path):
        raise OutputError(
            f"{path.name} cannot be written",
            seen=f"the ending {''.join(path.suffixes[-2:]) or '(none)'}",
            allowed=", ".join(nifti.SUFFIXES),
            remedy="choose a name that ends so",
            code="output.not_nifti",
        )
    if isinstance(found, LabelMap):
        _require_free([path], overwrite=overwrite)
        with new_file(path) as work:
            nifti.write_label_map(work, found, like)
        return (path,)
    stem = path.name[: path.name.lower().index(".nii")]
    files = tuple(path.with_name(f"{stem}_{region.value}{path.name[len(stem) :]}") for region in found.regions)
    _require_free(files, overwrite=overwrite)
    for file, region in zip(files, found.regions, strict=True):
        with new_file(file) as work:
            nifti.write_probability(work, found, region)
    return files


def _require_free(files: list[Path] | tuple[Path, ...], *, overwrite: bool) -> None:
    there = [file.name for file in files if file.exists()]
    if there and not overwrite:
        raise OutputError(
            "There is a file of this name already",
            seen=", ".join(there),
            allowed="a new name",
            remedy="choose another name, or pass overwrite=True",
            code="output.file_exists",
        )
