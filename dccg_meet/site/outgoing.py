"""What is made for the list without being part of the archive: invitations, agendas, polls. The same gate."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace

from dccg_meet.chatham import gate, withholding
from dccg_meet.chatham.names import vocabulary
from dccg_meet.chatham.names.folding import fold
from dccg_meet.chatham.release import refuse_named_join
from dccg_meet.site.group import refuse_people
from dccg_meet.workspace.schema import CallRecord, Group, Roster
from dccg_meet.zones import place

_KINDS = ("site", "agendas", "shared", "mails", "polls")


def check(
    files: Mapping[str, bytes],
    group: Group,
    roster: Roster,
    record: CallRecord | None = None,
    zones: Iterable[str] = (),
) -> None:
    """Refuse ``files`` (name to content), made of masked titles, if they give away somebody or the passcode.

    ``record`` is the call that they are about, if it is one; the names of ``zones``, which tables show, are
    not sought: somebody may be called Paris. Nor are single ordinary words, which our own sentences use:
    where a person typed them they were masked before. With an empty roster there is nobody to look for.
    Raises DecisionNeeded where dccg.toml names somebody; ReleaseRefused, which names no form.
    """
    if not (roster.people or roster.passcode):
        return
    refuse_people(group, roster)
    if record is not None:
        refuse_named_join(record, roster)
    forms = withholding.shared(roster) if record is None else withholding.in_call(record, roster)
    places = {fold(text) for zone in zones for text in (zone, place(zone))}
    ordinary = {form for form, _ in forms.kinds() if " " not in form and vocabulary.ordinary(form)}
    harmless = places | ordinary
    sought = replace(forms, names=forms.names - harmless, affiliations=forms.affiliations - harmless)
    gate.check(files, {"": sought}, own=functools.partial(_own_words, group))


def _own_words(group: Group) -> tuple[str, ...]:
    """The words of the program: every template is read for them, so only where it is needed."""
    from dccg_meet.site.words import own_words  # noqa: PLC0415

    return own_words(group, _KINDS)
