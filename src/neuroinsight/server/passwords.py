"""Passwords: what is accepted, how they are kept (Argon2id), and phrases that can be told by telephone."""

import secrets
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from neuroinsight.core.errors import NeuroInsightError

_AT_ONCE = 2  # each takes its memory: a lever for who wants to exhaust it
_LONGEST = 1000
_FEWEST_SIGNS = 5  # different ones
_COMMON = ("password", "passwort", "123456", "qwerty", "letmein", "neuroinsight", "contraseña", "abcdef")
# short, distinct, easy to spell; four of 64 give 24 bits beside a limit on tries
_WORDS = (
    "acorn",
    "amber",
    "anchor",
    "apple",
    "arrow",
    "autumn",
    "badge",
    "bamboo",
    "basil",
    "beacon",
    "birch",
    "bridge",
    "candle",
    "canyon",
    "cedar",
    "cloud",
    "clover",
    "comet",
    "copper",
    "coral",
    "cotton",
    "crane",
    "daisy",
    "delta",
    "dune",
    "eagle",
    "ember",
    "falcon",
    "fern",
    "forest",
    "garden",
    "ginger",
    "harbor",
    "hazel",
    "iris",
    "island",
    "ivory",
    "jasmin",
    "juniper",
    "lamp",
    "lantern",
    "lemon",
    "lotus",
    "maple",
    "marble",
    "meadow",
    "mint",
    "moss",
    "nectar",
    "north",
    "oasis",
    "olive",
    "orbit",
    "pearl",
    "pepper",
    "pine",
    "planet",
    "prairie",
    "quartz",
    "river",
    "saffron",
    "seven",
    "silver",
    "spruce",
)


@dataclass(frozen=True, slots=True)
class Passwords:
    """Keeps and checks passwords, few at a time."""

    hasher: PasswordHasher
    fewest_characters: int
    nobody: str  # of a password that nobody knows: checking an unknown name takes as long as a known one
    turn: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE))

    def keep(self, password: str) -> str:
        """Return what is stored of a password."""
        with self.turn:
            return self.hasher.hash(password)

    def matches(self, password: str, kept: str) -> bool:
        """Whether a password is the one that was kept."""
        with self.turn:
            try:
                return self.hasher.verify(kept, password[:_LONGEST])
            except (VerificationError, InvalidHashError):
                return False

    def require_good(self, password: str, *names: str) -> None:
        """Refuse what is guessed first; length counts, not signs of a certain kind.

        Raises:
            NeuroInsightError: The password is too short, too long, common, or made of the person's name.
        """
        low = password.casefold()
        fault = None
        if len(password) < self.fewest_characters:
            fault = f"{len(password)} characters"
        elif len(password) > _LONGEST:
            fault = "a password of more than 1000 characters"
        elif len(set(low)) < _FEWEST_SIGNS:
            fault = "few different characters"
        elif any(low.startswith(common) for common in _COMMON):
            fault = "a beginning that everybody tries first"
        elif any(name.casefold() in low for name in names if len(name) > 2):  # noqa: PLR2004
            fault = "your name inside the password"
        if fault:
            raise NeuroInsightError(
                "This password can be guessed",
                seen=fault,
                allowed=f"{self.fewest_characters} characters or more, not your name, not a common beginning",
                remedy="take a sentence, or four unrelated words",
                code="account.weak_password",
            )


def new_phrase(words: int = 4) -> str:
    """Return random words, joined by hyphens."""
    return "-".join(secrets.choice(_WORDS) for _ in range(words))
