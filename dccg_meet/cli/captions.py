"""``dccg-meet captions``: from a recording to captions that a person has approved."""

from __future__ import annotations

from pathlib import Path

import click

from dccg_meet.cli import common


@click.group()
def captions() -> None:
    """Make captions of a recording, on this machine, and approve them.

    Nothing leaves this machine. What is made is private until "dccg-meet publish" releases it.
    """


@captions.command()
@click.argument("calls", nargs=-1, metavar="[CALL [RECORDING]]...", type=click.Path())
@click.option(
    "--all", "every", is_flag=True, help="Every call whose recording is kept and not captioned yet."
)
@click.option("--model", default="base", show_default=True, help='A model of "dccg-meet model list".')
@click.option("--model-folder", type=click.Path(path_type=Path), help="A folder that holds the model.")
@click.option("--language", default="auto", show_default=True, help="What is spoken, such as en or fr.")
@click.option(
    "--quality",
    type=click.Choice(["fast", "balanced", "best"]),
    default="balanced",
    show_default=True,
    help="How carefully to listen.",
)
@click.option("--glossary", type=click.Path(path_type=Path), help="A file of terms to expect, one a line.")
@click.option("--translate", is_flag=True, help="Also make captions in English of what is said otherwise.")
@click.option("--threads", type=click.IntRange(0), default=0, help="Cores to use. Default: all.")
@click.option("--cluster", metavar="ADDRESS", help="Listen on a Dask cluster, such as tcp://10.0.0.5:8786.")
@click.option("--partial", is_flag=True, help="Accept a recording that breaks off.")
@click.option("--force", is_flag=True, help="Replace captions that a person has changed or approved.")
@common.json_option
def make(
    calls: tuple[str, ...],
    every: bool,
    model: str,
    model_folder: Path | None,
    language: str,
    quality: str,
    glossary: Path | None,
    translate: bool,
    threads: int,
    cluster: str | None,
    partial: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Make captions of RECORDING, any audio or video file, for CALL.

    Names on the roster and the group's glossary are told to the model, so that it spells them right. The
    recording is kept beside the captions, in the call's private folder, unless a part was off the record:
    such a part is not heard, and the recording is not kept. Without RECORDING the one that is kept is heard.
    Stopped at any moment, it goes on where it was when it is run again.

    \b
    Example:
      dccg-meet captions make last ~/Downloads/meeting.mp4
      dccg-meet captions make 96 first.mp4 97 second.mp4
      dccg-meet captions make --all --quality best
    """
    from dccg_meet.cli import captioning

    place = common.workspace()
    asked = captioning.Asked(
        model=model,
        model_folder=model_folder,
        language=language,
        quality=quality,
        glossary=glossary,
        translate=translate,
        threads=threads,
        cluster=cluster,
        partial=partial,
        force=force,
    )
    wanted = captioning.waiting(place) if every else captioning.pairs(place, calls)
    captioning.caption_all(place, wanted, asked, as_json=as_json)


@captions.command()
@common.call_argument
def approve(call: str) -> None:
    """Say that a person has read and corrected the captions of CALL.

    Read captions.vtt beside the recording first and correct it in any text editor: words, names, line
    breaks, times. Whoever changes the file later has to approve it again.

    \b
    Example:
      dccg-meet captions approve last
    """
    from dccg_meet.captions import approval
    from dccg_meet.workspace.files import write_bytes
    from dccg_meet.workspace.schema import CaptionState

    place = common.workspace()
    with place.lock():
        folder = common.find_call(place, call)
        before = approval.caption_state(folder)
        record, data = approval.approve(folder, common.now())
        write_bytes(folder.captions, data, private=True)
        place.save_call(record)
    again = " already" if before is CaptionState.APPROVED else ""
    click.echo(f"the captions of call {record.number} are{again} approved")
