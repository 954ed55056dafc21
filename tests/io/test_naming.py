"""Names of files: every style in use is recognized, and what is unclear is not guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroinsight.core.sequences import Sequence
from neuroinsight.io.naming import (
    Absent,
    NotRecognized,
    Recognized,
    case_of_labels,
    case_of_name,
    recognize_name,
    recognize_names,
)

RECOGNIZED = {
    Sequence.T1: (
        "t1.nii", "Brats18_2013_2_1_t1.nii.gz", "BraTS-GLI-00003-000-t1n.nii.gz", "sub-01_T1w.nii.gz",
        "T1_pre.nii", "T1_to_T1CE.nii.gz", "T1_2_T1CE.nii", "T1_in_T1CE_space.nii", "t1_to_t1_ce.nii", "T1_ohne_KM.nii",
        "sub-01_space-MNI152_desc-preproc_T1w.nii.gz", "T1_n4_bet.nii", "case_2_t1.nii",
        "T1_pre_contrast.nii.gz", "AX_T1_without_contrast.nii", "T1_precontrast.mha", "T1-noncontrast.nii",
        "T1_AX_OtherEXampleTCIA_TCGA-FG-6692_Si_TCGA-FG-6692_T1_AX_SE_10_se2d1_t1.nii.gz", "T1_bias.nii.gz",
    ),
    Sequence.T1CE: (
        "Brats18_2013_2_1_t1ce.nii.gz", "BraTS-GLI-00003-000-t1c.nii.gz", "T1_CE.nii.gz", "T1-ce.mha",
        "case_T1gd.nii.gz",
        "TCGA-02-0006_1996.08.23_t1Gd.nii.gz", "UPENN-GBM-00001_11_T1GD.nii.gz", "x_t1post.nii",
        "sub-01_ce-gad_T1w.nii.gz",
        "T1+C.nii.gz", "CT1.nii.gz", "T1_POST_CONTRAST.nii", "ax t1 post.nii.gz", "t1_km.nii", "T1c.NII.GZ",
        "t1ce_post_op.nii", "t1w_ce.nii", "T1wCE.nii", "CET1.nii", "MPRAGE_post.nii", "T1C+.nii", "T1+.nii",
        "T1_CE_MPRAGE.nii.gz",

        "MRHR_T1_AX_POST_GAD_OtherEXampleTCIA_TCGA-FG-6692_Si_TCGA-FG-6692_MRHR_T1_AX_POST_GAD_SE_13_se2d1r_t1c.nii.gz",
    ),
    Sequence.T2: (
        "t2.nii", "Brats18_TCIA02_135_1_t2.nii.gz", "BraTS-GLI-00003-000-t2w.nii.gz", "sub-01_T2w.nii.gz",
        "AX_T2_post.nii", "T2_in_t1ce_space.nii.gz", "T2_reg_T1CE.nii", "T2_registered_to_T1.nii", "to_T1CE_T2.nii",
        "MRHR_T2_AX_OtherEXampleTCIA_TCGA-FG-6692_Si_TCGA-FG-6692_MRHR_T2_AX_SE_2_tse2d1_11_t2.nii.gz",
    ),
    Sequence.FLAIR: (
        "flair.nii", "Brats18_2013_2_1_flair.nii.gz", "BraTS-GLI-00003-000-t2f.nii.gz",
        "sub-01_FLAIR.nii.gz", "T2_FLAIR.nii", "FLAIR_to_T1.nii.gz", "FL_to_T1CE.nii.gz", "flair2t1ce.nii",
        "FLAIRtoT1.nii",
        "sub-01_space-T1w_FLAIR.nii.gz", "t2_space_flair.nii",
        "AxialFlair.nii.gz", "t2-flair.mha", "case_Flair.nii.gz",
        "t2_tirm_tra_dark-fluid.nii.gz", "t2_space_dark_fluid_sag.nii", "T2 DARK FLUID.nii",

        "MRHR_FLAIR_AX_OtherEXampleTCIA_TCGA-FG-6692_Si_TCGA-FG-6692_MRHR_FLAIR_AX_SE_IR_5_tir2d1_21_fla.nii.gz",
    ),
}  # fmt: skip
NOT_RECOGNIZED = {
    Absent.LABELS: (
        "Brats18_2013_2_1_seg.nii.gz", "x-seg.nii.gz", "tumor.nii.gz", "t1ce_seg.nii.gz",
        "brain_mask.nii.gz", "gt.nii",
        "t1ce_seg_rater1.nii", "final_seg2.nii", "sub-01_dseg.nii.gz",
        "wt_3_wt.nii.gz", "x_labels.nii.gz", "flair_mask.nii", "ROI.nii",
        "TCGA_GlistrBoost_ManuallyCorrected.nii.gz",
    ),
    Absent.AMBIGUOUS: (
        "t1_t2.nii", "reg_T1CE_T1.nii.gz", "P07_C_T1.nii.gz", "T1_FLAIR.nii", "T1_pre_post.nii",
        "t1n_gd.nii",
        "T1_post_op.nii.gz", "CE_0012_T1.nii.gz", "t1c_pre.nii",
    ),
    Absent.OTHER: (
        "BRATS_001.nii.gz", "dwi.nii", "adc.nii.gz", "T2star.nii", "T2_star.nii.gz", "T2*.nii",
        "T1_map.nii", "t10.nii", "at1.nii",
        "Brats18_2013_2_1.nii.gz", "part1.nii", "t3.nii", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sequence", "name"), [(s, name) for s, names in RECOGNIZED.items() for name in names])
def test_every_style_is_recognized_with_its_evidence(sequence: Sequence, name: str) -> None:
    found = recognize_name(name)
    assert isinstance(found, Recognized)
    assert found.sequence is sequence
    squeezed = name.lower().replace("_", "").replace("-", "").replace(" ", "")
    assert all(word.replace("-", "") in squeezed or word == "ce" for word in found.evidence.split())


@pytest.mark.parametrize(("why", "name"), [(w, name) for w, names in NOT_RECOGNIZED.items() for name in names])
def test_what_is_unclear_is_not_guessed(why: Absent, name: str) -> None:
    found = recognize_name(name)
    assert isinstance(found, NotRecognized)
    assert found.why is why


SHARED = {
    ("P07_C_T1", "P07_C_FLAIR"): ("t1", "flair"),
    ("P07_CE_T1", "P07_CE_T1CE", "P07_CE_T2"): ("t1", "t1ce", "t2"),
    ("T2_cohort_1_T1", "T2_cohort_1_T1_Gd", "T2_cohort_1_T2", "T2_cohort_1_FLAIR"): ("t1", "t1ce", "t2", "flair"),
    ("FLAIRstudy_1_T1", "FLAIRstudy_1_FLAIR"): ("t1", "flair"),
    ("GD_001_T1", "GD_001_T1_GD", "GD_001_FLAIR"): ("t1", "t1ce", "flair"),
    ("Pre_001_T1", "Pre_001_T1CE", "Pre_001_FLAIR"): ("t1", "t1ce", "flair"),
    ("3_P07_C_T1", "4_P07_C_FLAIR"): ("t1", "flair"),
    ("P07_C_T1", "P07_C_FLAIR", "P08_T1_C", "P08_FLAIR"): ("t1", "flair", "t1ce", "flair"),
    ("T1_pre", "T1_post", "FLAIR"): ("t1", "t1ce", "flair"),
    ("a_gd_t1", "b_gd_t1"): ("t1ce", "t1ce"),
    ("T1CE", "T1_to_T1CE", "T2_to_T1CE", "FL_to_T1CE"): ("t1ce", "t1", "t2", "flair"),
    ("sub-1_ce-gad_T1w", "sub-1_T1w", "sub-1_ce-gad_FLAIR"): ("t1ce", "t1", "flair"),
}


@pytest.mark.parametrize(("names", "sequences"), SHARED.items())
def test_words_that_a_patients_images_share_are_the_id(names: tuple[str, ...], sequences: tuple[str, ...]) -> None:
    found = recognize_names(f"{name}.nii.gz" for name in names).values()
    assert tuple(one.sequence.value if isinstance(one, Recognized) else one.evidence for one in found) == sequences


def test_a_word_behind_every_sequence_may_speak_of_surgery_or_of_contrast_agent() -> None:
    found = recognize_names(["AX_T1_POST.nii", "AX_T2_POST.nii", "AX_FLAIR_POST.nii"])["AX_T1_POST.nii"]
    assert isinstance(found, NotRecognized)
    assert (found.why, found.evidence) == (Absent.AMBIGUOUS, "t1 post, as all images here do")


@given(number=st.integers(0, 99999), year=st.sampled_from(["Brats17", "Brats18", "BraTS19", "BraTS20", "BraTS2021"]))
def test_numbers_in_the_case_id_change_nothing(number: int, year: str) -> None:
    for word, sequence in {
        "t1": Sequence.T1,
        "t1ce": Sequence.T1CE,
        "t2": Sequence.T2,
        "flair": Sequence.FLAIR,
    }.items():
        found = recognize_name(f"{year}_{number}_1_2_{word}.nii.gz")
        assert isinstance(found, Recognized)
        assert found.sequence is sequence


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("Brats18_2013_2_1_t1ce.nii.gz", "Brats18_2013_2_1"),
        ("BraTS-GLI-00003-000-t2f.nii.gz", "BraTS-GLI-00003-000"),
        ("t1.nii", None),
        ("sub-01_ses-1_ce-gad_T1w.nii.gz", "sub-01_ses-1"),
        ("P07_T1_CE_MPRAGE.nii.gz", "P07"),
        ("BraTS2021_00001_flair - Copy (2).nii.gz", "BraTS2021_00001"),
        ("x_seg.nii", None),
    ],
)
def test_the_case_stands_in_front_of_the_sequence(name: str, case: str | None) -> None:
    assert case_of_name(name) == case


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("UPENN-GBM-00001_11_automated_approx_segm.nii.gz", "UPENN-GBM-00001_11"),
        ("sub-01_ses-1_dseg.nii.gz", "sub-01_ses-1"),
        ("seg.nii.gz", ""),
    ],
)
def test_the_case_stands_in_front_of_the_labels(name: str, case: str) -> None:
    assert case_of_labels(name) == case
