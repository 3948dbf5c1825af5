"""``dccg-meet roster``: the private list of people whose names and affiliations are withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dccg_meet.cli import common
from dccg_meet.errors import BadFile, BadValue, DecisionNeeded
from dccg_meet.writing.prose import counted

if TYPE_CHECKING:
    from dccg_meet.workspace.schema import Person


@click.group()
def roster() -> None:
    """Keep the private list of people.

    Nothing is published before the people who come to the calls are in it: what is not known cannot be
    withheld. The file roster.toml can be edited by hand, too; comments stay.
    """


@roster.command()
@click.argument("name", metavar="NAME")
@click.option("--coalition", default="", help="The coalition that the person speaks for.")
@click.option("--said", multiple=True, help="Another way in which the coalition is called. Repeatable.")
@click.option("--employer", default="", help="Whom the person works for.")
@click.option("--role", default="", help="A role that may be shown: co-facilitator, secretariat.")
@click.option("--zone", default="", help="Time zone, such as Africa/Dakar.")
@click.option("--email", default="", help="Where mail reaches the person.")
@click.option("--other-email", multiple=True, help="Another address the person writes from. Repeatable.")
@click.option("--invited", is_flag=True, help="The person asked for a calendar invitation of their own.")
@click.option("--need", multiple=True, help="What the person needs: captioning, sign language. Repeatable.")
@click.option("--spoken", multiple=True, help="Another name that is used, such as a nickname. Repeatable.")
@click.option("--heard-as", multiple=True, help="What captions make of the name. Repeatable.")
@click.option("--handle", multiple=True, help="A name used online. Repeatable.")
@click.option("--named-on-record", is_flag=True, help="The person agreed to be named in on-the-record parts.")
def add(
    name: str,
    coalition: str,
    said: tuple[str, ...],
    employer: str,
    role: str,
    zone: str,
    email: str,
    other_email: tuple[str, ...],
    invited: bool,
    need: tuple[str, ...],
    spoken: tuple[str, ...],
    heard_as: tuple[str, ...],
    handle: tuple[str, ...],
    named_on_record: bool,
) -> None:
    """Add a person.

    \b
    Example:
      dccg-meet roster add "Mei-Ling Chua" --coalition "Community Connectivity" \\
        --zone Asia/Singapore --email mei@example.org --heard-as "mailing two are"
    """
    from dccg_meet.chatham.names.roster import same_name
    from dccg_meet.zones import zone as known_zone

    place = common.workspace()
    if zone:
        known_zone(zone)
    entry = {
        "name": name,
        "spoken": spoken,
        "heard_as": heard_as,
        "coalition": coalition,
        "coalition_as_said": said,
        "employer": employer,
        "role": role,
        "zone": zone,
        "email": email,
        "other_emails": other_email,
        "invited": invited,
        "needs": need,
        "handles": handle,
        "named_on_record": named_on_record,
    }
    with place.lock():
        before = place.roster()
        people = before.people
        person = _person(entry)
        if any(same_name(person.name, other.name) for other in people):
            raise DecisionNeeded(
                "somebody of that name is in the roster already",
                where="roster.toml",
                todo="Edit that entry in roster.toml, or give a name that tells the two apart.",
            )
        place.save_roster(before.changed(people=(*people, person)))
    click.echo(f"{counted(len(people) + 1, 'person', 'people')} in the roster")
    if invited and not email:
        common.warn("nobody can be invited without an address: write email = … into roster.toml")
    click.echo("→ dccg-meet roster check")


@roster.command("list")
@common.json_option
def list_people(as_json: bool) -> None:
    """List the people: coalition or role, zone, mail, invitation, needs, consent to be named.

    PRIVATE: prints names.

    \b
    Example:
      dccg-meet roster list --json
    """
    from dccg_meet.calls.people import bounced

    people = common.workspace().roster().people
    if as_json:
        common.print_json([person.model_dump() for person in people])
        return
    for person in people:
        consent = "named on the record" if person.named_on_record else "not named"
        mail = f"{person.email} (mail came back)" if bounced(person) else person.email or "no mail address"
        invited = "invited" if person.invited else ""
        needs = f"needs {', '.join(person.needs)}" if person.needs else ""
        place = person.coalition or person.role
        parts = [person.name, place, person.zone, mail, invited, needs, consent]
        click.echo(" · ".join(part for part in parts if part))


@roster.command()
@common.json_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Say what is missing in the roster, and which names collide with words of the pages or ordinary ones.

    PRIVATE: prints names. Exit code 3 where a person has to put something right; what is only said so that
    you know what will be masked does not count.

    \b
    Example:
      dccg-meet roster check
    """
    from dccg_meet.chatham.names.roster import Finding, Matter
    from dccg_meet.chatham.names.roster import check as findings_of
    from dccg_meet.site.group import refuse_people
    from dccg_meet.site.words import own_words

    place = common.workspace()
    people, group = place.roster(), place.group()
    findings = findings_of(people, group.glossary, own_words(group))
    try:
        refuse_people(group, people)
    except DecisionNeeded as error:
        findings = (Finding("", Matter.GROUP, f"{error}. {error.todo}", decide=True), *findings)
    if as_json:
        common.print_json(
            [
                {"person": found.person, "matter": found.matter, "text": found.text, "decide": found.decide}
                for found in findings
            ]
        )
    else:
        for found in sorted(findings, key=lambda found: not found.decide):
            sign = "!" if found.decide else "·"
            click.echo(f"{sign} {found.person}: {found.text}" if found.person else f"{sign} {found.text}")
        count = sum(found.decide for found in findings)
        where = " in roster.toml" if count else ""
        click.echo(f"{counted(len(people.people), 'person', 'people')}, {count} to put right{where}")
    if any(found.decide for found in findings):
        context.exit(DecisionNeeded.exit_code)


def _person(entry: dict[str, object]) -> Person:
    """The entry as a checked record. Raises BadValue, which does not show what was given."""
    from pathlib import Path

    from dccg_meet.workspace import toml
    from dccg_meet.workspace.schema import Person

    try:
        return toml.validate(entry, Person, Path("roster.toml"))
    except BadFile as error:
        what = "; ".join(f"{fault.key}: expected {fault.expected}" for fault in error.faults)
        raise BadValue(what, todo="Correct the option; see: dccg-meet roster add --help") from None
