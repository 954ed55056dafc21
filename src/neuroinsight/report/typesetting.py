"""Compiling the templates with data: every word arrives as JSON text and is never read as markup."""

import json
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import numpy as np
import typst
from numpy.typing import NDArray

from neuroinsight.core.errors import OutputError
from neuroinsight.report.tree import Tree

Pixels = Mapping[str, NDArray[np.uint8]]  # by the name that the data call them

_TEMPLATES = ("ink.typ", "report.typ", "overlay.typ")
_DATA = "data.json"
_OVERLAY_PPI = 288  # the overlay's page is 400 pt wide: 1600 pixels


def typeset_pdf(template: str, data: Tree, pixels: Pixels) -> bytes:
    """Return a tagged PDF/UA-1 document without a date: the same data give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        root = _lay_out(Path(folder), data, pixels)
        return _single(
            typst.compile(
                root / template,
                root=root,
                format="pdf",
                pdf_standards=["ua-1"],
                ignore_system_fonts=True,
                sys_inputs={"data": _DATA},
            )
        )


def typeset_png(template: str, data: Tree, pixels: Pixels) -> bytes:
    """Return the template's single page as a PNG picture."""
    with tempfile.TemporaryDirectory() as folder:
        root = _lay_out(Path(folder), data, pixels)
        return _single(
            typst.compile(
                root / template,
                root=root,
                format="png",
                ppi=_OVERLAY_PPI,
                ignore_system_fonts=True,
                sys_inputs={"data": _DATA},
            )
        )


def _lay_out(root: Path, data: Tree, pixels: Pixels) -> Path:
    """Write templates, data and raw pixels where the compiler, which reads files only, finds them."""
    templates = resources.files("neuroinsight.report") / "templates"
    for name in _TEMPLATES:
        (root / name).write_bytes((templates / name).read_bytes())
    (root / _DATA).write_text(json.dumps(data, ensure_ascii=True), encoding="ascii")
    for name, array in pixels.items():
        (root / name).write_bytes(array.tobytes())
    return root


def _single(compiled: bytes | list[bytes] | None) -> bytes:
    """Return what was compiled; overlays that need a second page would be a mistake of the template."""
    if isinstance(compiled, bytes):
        return compiled
    raise OutputError(
        "The report could not be laid out",
        seen=f"{len(compiled or [])} pictures",
        allowed="one document",
        remedy="report this as a defect, with the analysis.json",
    )
