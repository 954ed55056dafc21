"""Every public name shows an example, the examples run, and the API page is made of them."""

import doctest
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import neuroinsight
from neuroinsight.core.grid import Grid
from neuroinsight.io import nifti
from tools.api_page import page

NAMES = [name for name in neuroinsight.__all__ if name != "__version__"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what the examples find: `patient`, a slab of a synthetic patient, alone in `cases`."""
    made = tmp_path_factory.mktemp("examples")
    settings = neuroinsight.PhantomSettings(case_id="phantom-0001", seed=1, spacing_mm=(5.0, 5.0, 5.0))
    phantom = neuroinsight.make_phantom(settings)
    middle = int(np.median(np.argwhere(phantom.truth.array)[:, 2]))
    slab = slice(middle - 4, middle + 5)
    affine = phantom.truth.grid.affine.copy()
    affine[:3, 3] = phantom.truth.grid.to_world_mm(np.array([0.0, 0.0, slab.start]))
    grid = Grid(shape=(*phantom.truth.grid.shape[:2], slab.stop - slab.start), affine=affine)
    for place in (made / "patient", made / "cases" / "phantom-0001"):
        place.mkdir(parents=True)
        for sequence, volume in phantom.study.volumes.items():
            image = replace(volume, array=volume.array[..., slab], grid=grid)
            nifti.write(place / f"phantom-0001_{sequence}.nii.gz", image)
        labels = replace(phantom.truth, array=phantom.truth.array[..., slab], grid=grid)
        nifti.write_label_map(place / "phantom-0001_seg.nii.gz", labels)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_a_public_name_is_true(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    thing = getattr(neuroinsight, name)
    text = thing.__doc__ or ""
    assert ">>>" in text, f"{name} shows no example"
    examples = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(examples, out=report.append)
    assert runner.failures == 0, "".join(report)


def test_the_api_page_is_the_docstrings() -> None:
    written = Path(__file__).parents[2] / "docs" / "api.md"
    assert written.read_text(encoding="utf-8") == page(), "make it again: python tools/api_page.py > docs/api.md"
