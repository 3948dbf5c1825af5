"""Sections heard by the workers of a real Dask cluster on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import distributed
import pytest

from dccg_meet.captions import transcript
from dccg_meet.captions.decoding.cluster import Cluster
from dccg_meet.captions.decoding.workers import Here
from dccg_meet.captions.make import caption, requested
from dccg_meet.errors import ClusterError
from dccg_meet.models.store import resolve
from dccg_meet.shipped_data import sample_recording

_PATIENCE_S = 60

_client: Any = distributed.Client


@contextmanager
def _cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers, each a process, listening on 127.0.0.1 only."""
    place = folder / "scheduler.json"
    common = ["--host", "127.0.0.1", "--scheduler-file", str(place), "--no-dashboard"]
    dask = [sys.executable, "-m", "dask"]
    alone = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder), "--death-timeout", "60"]
    top = Path(__file__).resolve().parents[3]
    started = []
    try:
        for command in (["scheduler", "--port", "0"], *[["worker", *alone]] * workers):
            started.append(
                subprocess.Popen(
                    [*dask, *command, *common],
                    cwd=top,
                    env={**os.environ, "PYTHONPATH": str(top)},
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
            _wait(place.exists)
        with _client(scheduler_file=str(place), set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=_PATIENCE_S)
            address = client.scheduler.address
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:  # A worker that lost its scheduler looks for it for a minute.
                process.kill()
                process.wait()


def _wait(ready: object) -> None:
    for _ in range(_PATIENCE_S * 10):
        if ready():  # type: ignore[operator]
            return
        time.sleep(0.1)
    pytest.fail("it does not begin")


@pytest.mark.slow
@pytest.mark.whisper
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_worker_dies(tmp_path: Path) -> None:
    """One of two workers is killed while both listen: the transcript is that of this machine alone."""
    request = requested(sample_recording(), model="tiny.en", hotwords=("Olena Kovalenko",))
    here = transcript.dump(caption(request, Here(resolve("tiny.en"))))
    with _cluster(tmp_path, 2) as (address, workers):
        cluster = Cluster(address, "tiny.en", None)
        assert cluster.at_once == 2
        killed = []

        def kill() -> None:
            with _client(address, set_as_default=False) as client:
                _wait(lambda: len([busy for busy in client.processing().values() if busy]) == 2)
            os.kill(workers[0].pid, signal.SIGKILL)
            killed.append(workers[0].pid)

        murderer = threading.Thread(target=kill)
        murderer.start()
        there = transcript.dump(caption(request, cluster, journal=tmp_path / "hearing.jsonl"))
        murderer.join()
        assert killed
        assert there == here


@pytest.mark.filterwarnings("ignore")
def test_nobody_answers() -> None:
    """Where no scheduler listens, that is said within seconds, with what to do."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ClusterError, match="no Dask scheduler answers") as raised:
        Cluster(f"tcp://127.0.0.1:{port}", "tiny.en", None, patience_s=1)
    assert "--cluster" in raised.value.todo


def test_no_address() -> None:
    """An address that is none is no crash."""
    with pytest.raises(ClusterError):
        Cluster("nonsense://", "tiny.en", None, patience_s=1)
