"""What is rendered of a report, kept under the digest of all that it was made from; signed ones are kept for good."""

import hashlib
from dataclasses import dataclass, replace

from neuroinsight.core.reading import Reading
from neuroinsight.core.version import VERSION
from neuroinsight.report.catalogue import VIEWS, View
from neuroinsight.report.context import Language, ReportContext
from neuroinsight.report.reading_json import reading_to_json
from neuroinsight.report.render import render, render_paper
from neuroinsight.server.problems import not_found
from neuroinsight.server.reports.material import Material

PAPER = "page-{number}.png"
SHOWN = tuple(view for view in VIEWS if view.by_default)
_PAPER_PPI = 110.0
_SIGNED = ("report.pdf", "report.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A report as it stands: what it is made of, what its reader added, in which language, and where views are kept."""

    material: Material
    reading: Reading
    language: Language
    folder: str  # key in the store, for views

    @property
    def context(self) -> ReportContext:
        """What views are rendered with."""
        return ReportContext(language=self.language, reading=self.reading, automatic=self.material.automatic)


def view_called(name: str) -> View:
    """Return a view by its name.

    Raises:
        RefusedError: There is none.
    """
    found = next((view for view in SHOWN if view.name == name), None)
    if found is None:
        raise not_found("view")
    return found


def preview_folder(study_id: str, material: Material, reading: Reading, language: Language) -> str:
    """Return where a draft's views are kept: under the digest of all that they are made from."""
    made_from = (VERSION, language.value, material.record_sha256, reading_to_json(reading))
    return f"studies/{study_id}/previews/{hashlib.sha256(repr(made_from).encode()).hexdigest()}"


def view_of(rendering: Rendering, name: str) -> bytes:
    """Return a view, rendered if it is not kept yet.

    Raises:
        RefusedError: There is no such view.
    """
    view, material = view_called(name), rendering.material
    store, key = material.services.store, f"{rendering.folder}/{name}"
    if store.has(key):
        return store.read(key)
    content = render(material.record, material.images(), material.label_map(), view.name, context=rendering.context)
    _keep(rendering, {name: content})
    return content


def pages_of(rendering: Rendering) -> int:
    """Return how many pages the paper has, each rendered as a picture."""
    material, store = rendering.material, rendering.material.services.store
    count_key = f"{rendering.folder}/pages"
    if store.has(count_key):
        return int(store.read(count_key))
    context = rendering.context
    pages = render_paper(material.record, material.images(), material.label_map(), context=context, ppi=_PAPER_PPI)
    files = {PAPER.format(number=number): page for number, page in enumerate(pages, start=1)}
    _keep(rendering, {**files, "pages": str(len(pages)).encode()})
    return len(pages)


def page_of(rendering: Rendering, number: int) -> bytes:
    """Return a page of the paper as PNG.

    Raises:
        RefusedError: There is none of this number.
    """
    if not 1 <= number <= pages_of(rendering):
        raise not_found("page")
    return rendering.material.services.store.read(f"{rendering.folder}/{PAPER.format(number=number)}")


def freeze(rendering: Rendering, pseudonym: str) -> None:
    """Render what a signature freezes, with and without the identity, under the report's folder."""
    material = rendering.material
    images, label_map = material.images(), material.label_map()
    for shown, folder in ((None, f"{rendering.folder}/named"), (pseudonym, f"{rendering.folder}/coded")):
        one = replace(rendering, reading=replace(rendering.reading, pseudonym=shown), folder=folder)
        _keep(one, {name: render(material.record, images, label_map, name, context=one.context) for name in _SIGNED})


def _keep(rendering: Rendering, files: dict[str, bytes]) -> None:
    """Keep views; of a draft, those of earlier states go."""
    store = rendering.material.services.store
    previews, _, own = rendering.folder.rpartition("/")
    if previews.endswith("/previews"):
        for key in list(store.keys(previews)):
            if f"/{own}/" not in key:
                store.remove(key)
    for name, content in files.items():
        store.put(f"{rendering.folder}/{name}", content)
