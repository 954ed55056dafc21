"""Small fabricated data sets in the layouts of the real ones: three patients at most, heads of 24 x 20 x 22 voxels."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import (
    BRATS_2015,
    BRATS_2017,
    BRATS_2023,
    BRATS_2024,
    BRATS_MEN,
    BRATS_MET,
    BRATS_PEDS,
    DECATHLON,
    LabelScheme,
)
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.catalogue import LAYOUTS
from neuroinsight.datasets.layout import Example
from neuroinsight.io import nifti
from neuroinsight.io.catalogue import READERS
from tests.strategies import ellipsoid, grid_of, tumor

Tree = Callable[[Path], Path]
SHAPE = (24, 20, 22)
OF_PICTURES = tuple(suffix for reader in READERS if not reader.has_millimeters for suffix in reader.suffixes)
GRID = grid_of("LPS", shape=SHAPE, spacing_mm=(5.0, 6.0, 5.0))
CENTER, RADIUS = (10.0, 9.0, 11.0), 5.0
UNDERSCORE = {Sequence.T1: "t1", Sequence.T1CE: "t1ce", Sequence.T2: "t2", Sequence.FLAIR: "flair"}
DASH = {Sequence.T1: "t1n", Sequence.T1CE: "t1c", Sequence.T2: "t2w", Sequence.FLAIR: "t2f"}

_YEARS = ",".join(f"BraTS_{year}_subject_ID" for year in (2017, 2018, 2019, 2020))
MAPPING = f"""Grade,{_YEARS},TCGA_TCIA_subject_ID
HGG,Brats17_CBICA_AAA_1,Brats18_CBICA_AAA_1,BraTS19_CBICA_AAA_1,BraTS20_Training_001,NA
LGG,Brats17_TCIA_777_1,Brats18_TCIA09_777_1,BraTS19_TCIA09_777_1,BraTS20_Training_002,TCGA-XX-0777
"""
GRADES_2021 = """brats2021_id,brats2023_id,collection,tcia_patient,grade_group,brats2018_id,brats2020_id
BraTS2021_00001,BraTS-GLI-00001-000,UCSF-PDGM,00000099,HGG,,
BraTS2021_00002,BraTS-GLI-00002-000,TCGA-LGG,TCGA-XX-0777,LGG,Brats18_TCIA09_777_1,BraTS20_Training_002
"""


def head(sequence: Sequence, seed: int = 0, maximum: float = 900.0) -> NDArray[np.int16]:
    """Return a brain of noise in air of 0, different for each sequence and seed."""
    noise = np.random.default_rng([seed, list(Sequence).index(sequence)]).uniform(100, 800, SHAPE)
    values = np.where(ellipsoid(SHAPE, (11.5, 9.5, 10.5), (10.0, 8.0, 9.0)), noise, 0).astype(np.int16)
    values[11, 9, 10] = maximum
    return values


def labels(scheme: LabelScheme = BRATS_2017) -> NDArray[np.uint8]:
    """Return a ball of edema around an enhancing rim around a necrotic core."""
    return tumor(SHAPE, CENTER, RADIUS, scheme)


def write_image(path: Path, array: NDArray[np.integer] | NDArray[np.floating], grid: Grid = GRID) -> None:
    """Write an image and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nifti.write(path, Volume(array=array, grid=grid))


def write_picture(path: Path, array: NDArray[np.integer]) -> None:
    """Write the middle slice as a picture, a label map as black and white."""
    path.parent.mkdir(parents=True, exist_ok=True)
    middle = array[:, :, array.shape[2] // 2]
    gray = 255 * (middle > 0) if middle.dtype == np.uint8 else 255.0 * middle / middle.max()
    Image.fromarray(gray.astype(np.uint8)).save(path)


def write_case(
    folder: Path,
    case_id: str,
    *,
    names: Mapping[Sequence, str] = UNDERSCORE,
    mark: str = "_",
    suffix: str = ".nii.gz",
    scheme: LabelScheme = BRATS_2017,
    seed: int = 0,
) -> Path:
    """Write a case's folder in BraTS's manner and return it."""
    home = folder / case_id
    for sequence, name in names.items():
        write_image(home / f"{case_id}{mark}{name}{suffix}", head(sequence, seed))
    write_image(home / f"{case_id}{mark}seg{suffix}", labels(scheme))
    return home


def brats_2018(root: Path) -> Path:
    """Two grades in folders, with the table of names."""
    write_case(root / "HGG", "Brats18_CBICA_AAA_1", seed=1)
    write_case(root / "LGG", "Brats18_TCIA09_777_1", seed=2)
    (root / "name_mapping.csv").write_text(MAPPING, encoding="utf-8")
    return root


def brats_2019(root: Path) -> Path:
    """Two grades in folders, uncompressed."""
    write_case(root / "HGG", "BraTS19_CBICA_AAA_1", suffix=".nii", seed=1)
    write_case(root / "LGG", "BraTS19_TCIA09_777_1", suffix=".nii", seed=2)
    (root / "name_mapping.csv").write_text(MAPPING, encoding="utf-8")
    return root


def brats_2020(root: Path) -> Path:
    """Grades in the table alone; the second case's labels have the strange name that case 355 was released with."""
    write_case(root, "BraTS20_Training_001", suffix=".nii", seed=1)
    second = write_case(root, "BraTS20_Training_002", suffix=".nii", seed=2)
    (second / "BraTS20_Training_002_seg.nii").rename(second / "W39_1998.09.19_Segm.nii")
    (root / "name_mapping.csv").write_text(MAPPING, encoding="utf-8")
    return root


def brats_2021(root: Path) -> Path:
    """Flat folders, with the grade table."""
    write_case(root, "BraTS2021_00001", seed=1)
    write_case(root, "BraTS2021_00002", seed=2)
    (root / "grades.csv").write_text(GRADES_2021, encoding="utf-8")
    return root


def brats_2023(root: Path) -> Path:
    """Dashes, enhancing tumor as 3, and a patient with two examinations."""
    for case_id in ("BraTS-GLI-00001-000", "BraTS-GLI-00001-001", "BraTS-GLI-00002-000"):
        write_case(root, case_id, names=DASH, mark="-", scheme=BRATS_2023, seed=len(case_id) + ord(case_id[-1]))
    return root


def brats_2015(root: Path) -> Path:
    """Converted to NIfTI, with the number 3 of the non-enhancing core."""
    for seed, name in enumerate(("brats_2013_pat0001_1", "brats_tcia_pat222_2")):
        home = write_case(root, name, seed=seed)
        numbers = labels()
        numbers[numbers == 1] = 3
        write_image(home / f"{name}_seg.nii.gz", numbers)
    return root


def own_cases(root: Path) -> Path:
    """Cases with names of their own: a whole one, and one with two sequences and a mask of the whole tumor."""
    write_case(root, "patient_7")
    home = write_case(root, "wt_0", names={Sequence.T1: "t1", Sequence.FLAIR: "flair"}, seed=3)
    (home / "wt_0_seg.nii.gz").unlink()
    write_image(home / "wt_0_wt.nii.gz", (labels() > 0).astype(np.uint8))
    return root


def decathlon(root: Path) -> Path:
    """Two labelled files of four channels, and one without labels."""
    task = root / "Task01_BrainTumour"
    order = (Sequence.FLAIR, Sequence.T1, Sequence.T1CE, Sequence.T2)
    for number, part in ((1, "Tr"), (2, "Tr"), (3, "Ts")):
        channels = np.stack([head(sequence, seed=number) for sequence in order], axis=-1)
        _write_channels(task / f"images{part}" / f"BRATS_{number:03}.nii.gz", channels)
        if part == "Tr":
            write_image(task / "labelsTr" / f"BRATS_{number:03}.nii.gz", labels(DECATHLON))
    names = [f"BRATS_{number:03}.nii.gz" for number in (1, 2, 3)]
    index = {
        "name": "BRATS",
        "modality": {"0": "FLAIR", "1": "T1w", "2": "t1gd", "3": "T2w"},
        "labels": {"0": "background", "1": "edema", "2": "non-enhancing tumor", "3": "enhancing tumour"},
        "training": [{"image": f"./imagesTr/{name}", "label": f"./labelsTr/{name}"} for name in names[:2]],
        "test": [f"./imagesTs/{names[2]}"],
    }
    (task / "dataset.json").write_text(json.dumps(index), encoding="utf-8")
    return root


def spread(root: Path, names: Mapping[str, str], *, scheme: LabelScheme = BRATS_2017, seed: int = 0) -> None:
    """Write the images and the label map (`seg`) to the paths that stand behind them."""
    for kind, name in names.items():
        array = labels(scheme) if kind == "seg" else head(Sequence(kind), seed)
        if name.endswith(OF_PICTURES):
            write_picture(root / name, array)
        else:
            write_image(root / name, array)


def brats_2015_as_released(root: Path) -> Path:
    """A folder around each file."""
    for seed, case in enumerate(("brats_2013_pat0001_1", "brats_tcia_pat222_2")):
        stems = {s.value: f"VSD.Brain.XX.O.MR_{n}" for s, n in zip(Sequence, ("T1", "T1c", "T2", "Flair"), strict=True)}
        stems["seg"] = "VSD.Brain_3more.XX.O.OT"
        names = {kind: f"HGG/{case}/{stem}.{seed}/{stem}.{seed}.nii" for kind, stem in stems.items()}
        spread(root, names, scheme=BRATS_2015, seed=seed)
    return root


def brats_2021_of_kaggle(root: Path) -> Path:
    """A folder around each file, inside it the scanning center's name."""
    for seed, case in enumerate(("BraTS2021_00000", "BraTS2021_00002")):
        inner = {kind: f"brain_{kind}" for kind in UNDERSCORE.values()} | {"seg": "final_seg"}
        names = {kind: f"{case}/{case}_{kind}.nii/0000005{seed}_{name}.nii" for kind, name in inner.items()}
        spread(root, names, seed=seed)
    return root


def brats_task(root: Path, task: str, scheme: LabelScheme, examination: str = "000") -> Path:
    """Two patients of one of the tasks since 2023."""
    for seed in (1, 2):
        write_case(root, f"BraTS-{task}-0000{seed}-{examination}", names=DASH, mark="-", scheme=scheme, seed=seed)
    return root


def upenn(root: Path) -> Path:
    """Masks in folders of their own, of a person and of a program; two examinations of one patient."""
    for seed, case in enumerate(("UPENN-GBM-00001_11", "UPENN-GBM-00001_21", "UPENN-GBM-00002_11")):
        ends = zip(Sequence, ("T1", "T1GD", "T2", "FLAIR"), strict=True)
        names = {s.value: f"NIfTI-files/images_structural/{case}/{case}_{end}.nii.gz" for s, end in ends}
        spread(root, names | {"seg": f"NIfTI-files/automated_segm/{case}_automated_approx_segm.nii.gz"}, seed=seed)
    write_image(root / "NIfTI-files/images_segm/UPENN-GBM-00002_11_segm.nii.gz", labels())
    return root


def ucsf(root: Path) -> Path:
    """Images before and after bias correction, maps, and segmentations of the brain beside the tumor's."""
    for seed, case in enumerate(("UCSF-PDGM-0004", "UCSF-PDGM-0005")):
        home = root / f"{case}_nifti"
        ends = dict(zip((s.value for s in Sequence), ("T1", "T1c", "T2", "FLAIR"), strict=True))
        spread(home, {kind: f"{case}_{end}.nii.gz" for kind, end in ends.items()}, seed=seed)
        spread(home, {kind: f"{case}_{end}_bias.nii.gz" for kind, end in ends.items()}, seed=seed + 50)
        for name in ("tumor_segmentation", "brain_segmentation", "brain_parenchyma_segmentation"):
            write_image(home / f"{case}_{name}.nii.gz", labels())
        write_image(home / f"{case}_ADC.nii.gz", head(Sequence.T2, 9))
    return root


def lumiere(root: Path) -> Path:
    """Raw images that no outline lies on, and a program's copies with its mask below."""
    weeks = (("Patient-001", "000-1"), ("Patient-001", "000-2"), ("Patient-002", "044"))
    for seed, (patient, week) in enumerate(weeks):
        home = root / "Imaging" / patient / f"week-{week}"
        ends = dict(zip((s.value for s in Sequence), ("t1", "ct1", "t2", "flair"), strict=True))
        spread(home, {kind: f"{end.upper()}.nii.gz" for kind, end in ends.items()}, seed=seed + 50)
        atlas = "DeepBraTumIA-segmentation/atlas"
        names = {kind: f"{atlas}/skull_strip/{end}_skull_strip.nii.gz" for kind, end in ends.items()}
        spread(home, names | {"seg": f"{atlas}/segmentation/seg_mask.nii.gz"}, scheme=BRATS_2023, seed=seed)
    return root


def bids(root: Path) -> Path:
    """Two sessions of one subject, one of another; masks in derivatives."""
    for seed, (subject, session) in enumerate((("sub-01", "ses-1"), ("sub-01", "ses-2"), ("sub-02", "ses-1"))):
        ends = zip(Sequence, ("T1w", "ce-gad_T1w", "T2w", "FLAIR"), strict=True)
        folder, front = f"{subject}/{session}/anat", f"{subject}_{session}"
        names = {s.value: f"{folder}/{front}_{end}.nii.gz" for s, end in ends}
        spread(root, names | {"seg": f"derivatives/tumor/{folder}/{front}_dseg.nii.gz"}, seed=seed)
    (root / "dataset_description.json").write_text('{"Name": "x", "BIDSVersion": "1.8.0"}', encoding="utf-8")
    (root / "participants.tsv").write_text("participant_id\tgrade\nsub-01\tHGG\nsub-02\tLGG\n", encoding="utf-8")
    return root


TREES: dict[str, Tree] = {
    "brats2015": brats_2015,
    "brats2018": brats_2018,
    "brats2019": brats_2019,
    "brats2020": brats_2020,
    "brats2021": brats_2021,
    "brats2023": brats_2023,
    "decathlon": decathlon,
    "brats-peds": lambda root: brats_task(root, "PED", BRATS_PEDS),
    "brats-men": lambda root: brats_task(root, "MEN", BRATS_MEN),
    "brats-met": lambda root: brats_task(root, "MET", BRATS_MET),
    "brats-africa": lambda root: brats_task(root / "95_Glioma", "SSA", BRATS_2023),
    "brats2024": lambda root: brats_task(root, "GLI", BRATS_2024, "100"),
    "upenn-gbm": upenn,
    "ucsf-pdgm": ucsf,
    "lumiere": lumiere,
    "bids": bids,
    "case_folders": own_cases,
}
# other ways in which a set of the same name lies on disks
COPIES = {"brats2015": brats_2015_as_released, "brats2021": brats_2021_of_kaggle}
SCHEMES_OF_TREES = {
    "brats2015": BRATS_2015,
    "brats2023": BRATS_2023,
    "brats2024": BRATS_2024,
    "brats-peds": BRATS_PEDS,
    "brats-men": BRATS_MEN,
    "brats-met": BRATS_MET,
    "brats-africa": BRATS_2023,
    "lumiere": BRATS_2023,
    "decathlon": DECATHLON,
}  # all others: BRATS_2017


def lgg_slices(root: Path, *, slices: int = 11) -> Path:
    """One patient of pictures whose post-contrast channel is a copy of FLAIR, and its row in data.csv."""
    home = root / "kaggle_3m" / "TCGA_XX_0777_19970222"
    home.mkdir(parents=True)
    for number in range(1, slices + 1):
        picture = np.random.default_rng(number).integers(0, 255, (16, 18, 3), np.uint8)
        picture[..., 2] = picture[..., 1]
        Image.fromarray(picture).save(home / f"{home.name}_{number}.tif")
        mask = np.zeros((16, 18), np.uint8)
        mask[3:6, 4:8] = 255 * (number % 2)
        Image.fromarray(mask).save(home / f"{home.name}_{number}_mask.tif")
    (root / "kaggle_3m" / "data.csv").write_text(
        "Patient,RNASeqCluster,MethylationCluster,neoplasm_histologic_grade,age_at_initial_pathologic\n"
        "TCGA_XX_0777,2,,2,44\n",
        encoding="utf-8",
    )
    return root


def slice_folders(root: Path) -> Path:
    """Two patients of gray pictures in `images/`, their masks under the same names in `masks/`."""
    for patient in ("P01", "P02"):
        for number in range(3):
            for folder in ("images", "masks"):
                picture = np.random.default_rng([number, ord(patient[2])]).integers(0, 255, (12, 14), np.uint8)
                (root / folder).mkdir(parents=True, exist_ok=True)
                array = picture if folder == "images" else np.where(picture > 200, 255, 0).astype(np.uint8)
                Image.fromarray(array).save(root / folder / f"{patient}_flair_{number}.png")
    return root


SLICE_TREES: dict[str, Tree] = {"tcga-lgg-slices": lgg_slices, "slice-folders": slice_folders}


def grow(example: Example) -> Callable[[Path], Path]:
    """Return what makes the tree that a layout gives as its example."""

    def example_tree(root: Path) -> Path:
        for seed, files in enumerate(example.files):
            spread(root, files, scheme=example.scheme, seed=seed)
        return root

    return example_tree


EXAMPLES = {name: example for layout in LAYOUTS for name, example in layout.examples.items()}
for _name, _example in EXAMPLES.items():  # what a layout gives as an example is tried as the trees above are
    _pictures = all(path.endswith(OF_PICTURES) for files in _example.files for path in files.values())
    (SLICE_TREES if _pictures else TREES)[_name] = grow(_example)
    SCHEMES_OF_TREES[_name] = _example.scheme


def _write_channels(path: Path, array: NDArray[np.int16]) -> None:
    import nibabel as nib  # noqa: PLC0415 - the package itself never writes four dimensions

    path.parent.mkdir(parents=True, exist_ok=True)
    nib.save(nib.Nifti1Image(array, GRID.affine), path)
