"""The languages that there are."""

from collections.abc import Mapping
from types import MappingProxyType

from neuroinsight.report.context import Language
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.languages.spanish import SPANISH
from neuroinsight.report.wording import Words

WORDS: Mapping[Language, Words] = MappingProxyType({Language.ENGLISH: ENGLISH, Language.SPANISH: SPANISH})
