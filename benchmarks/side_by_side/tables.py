"""The figures as Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from side_by_side.contenders import FIRST, Run

from tests.captions.measures import by_condition, invented, marked_ms, spoken, text_of, uncaptioned_ms
from tests.captions.recordings import Turn
from tests.captions.wer import errors

Runs = Mapping[str, Sequence[Run]]


@dataclass(frozen=True)
class Truth:
    """What is known of a recording; without ``turns`` only its words are."""

    duration_ms: int
    text: str
    turns: tuple[Turn, ...] = ()


def seconds(runs: Sequence[Run]) -> float:
    """The median of the wall clock."""
    return statistics.median(run.seconds for run in runs)


def ratio(runs: Runs, name: str) -> str:
    """How many times as fast as the first contender: the median of the rounds' ratios."""
    if FIRST not in runs:
        return "-"
    pairs = zip(runs[FIRST], runs[name], strict=True)
    return f"{statistics.median(first.seconds / run.seconds for first, run in pairs):.2f}"


def middle(runs: Sequence[Run], text: str) -> Run:
    """The run whose word error rate is the median: programs that guess again guess otherwise each time."""
    ranked = sorted(runs, key=lambda run: errors(text, text_of(run.heard)).rate)
    return ranked[(len(ranked) - 1) // 2]


def accuracy(runs: Runs, truth: Truth) -> str:
    """Speed and errors of every contender."""
    rows = []
    for name, taken in runs.items():
        run = middle(taken, truth.text)
        found = errors(truth.text, text_of(run.heard))
        cells = [
            name,
            f"{truth.duration_ms / 1000 / seconds(taken):.1f}",
            ratio(runs, name),
            f"{statistics.median(each.cpu_seconds for each in taken):.0f}",
            f"{found.rate:.3f}",
            found.substitutions,
            found.deletions,
            found.insertions,
        ]
        if truth.turns:
            cells += [
                f"{uncaptioned_ms(truth.turns, run.heard) / 1000:.1f}",
                f"{marked_ms(truth.turns, run.heard) / 1000:.1f}",
                invented(truth.turns, run.heard),
            ]
        rows.append([*cells, _peak(taken)])
    timed = ("uncaptioned s", "of it marked", "invented") if truth.turns else ()
    heading = (
        "program",
        "x real time",
        "ratio",
        "CPU s",
        "WER",
        "wrong",
        "left out",
        "added",
        *timed,
        "peak MiB",
    )
    return table(heading, rows)


def conditions(runs: Runs, truth: Truth) -> str:
    """Word error rate and uncaptioned seconds under each condition."""
    found = {name: by_condition(truth.turns, middle(taken, truth.text).heard) for name, taken in runs.items()}
    names = list(dict.fromkeys(turn.condition for turn in truth.turns))
    rows = [
        [name, *(f"{each[name][0].rate:.3f} / {each[name][1] / 1000:.1f}" for each in found.values())]
        for name in names
    ]
    return table(("WER / uncaptioned s", *found), rows)


def nothing(runs: Mapping[str, Runs], duration_ms: int) -> str:
    """The words that were heard where nobody spoke, in each recording, and how fast in all."""
    rows = []
    for name in next(iter(runs.values())):
        taken = [recording[name] for recording in runs.values()]
        speed = len(taken) * duration_ms / 1000 / sum(map(seconds, taken))
        words = [sum(len(spoken(run.heard)) for run in each[:1]) for each in taken]
        rows.append([name, *words, sum(words), f"{speed:.1f}", max(map(_peak, taken))])
    return table(("invented words in", *runs, "all", "x real time", "peak MiB"), rows)


def lengths(runs: Mapping[int, Runs]) -> str:
    """Speed and memory for each length, in minutes; a contender may have been spared the longest."""
    names = list(dict.fromkeys(name for each in runs.values() for name in each))
    rows = []
    for name in names:
        cells = [
            f"{minutes * 60 / seconds(each[name]):.1f} / {_peak(each[name])}" if name in each else "-"
            for minutes, each in runs.items()
        ]
        rows.append([name, *cells])
    return table(("x real time / peak MiB", *(f"{minutes} min" for minutes in runs)), rows)


def spending(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Which share of the time of all threads each part takes, and the whole beside the floor."""
    all_of = {name: sum(each["spent"].values()) for name, each in found.items()}
    rows = [
        [part, *(f"{100 * each['spent'][part] / all_of[name]:.0f} %" for name, each in found.items())]
        for part in next(iter(found.values()))["spent"]
    ]
    whole, floor = ([each[key] for each in found.values()] for key in ("seconds", "floor"))
    rows.append(["the whole process, s", *(f"{each:.1f}" for each in whole)])
    rows.append(["windows only encoded, s", *(f"{each:.1f}" for each in floor)])
    rows.append(["the whole, times that", *(f"{a / b:.2f}" for a, b in zip(whole, floor, strict=True))])
    return table(("share of the threads' time", *found), rows)


def table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _peak(runs: Sequence[Run]) -> int:
    return round(max(run.mebibytes for run in runs))
