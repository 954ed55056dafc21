"""The report as one web page: no script, no second file, the same content and order as the PDF."""

import html
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import cast

from neuroinsight.core.labels import LabelMap
from neuroinsight.core.record import Analysis
from neuroinsight.core.study import Study
from neuroinsight.report.context import ReportContext
from neuroinsight.report.document import document
from neuroinsight.report.gallery import gallery_of
from neuroinsight.report.glyphs import visible
from neuroinsight.report.html_pictures import Album, legend, scale_of_classes, swatch, whisker
from neuroinsight.report.languages.catalogue import WORDS
from neuroinsight.report.plates import pixels_of
from neuroinsight.report.tree import Tree
from neuroinsight.report.wording import Words

_DIGEST_CHARACTERS = 64
# nothing is fetched, and nothing runs
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

Branch = Mapping[str, Tree]


def render_html(record: Analysis, study: Study | None, label_map: LabelMap | None, *, context: ReportContext) -> bytes:
    """Return the page (UTF-8); without images or outline, its words alone."""
    words = WORDS[context.language]
    gallery = gallery_of(record, study, label_map, words)
    pixels = pixels_of(gallery.plates) if gallery else {}
    return _page(document(record, gallery, words, context), Album(pixels, words.screen), words).encode()


def _page(tree: Branch, album: Album, words: Words) -> str:
    style = (resources.files("neuroinsight.report") / "templates" / "report.css").read_text(encoding="utf-8")
    running, foot = branch(tree["running"]), branch(tree["foot"])
    versions = [text(one) for one in (running["product"], running["version"], foot["record"])]
    title = " · ".join(part for part in (text(running["who"]), text(tree["title"])) if part)
    body = [
        f'<input type="checkbox" id="plain"><label for="plain" class="switch">{text(words.screen.hide)}</label>',
        "<main>",
        f"<header><h1>{text(tree['title'])}</h1>{_status(branch(tree['status']))}</header>",
        *_first_page(tree, album),
        *_pictures(tree, album),
        *(_section(branch(one)) for one in items(tree["sections"])),
        "</main>",
        f"<footer><p><strong>{text(foot['device'])}</strong></p><p>{' · '.join(versions)}</p></footer>",
    ]
    return (
        f'<!doctype html>\n<html lang="{text(tree["lang"])}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _status(status: Branch) -> str:
    return f'<p class="status"><strong>{text(status["label"])}</strong> {text(status["detail"])}</p>'


def _first_page(tree: Branch, album: Album) -> Iterator[str]:
    identity = [
        f"<div><dt>{text(one['name'])}</dt><dd>{value(one['value'])}</dd></div>"
        for one in map(branch, items(tree["header"]))
    ]
    yield f'<dl class="identity">{"".join(identity)}</dl>'
    label, declared = items(tree["declared"])
    yield f'<p class="declared"><span>{text(label)}</span> {text(declared)}</p>'
    if tree["note"] is not None:
        label, note = items(tree["note"])
        yield f'<p class="declared"><span>{text(label)}</span> {text(note)}</p>'
    for one in map(branch, [*items(tree["addenda"]), *items(tree["cautions"])]):
        weight = "caution weighty" if one["weighty"] else "caution"
        yield f'<p class="{weight}"><strong>{text(one["title"])}</strong> {text(one["text"])}</p>'
    sentences = "".join(f"<li>{_runs(items(one))}</li>" for one in items(tree["impression"]))
    yield f"<section><h2>{text(branch(tree['ui'])['impression'])}</h2><ol>{sentences}</ol></section>"
    if tree["key"] is not None:
        key = branch(tree["key"])
        yield f'<div class="row">{album.figures(items(key["pics"]))}</div>'
        yield f'{legend(items(key["legend"]))}<p class="note">{text(key["note"])}</p>'
    if tree["strip"] is not None:
        yield _strip(branch(tree["strip"]), album)
    yield '<div class="columns">'
    if tree["volumes"] is not None:
        yield _volumes(branch(tree["volumes"]))
    beside = branch(tree["beside"])
    yield f"<section><h2>{text(beside['title'])}</h2>{_pairs(items(beside['rows']))}</section></div>"
    if tree["classes"] is not None:
        yield _classes(branch(tree["classes"]))
    yield f'<section class="closing">{_pairs(items(tree["closing"]))}</section>'
    sign = branch(tree["sign"])
    yield f'<p class="sign"><span>{text(sign["left"])}</span> <span>{text(sign["right"])}</span></p>'


def _pictures(tree: Branch, album: Album) -> Iterator[str]:
    for one in map(branch, items(tree["pictures"])):
        yield _strip(one, album)


def _strip(strip: Branch, album: Album) -> str:
    note = f'<p class="note">{text(strip["note"])}</p>' if strip["note"] else ""
    pictures = items(strip["pics"])
    even = " even" if len({str(branch(one)["w"]) for one in pictures}) == 1 else ""
    return (
        f'<section><h2>{text(strip["title"])}</h2><div class="row small{even}">{album.figures(pictures)}</div>'
        f"{legend(items(strip['legend']))}{note}</section>"
    )


def _volumes(table: Branch) -> str:
    if "compared" in table:
        return _compared(table)
    spread = bool(table["spread"])
    head = "".join(f'<th scope="col">{text(one)}</th>' for one in items(table["head"]))
    rows = []
    for one in map(branch, items(table["rows"])):
        kind = "whole" if one["bold"] else "part"
        name = f'<th scope="row" class="{kind}">{swatch(one["swatch"])}{text(one["name"])}</th>'
        if "na" in one:
            cells = f'<td colspan="{len(items(table["head"])) - 1}"><em>{text(one["na"])}</em></td>'
        else:
            cells = f"<td><strong>{text(one['value'])}</strong></td>"
            cells += f"<td>{text(one['interval'])}</td>" if spread else ""
            cells += f"<td>{whisker(one, table['top'])}</td><td>{text(one['share'])}</td>"
            cells += f"<td>{text(one['off'])}</td>" if len(items(table["head"])) > (5 if spread else 4) else ""
        rows.append(f"<tr>{name}{cells}</tr>")
    return (
        f'<section><h2>{text(table["title"])}</h2><table class="volumes"><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(rows)}</tbody></table><p class="note">{text(table["note"])}</p></section>'
    )


def _compared(table: Branch) -> str:
    """The volumes of an edited outline: beside each stands the automatic one, in place of scale and interval."""
    head = "".join(f'<th scope="col">{text(one)}</th>' for one in items(table["head"]))
    rows = []
    for one in map(branch, items(table["rows"])):
        kind = "whole" if one["bold"] else "part"
        name = f'<th scope="row" class="{kind}">{swatch(one["swatch"])}{text(one["name"])}</th>'
        cells = (
            f'<td colspan="3"><em>{text(one["na"])}</em></td>'
            if "na" in one
            else (
                f"<td><strong>{text(one['value'])}</strong></td><td>{text(one['edited'])}</td><td>{text(one['share'])}</td>"
            )
        )
        rows.append(f"<tr>{name}{cells}</tr>")
    return (
        f'<section><h2>{text(table["title"])}</h2><table class="volumes"><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(rows)}</tbody></table><p class="note">{text(table["note"])}</p></section>'
    )


def _classes(classes: Branch) -> str:
    heading = f"<h2>{text(classes['title'])}</h2>"
    if "na" in classes:
        return f"<section>{heading}<p><em>{text(classes['na'])}</em></p></section>"
    sentences = "".join(f"<p>{text(one)}</p>" for one in items(classes["sentences"]))
    return f'<section>{heading}<div class="classes">{scale_of_classes(classes)}<div>{sentences}</div></div></section>'


def _section(section: Branch) -> str:
    if section["kind"] == "columns":
        columns = "".join(
            f"<div>{''.join(_section(branch(part)) for part in items(one))}</div>" for one in items(section["columns"])
        )
        return f'<div class="columns">{columns}</div>'
    return f"<section><h2>{text(section['title'])}</h2>{_content(section)}</section>"


def _content(section: Branch) -> str:
    match section["kind"]:
        case "list":
            return f"<ul>{''.join(f'<li>{text(one)}</li>' for one in items(section['items']))}</ul>"
        case "pairs":
            return _pairs(items(section["rows"]))
        case "bars":
            rows = [[one["name"], one["value"], one["odds"]] for one in map(branch, items(section["rows"]))]
            return _table(items(section["head"]), rows) + f'<p class="note">{text(section["note"])}</p>'
        case _:
            note = section.get("note")
            rows = [list(items(one)) for one in items(section["rows"])]
            return _table(items(section["head"]), rows) + (f'<p class="note">{text(note)}</p>' if note else "")


def _table(head: Iterable[Tree], rows: Iterable[Iterable[Tree]]) -> str:
    columns = "".join(f'<th scope="col">{text(one)}</th>' for one in head)
    body = []
    for row in rows:
        first, *others = row
        cells = "".join(f"<td>{value(one)}</td>" for one in others)
        body.append(f'<tr><th scope="row">{value(first)}</th>{cells}</tr>')
    return f'<div class="wide"><table><thead><tr>{columns}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'


def _pairs(rows: Iterable[Tree]) -> str:
    pairs = (items(one) for one in rows)
    return f"<dl>{''.join(f'<div><dt>{text(name)}</dt><dd>{value(one)}</dd></div>' for name, one in pairs)}</dl>"


def _runs(runs: Iterable[Tree]) -> str:
    """Plain and bold in turn."""
    return "".join(f"<strong>{text(one)}</strong>" if odd % 2 else text(one) for odd, one in enumerate(runs))


def value(cell: Tree) -> str:
    """Return a cell: a gap in italics, a digest in its own type, all else as it is."""
    if isinstance(cell, Mapping):
        return f"<em>{text(cell['na'])}</em>"
    shown = text(cell)
    return f"<code>{shown}</code>" if isinstance(cell, str) and len(cell) == _DIGEST_CHARACTERS else shown


def text(value: Tree) -> str:
    """Return a text that is no markup, without characters that turn the direction of reading."""
    return html.escape(visible(str(value)))


def branch(value: Tree) -> Branch:
    """Return a table of the document."""
    return cast("Branch", value)


def items(value: Tree) -> list[Tree]:
    """Return a list of the document."""
    return list(cast("list[Tree]", value))
