"""The agenda as a mail."""

from __future__ import annotations

from dccg_meet.mail.agenda import agenda_post, drafts_of, is_out, prepare_agenda, subject, version
from dccg_meet.mail.journal import Entry, Event, Kind
from dccg_meet.mail.post import Why
from dccg_meet.workspace.schema import Mail
from tests.factories import KEY, make_group, make_record, utc
from tests.mail.test_journal import line

GROUP = make_group(mail=Mail(mailbox="calls@example.org"))
TEXTS = {"txt": "Agenda\n", "html": '<p>Agenda, also as <a href="agenda.txt" type="x">plain text</a></p>\n'}
OTHER = {**TEXTS, "txt": "Another agenda\n"}
NOW = utc("2026-11-21 20:00")


def _entry(event: Event = Event.ACCEPTED, texts: dict[str, str] = TEXTS) -> Entry:
    return line(event, to=GROUP.list, kind=Kind.AGENDA, said=None, personal=False, content=version(texts))


def _why(*entries: Entry, retry: bool = False) -> Why:
    return agenda_post(GROUP, TEXTS, entries, sending=True, retry=retry).why


class TestPost:
    """agenda_post() and is_out()."""

    def test_once_for_each_version(self) -> None:
        """What the list was sent last counts."""
        assert _why() is Why.DUE
        assert _why(_entry()) is Why.SENT
        assert _why(_entry(Event.BY_HAND)) is Why.SENT
        assert _why(_entry(texts=OTHER)) is Why.DUE
        assert _why(_entry(), _entry(texts=OTHER)) is Why.DUE
        assert _why(_entry(), _entry(Event.REFUSED, OTHER)) is Why.SENT

    def test_refused_and_doubtful(self) -> None:
        """Wait for --retry, and are not out."""
        for event, why in ((Event.REFUSED, Why.REFUSED), (Event.SENDING, Why.IN_DOUBT)):
            assert _why(_entry(event)) is why
            assert _why(_entry(event), retry=True) is Why.DUE
            assert not is_out(GROUP, TEXTS, [_entry(event)])
        assert is_out(GROUP, TEXTS, [_entry()])

    def test_drafts(self) -> None:
        """Those of this version."""
        mine, other = _entry(Event.DRAFTED), _entry(Event.DRAFTED, OTHER)
        assert drafts_of(GROUP, TEXTS, [mine, other]) == (mine,)
        assert not is_out(GROUP, TEXTS, [mine])


class TestMail:
    """prepare_agenda()."""

    def test_the_same_text_is_the_same_mail(self) -> None:
        """Another is another, by its Message-ID."""
        made = []
        for texts in (TEXTS, TEXTS, OTHER):
            post = agenda_post(GROUP, texts, [], sending=True)
            made.append(prepare_agenda(post, make_record(), GROUP, texts, NOW, secret=KEY, draft=False))
        assert made[0].data == made[1].data
        assert made[0].letter.message_id != made[2].letter.message_id
        assert made[0].line.content == version(TEXTS)
        assert "also as plain text</p>" in made[0].letter.html
        assert not made[0].letter.calendar

    def test_subject(self) -> None:
        """What it is, then the call with its day and rule."""
        assert subject(make_record(), GROUP) == (
            "Agenda: DCCG 97: Monthly call, Wed 9 Dec 2026 [Chatham House Rule in part]"
        )
