"""The words that a chair says, in one table: plain and short, as for many English is a third language.

``FORMULAE`` are examples of what :mod:`dccg_meet.notes.formulae` finds in the captions; a test reads each of
them as the draft of the notes would. What stands in [brackets] is the chair's to fill in.
"""

from __future__ import annotations

from dataclasses import dataclass

from dccg_meet.workspace.schema import Rule


@dataclass(frozen=True)
class Line:
    """A line of the run-sheet: something to say word for word, or something to do."""

    say: bool
    text: str

    @property
    def kind(self) -> str:
        """``Say`` or ``Do``."""
        return "Say" if self.say else "Do"


def say(text: str) -> Line:
    """Words to say."""
    return Line(say=True, text=text)


def do(text: str) -> Line:
    """Something to do."""
    return Line(say=False, text=text)


BEGINS = {
    Rule.CHATHAM: (
        do(
            "Decide whether the recording runs on. If it does, it stays with you: its sound is not published."
        ),
        say(
            "This part of the meeting is held under the Chatham House Rule. You may use what you hear. "
            "You may not tell who said it, nor for whom they speak, nor who else took part."
        ),
        say("Captions stay on. Names are taken out before anything is published."),
    ),
    Rule.ON_RECORD: (
        say(
            "This part is on the record. What is said may be quoted. "
            "People are named only if they have agreed to it."
        ),
    ),
    Rule.OFF_RECORD: (
        do("Ask whoever reads the captions how they will follow this part. Wait for the answer."),
        say(
            "The next part is off the record. We pause the captions and the recording. "
            "Please do not write down, quote or keep what is said."
        ),
        do("Pause the recording and the captions. Wait until you see that both are off."),
        say("The captions and the recording are off."),
    ),
}
"""What to say and do where a rule begins."""

ENDS = {
    Rule.CHATHAM: (say("That closes the part under the Chatham House Rule."),),
    Rule.ON_RECORD: (say("That closes the part on the record."),),
    Rule.OFF_RECORD: (say("That closes the part off the record."),),
}
"""What to say where a rule ends, and another one begins."""

RESUMES = (
    say("We turn the captions and the recording on again."),
    do("Turn the captions and the recording on. Wait until you see both."),
    say("The captions and the recording are on."),
)
"""What to say and do after a part off the record, in a call of which something is kept."""

FORMULAE = (
    ("Adopting something", "Are there any objections? I hear none. The agenda is adopted."),
    (
        "A decision",
        "The proposal is to open the form on Monday. Are there any objections? I hear none. That is decided.",
    ),
    (
        "No agreement",
        "There is no consensus on the format. Some members want a panel, others prefer a round table.",
    ),
    ("A dissenting view", "For the record, some members do not agree with the date."),
    ("An action", "Action item. The secretariat will send the reminder by Friday."),
)
"""An occasion, and words for it that the draft of the notes recognises."""
