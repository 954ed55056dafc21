"""The languages that there are."""

from collections.abc import Mapping
from types import MappingProxyType

from neuroinsight.report.context import Language
from neuroinsight.report.follow_up.wording import FollowUpWords
from neuroinsight.report.languages.english import ENGLISH
from neuroinsight.report.languages.follow_up_english import FOLLOW_UP_ENGLISH
from neuroinsight.report.languages.follow_up_spanish import FOLLOW_UP_SPANISH
from neuroinsight.report.languages.spanish import SPANISH
from neuroinsight.report.wording import Words

WORDS: Mapping[Language, Words] = MappingProxyType({Language.ENGLISH: ENGLISH, Language.SPANISH: SPANISH})
FOLLOW_UP_WORDS: Mapping[Language, FollowUpWords] = MappingProxyType(
    {Language.ENGLISH: FOLLOW_UP_ENGLISH, Language.SPANISH: FOLLOW_UP_SPANISH}
)
