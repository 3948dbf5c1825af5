"""``dccg-meet doctor``: what this machine brings to the work."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

import click

from dccg_meet.cli import common

_NEEDED = ("dccg-meet", "icalendar", "Jinja2", "webvtt-py", "faster-whisper", "ctranslate2", "av", "tzdata")
_ROOM_GB = 2.0


@dataclass(frozen=True)
class _Check:
    """One line: what was looked at, whether it is in order, what was found, what to do."""

    name: str
    good: bool
    found: str
    todo: str = ""


@click.command()
@common.json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check this machine: versions, time zone data, models, media, disk.

    Exit code 1 where something keeps a part of the program from working.

    \b
    Example:
      dccg-meet doctor
    """
    checks = [*_versions(), _zones(), *_models(), _media(), _disk()]
    if as_json:
        common.print_json([vars(check) for check in checks])
    else:
        for check in checks:
            click.secho("ok   " if check.good else "FAIL ", fg="green" if check.good else "red", nl=False)
            click.echo(f"{check.name}: {check.found}")
            if check.todo:
                click.echo(f"       → {check.todo}")
    ctx.exit(0 if all(check.good for check in checks) else 1)


def _versions() -> list[_Check]:
    import importlib.metadata

    checks = [
        _Check(
            "Python",
            good=True,
            found=f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        )
    ]
    for name in _NEEDED:
        try:
            checks.append(_Check(name, good=True, found=importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            checks.append(_Check(name, good=False, found="not installed", todo="pip install dccg-meet"))
    return checks


def _zones() -> _Check:
    from dccg_meet.zones import source, sources

    used = source()
    others = ", ".join(f"{other.version} {other.origin}" for other in sources() if other != used)
    also = f" (also here: {others})" if others else ""
    return _Check("time zone data", good=True, found=f"{used.version} {used.origin}{also}")


def _models() -> list[_Check]:
    from dccg_meet.models.store import Source, look_up_all

    _, found = look_up_all()
    checks = [
        _Check(f"model {one.model.name}", good=True, found=f"{one.model.size_mb} MB, {one.source}")
        for one in found
        if one.source is not Source.HUB
    ]
    missing = _Check("models", good=False, found="none on this machine", todo='pip install "dccg-meet[base]"')
    return checks or [missing]


def _media() -> _Check:
    import av

    libraries = ", ".join(
        f"{name} {'.'.join(map(str, version))}" for name, version in sorted(av.library_versions.items())
    )
    return _Check("ffmpeg (in PyAV)", good=True, found=libraries)


def _disk() -> _Check:
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    todo = "" if free >= _ROOM_GB else f"Free some space: recordings and models want {_ROOM_GB:.0f} GB."
    return _Check("free disk here", good=free >= _ROOM_GB, found=f"{free:.1f} GB", todo=todo)
