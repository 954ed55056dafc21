"""English for what a reader adds to a record."""

from neuroinsight.core.reading import ReadingStatus
from neuroinsight.report.wording import ReadingWords, Stage

READING = ReadingWords(
    stages={
        ReadingStatus.UNREVIEWED: Stage(
            title="AI RESULT",
            detail="Not reviewed, not signed",
            short="AI RESULT, not reviewed",
            signed="{outlines}Nobody has reviewed it yet.",
        ),
        ReadingStatus.REVIEWED: Stage(
            title="REVIEWED",
            detail="Outlines reviewed {time}, not signed",
            short="REVIEWED, not signed",
            signed="{outlines}Outlines reviewed by {reader}, {time}; not signed yet.",
            overlay="Automatic outlines, reviewed by {reader}.",
        ),
        ReadingStatus.PRELIMINARY: Stage(
            title="PRELIMINARY",
            detail="Written {time}, not signed",
            short="PRELIMINARY, not signed",
            signed="{outlines}Report written by {reader}, {time}; not signed yet.",
            overlay="Automatic outlines, reviewed by {reader}.",
        ),
        ReadingStatus.FINAL: Stage(
            title="FINAL",
            detail="Signed {time}",
            short="FINAL, signed {time}",
            signed="{outlines}Read and signed by the person named here.",
            overlay="Automatic outlines, in a report signed by {reader}.",
        ),
    },
    outlines_edited=", outlines edited",
    outlines="Measured by software. ",
    outlines_by="Outlines by {reader}, measured by software. ",
    signature="Signed: {reader} · {time} · {digest}",
    number="Report {number}",
    replaces="replaces report {number}",
    impression="Impression, in the words of {reader}",
    note="Note:",
    addendum="Addendum {number}, {time}, {author}.",
    unchanged_below="The text below is unchanged.",
    hidden="not shown",
    no_intervals="intervals of the volumes (they belong to automatic outlines)",
    title="Reading and signature",
    status="Status",
    read_by="Last read by",
    read="{reader}, {time}",
    words="Impression",
    words_own="in the reader’s own words",
    words_made="the sentences made from the findings",
    digest="Signature, SHA-256",
    addenda="Addenda",
    no_addenda="none",
    made_sentences="Sentences made from the findings",
    compared="automatic outlines",
    edited="edited; automatic {automatic}",
    not_edited="not changed; automatic {automatic}",
    beside="{value}; automatic {automatic}",
)
