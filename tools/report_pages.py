"""Draw the pages of the synthetic patient's report for docs/report.md: `python tools/report_pages.py`.

The patient, its analysis by the shipped model and the pages are made here; no image of a patient is involved.
"""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

import neuroinsight
from neuroinsight.analysis.analyze import analyze
from neuroinsight.core.findings import Declared
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.io.study import recognize
from neuroinsight.report.context import ReportContext
from neuroinsight.report.pdf import render_pages

FOLDER = Path(__file__).parent.parent / "docs" / "images"
PPI = 80
GRAYS, COLORS = 128, 100
COLORED = 40  # from here on, by the difference of its parts, a pixel is not gray
VIEWS = {"tumor.png": "report-tumor.png"}
WIDTH = 900


def main() -> None:
    """Write `report-1.png` … and the picture of the tumor into docs/images, in place of earlier ones."""
    with TemporaryDirectory() as folder:
        write_phantom(make_phantom(PhantomSettings(case_id="phantom")), Path(folder))
        study = neuroinsight.load_files(recognize(Path(folder)), case_id="phantom")
    result = analyze(study, neuroinsight.open_model("glioma"), declared=Declared(treated=False, age_years=60))
    for old in FOLDER.glob("report-*.png"):
        old.unlink()
    pages = render_pages(result.record, result.study, result.label_map, context=ReportContext(), ppi=PPI)
    for number, page in enumerate(pages, start=1):
        _write(f"report-{number}.png", Image.open(io.BytesIO(page)))
    for view, name in VIEWS.items():
        picture = Image.open(io.BytesIO(neuroinsight.render(result.record, result.study, result.label_map, view)))
        _write(name, picture.resize((WIDTH, round(picture.height * WIDTH / picture.width))))


def _write(name: str, picture: Image.Image) -> None:
    """Write a picture of few colors, which is half as large: grays, and the rarer colors of lines and solids."""
    pixels = np.asarray(picture.convert("RGB"))
    colored = pixels[np.ptp(pixels.astype(int), axis=2) > COLORED][None]
    colors = Image.fromarray(colored).quantize(COLORS).getpalette() if colored.size else []
    palette = Image.new("P", (1, 1))
    palette.putpalette(
        [*(gray for level in np.linspace(0, 255, GRAYS) for gray in (round(level),) * 3), *(colors or ())]
    )
    few = picture.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
    few.save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
