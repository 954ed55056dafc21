"""Making foreign text printable: what the report's fonts cannot show becomes a box, and long words may break.

PDF/UA refuses a document with a character that no font has, and a report must not fail because of a name.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import typst

from neuroinsight.report.tree import Tree

BOX = "\u25a1"
_ALWAYS_SHOWN_BELOW = 0x250  # Latin with all its accents: tested once against the fonts that the compiler carries
_SIGNS = frozenset("\u200b\u2013\u2019\u201c\u201d\u2026\u2212\u25a1")  # of the report's own wording
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_WORD = 24
_NO_BREAKS = "\u00a0\u202f"
_BREAK = "\u200b"  # zero-width space: a place where a line may end
_PROBE = (
    b'#set document(title: "probe")\n#set text(font: "Libertinus Serif", fallback: true)\n#text(sys.inputs.character)'
)


def printable_tree(tree: Tree) -> Tree:
    """Return the tree with every text made printable and breakable; digests stay whole."""
    if isinstance(tree, str):
        return tree if _DIGEST.fullmatch(tree) else breakable(printable(tree))
    if isinstance(tree, Mapping):
        return {name: printable_tree(branch) for name, branch in tree.items()}
    if tree is None or isinstance(tree, int | float):
        return tree
    return [printable_tree(branch) for branch in tree]


def printable(text: str) -> str:
    """Return the text on one line with a box for every character that cannot be shown.

    Control characters and marks that turn the direction of reading become nothing or a space: they could make a name
    read as another one.
    """
    return "".join(_shown(character) for character in unicodedata.normalize("NFC", text))


def visible(text: str) -> str:
    """Return the text on one line, as `printable` does, for readers that have fonts of their own."""
    shown = (" " if character.isspace() and character not in _NO_BREAKS else character for character in text)
    return "".join(one for one in shown if unicodedata.category(one) not in {"Cc", "Cf", "Cs"})


def breakable(text: str) -> str:
    """Return the text with places for line breaks in words that are too long for a cell."""
    words = text.split(" ")
    return " ".join(_with_breaks(word) if len(word) > _LONGEST_WORD else word for word in words)


def _shown(character: str) -> str:
    if character.isspace():
        return "\u00a0" if character in _NO_BREAKS else " "
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"}:
        return ""
    if category in {"Cs", "Co", "Cn"} or not _has_glyph(character):
        return BOX
    return character


def _is_safe(character: str) -> bool:
    return ord(character) < _ALWAYS_SHOWN_BELOW or character in _SIGNS


@lru_cache(maxsize=1024)
def _has_glyph(character: str) -> bool:
    if _is_safe(character):
        return True
    try:
        typst.compile(
            _PROBE, format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True, sys_inputs={"character": character}
        )
    except typst.TypstError:
        return False
    return True


def _with_breaks(word: str) -> str:
    return _BREAK.join(word[start : start + 8] for start in range(0, len(word), 8))
