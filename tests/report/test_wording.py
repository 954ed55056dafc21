"""What the report says, word by word, and that every language says the same."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import astuple, fields, is_dataclass, replace
from enum import StrEnum

import numpy as np
import pytest

from neuroinsight.clinical import catalogue
from neuroinsight.clinical.catalogue import Kind
from neuroinsight.core.findings import Quality
from neuroinsight.core.labels import Region
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.core.record import Analysis, Reader
from neuroinsight.core.sequences import Sequence
from neuroinsight.inference.store import open_model
from neuroinsight.report.impression import impression
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.sentences import authorship, quality, unassessed
from neuroinsight.report.summary import moved_tree
from neuroinsight.report.wording import Words
from tests.report.findings import with_findings, with_two_lesions, within
from tests.report.patient import full_record, make_patient, make_record, without_tumor


def said(record: Analysis, words: Words = ENGLISH) -> list[str]:
    """Return the impression with bold parts between bars."""
    return ["|".join(runs).replace("\u00a0", " ") for runs in impression(record, words)]


@pytest.fixture
def record() -> Analysis:
    return make_record(*make_patient())


def test_a_tumor_is_told_by_its_volumes(record: Analysis) -> None:
    assert said(record) == [
        "|Tissue that looks like glioma was found.| The core has an enhancing and a necrotic or non-enhancing part.",
        "Whole tumor |21 ml|, of which tumor core |9.3 ml| and enhancing part |7.4 ml|.",
        "|Nothing is known of this model’s accuracy.| Its volumes may be far off.",
        (
            "Not assessed by this version: number of lesions, side and lobe, diameters, midline shift, grade. "
            "A physician must read the images."
        ),
    ]
    assert unassessed(record, ENGLISH) == (
        "number of lesions, side and lobe, diameters, midline shift, grade (not measured by this version); "
        "intervals of the volumes (this version has none)."
    )
    assert quality(record, ENGLISH) == "T1, T1CE, T2, FLAIR present; all input checks passed."


def test_intervals_and_gaps_are_told_where_the_record_has_them(record: Analysis) -> None:
    full = full_record(record)
    assert said(full)[0] == "|Tissue that looks like glioma was found.|", "an unmeasured part is not told as absent"
    assert said(full)[1] == (
        "Whole tumor |21 ml| (90% interval 19 to 24), of which tumor core |9.3 ml| and enhancing part |7.4 ml|."
    )
    assert unassessed(full, ENGLISH) == (
        "necrotic or non-enhancing (the rim is open); midline shift (no midline in the field of view); "
        "number of lesions, side and lobe, grade (not measured by this version)."
    )
    assert quality(full, ENGLISH) == "T1, T1CE, T2, FLAIR present; see the cautions above."


def test_finding_nothing_is_told_with_its_caution() -> None:
    study, label_map = make_patient()
    record = make_record(study, without_tumor(label_map))
    assert said(record) == [
        "|No region that looks like glioma was found| in the images supplied (T1, T1CE, T2, FLAIR).",
        "No size, class or response is given. A physician must read the images.",
        "|Nothing is known of this model’s accuracy.| Its volumes may be far off.",
    ]


def test_without_contrast_only_the_whole_tumor_is_told() -> None:
    record = make_record(*make_patient(sequences=(Sequence.FLAIR,)))
    assert said(record)[:3] == [
        "|Tissue that looks like glioma was found.|",
        "Its volume is |21 ml|.",
        "|Whether any part enhances is not known.| A post-contrast T1 is needed for the tumor core.",
    ]
    assert "tumor core" in unassessed(record, ENGLISH)
    assert "T1, T1CE, T2 (not supplied)" in unassessed(record, ENGLISH)


def test_the_findings_are_told_in_the_order_of_a_readers_questions() -> None:
    study, label_map = make_patient()
    assert said(with_findings(make_record(study, label_map), label_map)) == [
        (
            "|One lesion in the right hemisphere, centered in the frontal lobe.| The core has an enhancing and a "
            "necrotic or non-enhancing part. The midline is not crossed."
        ),
        (
            "Whole tumor |21 ml| (90% interval 18 to 24), of which tumor core |9.3 ml| (8.1 to 10.4) and enhancing "
            "part |7.4 ml| (6.5 to 8.4)."
        ),
        (
            "Largest diameters of the core in one axial slice |33 × 28 mm|; product 9.1 cm² (90% interval 7.7 to "
            "10.5); measurable by RANO."
        ),
        "Midline shift |4 mm| (2 to 6) to the left.",
        (
            "The imaging resembles the |HGG class| of the training data (BraTS; mostly glioblastoma), probability "
            "|0.93|. This is not a WHO 2021 diagnosis: histology, IDH and 1p/19q are needed."
        ),
    ]


def test_several_lesions_are_told_one_by_one() -> None:
    study, label_map = make_patient()
    core = label_map.mask(Region.TC)
    second = core & (np.arange(core.shape[0])[:, None, None] < 34)
    told = said(with_two_lesions(make_record(study, label_map), label_map, second))
    assert told[0].startswith("|Two lesions (multicentric): 1 right, frontal lobe, 2 left, parietal lobe.|")
    assert told[2].startswith("Largest diameters in one axial slice, lesion 1: |")
    assert ", 2: |" in told[2]
    assert "; sum of products 5.8 cm²" in told[2]


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [
        (Measured(value=1.2, unit="mm", interval=within(1.2, 1.0)), "No measurable midline shift (0 to 3 mm)."),
        (Measured(value=0.4, unit="mm"), "No measurable midline shift."),
        (Measured(value=6.4, unit="mm"), "Midline shift |6 mm| to the left."),
    ],
)
def test_a_shift_within_its_error_is_no_shift(shift: Measured, sentence: str) -> None:
    study, label_map = make_patient()
    full = with_findings(make_record(study, label_map), label_map)
    assert sentence in said(replace(full, measurements={**full.measurements, "mass_effect.midline_shift": shift}))


def test_a_withheld_record_has_neither_impression_nor_class() -> None:
    study, label_map = make_patient()
    full = with_findings(make_record(study, label_map), label_map)
    doubtful = {
        f"quality.dice_{region}": Measured(value=dice, unit="1") for region, dice in (("WT", 0.8), ("TC", 0.42))
    }
    told = said(
        replace(full, measurements={**full.measurements, **doubtful}, quality=Quality(bound=0.75, withheld=True))
    )
    assert told[0].startswith("|Withheld for reading.| The overlap with an expert’s outline is expected to be |0.68|")
    assert len(told) == 2
    assert "HGG" not in " ".join(told)


def test_a_tumor_that_was_not_measured_is_not_told_as_absent(record: Analysis) -> None:
    unknown = replace(record, measurements={"volume.WT": NotMeasured("text", {"reason": "too few slices"})})
    assert said(unknown)[0] == "|The tumor was not measured|: too few slices."


def test_a_reason_cannot_change_the_type_of_a_sentence(record: Analysis) -> None:
    unknown = replace(record, measurements={"volume.WT": NotMeasured("text", {"reason": "a|b {c}"})})
    assert impression(unknown, ENGLISH)[0] == ("", "The tumor was not measured", ": a|b {c}.")


@pytest.mark.parametrize(
    ("tissues", "sentence"),
    [
        ({Region.ET: 2.0, Region.NCR: 0.0, Region.TC: 2.0}, "The core enhances throughout."),
        ({Region.ET: 0.0, Region.NCR: 2.0, Region.TC: 2.0}, "The core does not enhance."),
        ({Region.ET: 0.0, Region.NCR: 0.0, Region.TC: 0.0}, "There is no enhancing and no necrotic part."),
    ],
)
def test_the_core_is_told_by_its_parts(record: Analysis, tissues: Mapping[Region, float], sentence: str) -> None:
    volumes = {f"volume.{region.value}": Measured(value=value, unit="ml") for region, value in tissues.items()}
    changed = replace(record, measurements={**record.measurements, **volumes})
    assert said(changed)[0].endswith(sentence)


def test_the_models_card_says_beside_a_volume_how_far_such_volumes_were_off(record: Analysis) -> None:
    card = open_model("glioma").card
    assert card is not None
    core = replace(measured_ml(record, "TC"), accuracy=card.accuracy_of("TC", 9.3, given=tuple(Sequence)))
    known = replace(record, measurements={**record.measurements, "volume.TC": core})
    sentence = (
        "In validation half of such cores were off by more than |29%|, one in ten by more than 84%; of any size, "
        "|12 of 51| by more than half."
    )
    assert sentence in said(known)
    assert not any("Nothing is known" in line for line in said(known))
    edited = replace(record.outline, author=Reader(name="R. Eader", time="2026-10-15", edited=record.outline))
    assert not any("accuracy" in line for line in said(replace(record, outline=edited)))


@pytest.mark.parametrize("words", WORDS.values(), ids=list(WORDS))
def test_what_is_said_of_the_outlines_is_said_of_who_made_them(record: Analysis, words: Words) -> None:
    by_model = words.automatic
    for told, edited in ((words.edited, record.outline), (words.drawn, None)):
        outline = replace(record.outline, author=Reader(name="R. Eader", time="2026-10-15", edited=edited))
        made = authorship(replace(record, outline=outline), words)
        assert (made.status, made.overlay) == (told.status, told.overlay)
        for text in (made.mask, made.method, made.signed):
            assert "R. Eader" in text
        assert not {*astuple(made)} & {*astuple(by_model)}
    assert authorship(record, words) == by_model


def test_a_topic_counts_as_measured_whatever_the_measure_is_called(
    record: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = replace(catalogue.MEASURES[0], name="reach", topic="rano", kind=Kind.LENGTH, unit="mm")
    monkeypatch.setattr(catalogue, "MEASURES", (*catalogue.MEASURES, entry))
    measured = {**record.measurements, "reach.longest": Measured(value=41.0, unit="mm")}
    assert "diameters" in unassessed(record, ENGLISH)
    assert "diameters" not in unassessed(replace(record, measurements=measured), ENGLISH)


def measured_ml(record: Analysis, region: str) -> Measured:
    found = record.measurements[f"volume.{region}"]
    assert isinstance(found, Measured)
    return found


def test_what_moved_the_class_is_told_in_units_that_a_reader_knows() -> None:
    study, label_map = make_patient()
    (moved,) = moved_tree(with_findings(make_record(study, label_map), label_map), ENGLISH)
    assert isinstance(moved, dict)
    shown = [(row["name"], row["value"].replace("\u00a0", " "), row["push"]) for row in moved["rows"]]
    assert shown == [
        ("Enhancing volume", "24 ml", 1.0),
        ("Edema’s share of the whole", "66%", pytest.approx(-0.3 / 1.4)),
    ]


def test_every_limit_of_the_shipped_card_has_its_sentence_in_every_language() -> None:
    card = open_model("glioma").card
    assert card is not None
    assert card.limit_codes
    for words in WORDS.values():
        assert set(card.limit_codes) <= set(words.notes.limits)


def test_spanish_has_its_own_numbers(record: Analysis) -> None:
    spanish = WORDS[next(one for one in WORDS if one == "es")]
    assert "|9,3 ml|" in said(record, spanish)[1]


@pytest.mark.parametrize("words", WORDS.values(), ids=list(WORDS))
def test_every_language_uses_the_same_placeholders_and_bold_parts(words: Words) -> None:
    theirs, ours = dict(texts(words)), dict(texts(ENGLISH))
    assert set(theirs) == set(ours)
    for key, template in ours.items():
        assert placeholders(theirs[key]) == placeholders(template), key
        assert theirs[key].count("|") % 2 == 0, key


def texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every text of a catalogue with its place."""
    if isinstance(value, str) and not isinstance(value, StrEnum):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from texts(part, f"{path}.{key}")
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from texts(part, f"{path}.{index}")
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{path}.{field.name}".removeprefix("."))


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
