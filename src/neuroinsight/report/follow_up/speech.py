"""Numbers of a follow-up in the words and signs of a language."""

from dataclasses import dataclass

from neuroinsight.core.follow_up_record import Change
from neuroinsight.core.measurement import Interval, Measured, Measurement, NotMeasured
from neuroinsight.report.context import Language
from neuroinsight.report.follow_up.wording import FollowUpLabels, FollowUpSentences
from neuroinsight.report.languages.catalogue import FOLLOW_UP_WORDS, WORDS
from neuroinsight.report.notes import reason_text
from neuroinsight.report.numbers import amount, bounds, percent, plain, printed
from neuroinsight.report.sentences import measurement_title
from neuroinsight.report.wording import Words

SUM = "rano.sum_of_products"
_DAYS_IN_MONTH = 30
_THOUSANDFOLD = 10.0  # a share from here on is printed as a multiple: 1200 % says less than × 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A language: the words of all reports, and those of a follow-up."""

    words: Words
    labels: FollowUpLabels
    sentences: FollowUpSentences

    def title(self, name: str) -> str:
        """Return a measurement's name with its unit."""
        return self.labels.sum_of_products if name == SUM else f"{measurement_title(name, self.words)}, ml"

    def value(self, measurement: Measurement) -> str:
        """Return a value with its interval in brackets, as in `16 (14 to 19)`; the reason where there is none."""
        if not isinstance(measurement, Measured):
            return self.reason(measurement)
        edges = bounds(measurement, self.mark)
        text = amount(measurement, self.mark)
        return text if edges is None else f"{text} ({self.range(*edges)})"

    def reason(self, measurement: object) -> str:
        """Return why a value is absent."""
        return reason_text(measurement, self.words) if isinstance(measurement, NotMeasured) else str(measurement)

    def range(self, low: str, high: str) -> str:
        """Return `low to high`."""
        return self.words.findings.later_interval.format(low=low, high=high)

    def share(self, change: Change | NotMeasured) -> str:
        """Return a change in percent, with its sign; the reason where there is none."""
        if isinstance(change, NotMeasured):
            return self.reason(change)
        return self.signed(change.share.value) if isinstance(change.share, Measured) else self.reason(change.share)

    def interval(self, change: Change | NotMeasured) -> str:
        """Return the interval of a change in percent; nothing where there is none."""
        if isinstance(change, NotMeasured) or isinstance(change.share, NotMeasured) or change.share.interval is None:
            return ""
        return self.range(self.signed(change.share.interval.low), self.signed(change.share.interval.high))

    def per_month(self, change: Change | NotMeasured) -> str:
        """Return the change in 30 days, with its sign."""
        if isinstance(change, NotMeasured):
            return ""
        rate = printed(Measured(value=change.per_day.value * _DAYS_IN_MONTH, unit=change.difference.unit)).value
        return ("+" if rate > 0 else "") + plain(rate, self.mark)

    def beyond(self, change: Change | NotMeasured) -> str:
        """Return whether a change is more than error, or why that is not known."""
        if isinstance(change, NotMeasured):
            return ""
        if isinstance(change.beyond_error, NotMeasured):
            return self.reason(change.beyond_error)
        return self.labels.yes if change.beyond_error.code == "yes" else self.labels.no

    def signed(self, fraction: float) -> str:
        """Return a share with its sign in whole percent; many times the value as a multiple."""
        if fraction >= _THOUSANDFOLD:
            return f"× {plain(fraction + 1, self.mark, decimals=0)}"
        return ("+" if round(fraction * 100) > 0 else "") + plain(fraction * 100, self.mark, decimals=0) + self.percent

    def confidence(self, interval: Interval) -> str:
        """Return an interval's confidence in percent."""
        return percent(interval.confidence, self.percent)

    @property
    def mark(self) -> str:
        """The decimal mark."""
        return self.words.frame.decimal_mark

    @property
    def percent(self) -> str:
        """The percent sign, with its space where the language has one."""
        return self.words.frame.percent_sign


def speech_in(language: Language) -> Speech:
    """Return the words of a language."""
    found = FOLLOW_UP_WORDS[language]
    return Speech(words=WORDS[language], labels=found.labels, sentences=found.sentences)
