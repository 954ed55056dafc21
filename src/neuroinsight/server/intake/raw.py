"""What cannot be analyzed as it comes from the scanner: what is needed, and which tools do it.

The one place that changes when the library prepares raw scans and reads DICOM.
"""

from collections.abc import Sequence as Several

from neuroinsight.core.errors import FileFormatError
from neuroinsight.server.intake.values import Cure, Kind, Problem, Recognition, Step, Told, Use

_NEEDED = (
    "brain-extracted images of one patient, registered to each other, as NIfTI (.nii, .nii.gz) or MetaImage (.mha)"
)
_NOT_YET = {
    Kind.DICOM: (
        "upload.dicom",
        "DICOM files cannot be analyzed as they come from the scanner",
        "convert each series (dcm2niix), register all to T1CE (ANTs, elastix), extract the brain (HD-BET, SynthStrip)",
    ),
    Kind.PICTURE: (
        "upload.pictures",
        "Pictures have no millimeters, so that no volume can be measured in them",
        "give the images that the pictures were made from; slices can be analyzed in pixels at the terminal",
    ),
    Kind.PAIR: (
        "study.pairs",
        "Header and voxels lie in two files",
        "join each pair into one file: opening it with nibabel or ITK and saving it as .nii.gz does so",
    ),
    Kind.ARCHIVE: (
        "upload.archive",
        "This kind of archive is not opened",
        "unpack it, and give the folder, or a zip",
    ),
}


def not_yet(found: Several[Recognition]) -> list[Problem]:
    """Return one problem for each kind of files that need work before they can be analyzed."""
    problems = []
    for kind, (code, problem, remedy) in _NOT_YET.items():
        files = [one for one in found if one.look.kind is kind and one.use is not Use.LEAVE_OUT]
        if not files:
            continue
        first = files[0].file.name
        error = FileFormatError(
            problem,
            seen=first if len(files) == 1 else f"{len(files)} such files, as {first}",
            allowed=_NEEDED,
            remedy=remedy,
            code=code,
        )
        steps = tuple(Step(file=one.file.id, use=Use.LEAVE_OUT) for one in files)
        told = Told.of(error, count=len(files), file=first)
        cure = Cure(label="cure.leave_out", steps=steps, values={"count": len(files), "file": first})
        problems.append(Problem(told=told, files=tuple(one.file.id for one in files), cures=(cure,)))
    return problems
