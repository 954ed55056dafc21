"""The words by which names of files say what is in them, all in lower case."""

T1 = {"t1", "t1w", "t1native", "mprage", "bravo", "spgr"}
T1_ITSELF = {"t1", "t1w", "t1native"}  # the others may stand beside "t1ce", as in "t1ce_mprage"
T1_PLAIN = {"t1n", "t1nativ", "t1pre"}
CONTRAST = (
    {"contrast", "enhanced", "gad", "gado", "gadolinium", "gd", "km", "kontrast"}
    | {"post", "postcontrast", "postgad", "postgd"}
)  # fmt: skip
CONTRAST_BESIDE_T1 = {"c", "ca", "ce"}  # too short to be trusted anywhere else in a name
T1CE = {f"{t1}{agent}" for t1 in ("t1", "t1w") for agent in CONTRAST | CONTRAST_BESIDE_T1} | {
    f"{agent}{t1}" for t1 in ("t1", "t1w") for agent in ("c", "ce", "gd")
}
NO_CONTRAST = {"nativ", "noncontrast", "nongad", "pre", "precontrast", "unenhanced"}
DENIALS = {"no", "non", "ohne", "pre", "sans", "sin", "without", "wo"}  # in front of a word for contrast agent
T2 = {"t2", "t2w"}
FLAIR = {"darkfluid", "fla", "flair", "t2f", "t2flair", "t2wflair"}
FLAIR_ALONE = {"fl"}  # FLAIR unless another sequence is named, for it is FLASH as well
KINDS = {"t1": T1, "t1 plain": T1_PLAIN, "t1ce": T1CE, "t2": T2, "flair": FLAIR}
SEQUENCES = frozenset().union(*KINDS.values())

# "T2_to_T1CE": what stands behind is the image that the file was registered to. In front of nothing they are no such
# word: "2_t1" counts, "reg_t1" says that this T1 was registered.
TO = {"onto", "to"}
TO_BEHIND_A_SEQUENCE = {"2", "aligned", "coreg", "coregistered", "in", "into", "ref", "reg", "registered", "warped"}

SURGERY = {"op", "operative", "rt", "surgery", "surgical", "therapy", "treatment"}
LABELS = (
    {"annotation", "annotations", "brainmask", "dseg", "glistr", "groundtruth", "gt", "gtv", "label", "labelmap"}
    | {"labels", "mask", "masks", "pred", "prediction", "probseg", "roi", "rois", "seg", "segm", "segmentation"}
    | {"segmentations", "segs", "truth"}
)  # fmt: skip
LABELS_ALONE = {"brain", "lesion", "ot", "tumor", "tumour", "wt"}  # labels unless a sequence stands beside
MAPS = {"difference", "fused", "fusion", "map", "mapping", "maps", "overlay", "probability", "star", "subtraction"}
KINDS_OF_LABELS = {"approx", "automated", "corrected", "final", "manual", "manually"}  # in front of a word for labels
