"""Compiling the templates with data: every word arrives as JSON text and is never read as markup."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import numpy as np
import typst
from numpy.typing import NDArray

from neuroinsight.core.errors import OutputError
from neuroinsight.report.tree import Tree

Pixels = Mapping[str, NDArray[np.uint8]]  # by the name that the data call them

_TEMPLATES = ("ink.typ", "report.typ", "overlay.typ", "trend.typ", "over_time.typ", "follow_up.typ")
_DATA = "data.json"
_OVERLAY_PPI = 288  # the overlay's page is 400 pt wide: 1600 pixels


def typeset_pdf(template: str, data: Tree, pixels: Pixels) -> bytes:
    """Return a tagged PDF/UA-1 document without a date: the same data give the same bytes."""
    with _laid_out(data, pixels) as root:
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
    with _laid_out(data, pixels) as root:
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


def typeset_pages(template: str, data: Tree, pixels: Pixels, *, ppi: float) -> tuple[bytes, ...]:
    """Return each page of a document as a PNG picture: what the PDF looks like, for a page that shows it."""
    with _laid_out(data, pixels) as root:
        return _several(
            typst.compile(
                root / template, root=root, format="png", ppi=ppi, ignore_system_fonts=True, sys_inputs={"data": _DATA}
            )
        )


@contextmanager
def _laid_out(data: Tree, pixels: Pixels) -> Iterator[Path]:
    """Write templates, data and raw pixels where the compiler, which reads files only, finds them."""
    templates = resources.files("neuroinsight.report") / "templates"
    try:
        with tempfile.TemporaryDirectory(prefix="neuroinsight-") as folder:
            root = Path(folder)
            for name in _TEMPLATES:
                (root / name).write_bytes((templates / name).read_bytes())
            (root / _DATA).write_text(json.dumps(data, ensure_ascii=True), encoding="ascii")
            for name, array in pixels.items():
                (root / name).write_bytes(array.tobytes())
            yield root
    except typst.TypstError as error:
        raise _failed(str(error).splitlines()[0]) from error
    except OSError as error:
        raise OutputError(
            "The temporary folder cannot be used",
            seen=": ".join(str(part) for part in (tempfile.tempdir, error.strerror or error) if part),
            allowed="a temporary folder with some free megabytes, where you may write",
            remedy="make room there, or name another folder in the environment variable TMPDIR",
            code="system.temporary_folder",
        ) from error


def _single(compiled: bytes | list[bytes] | None) -> bytes:
    """Return what was compiled; overlays that need a second page would be a mistake of the template."""
    if isinstance(compiled, bytes):
        return compiled
    raise _failed(f"{len(compiled or [])} pictures")


def _several(compiled: bytes | list[bytes] | None) -> tuple[bytes, ...]:
    return (compiled,) if isinstance(compiled, bytes) else tuple(compiled or ())


def _failed(seen: str) -> OutputError:
    return OutputError(
        "The report could not be laid out",
        seen=seen,
        allowed="one document of texts that its fonts can show",
        remedy="report this as a defect, with the analysis.json",
        code="report.layout",
    )
