"""Who hears sections, elsewhere: the machines of a Dask cluster that the user runs.

The sound of a section travels to a worker and its words come back; the journal stays here. The machines of
the cluster see what is said, so they have to be the user's own. A worker that dies is replaced by another:
its section is heard again from the start. Every worker needs dccg-meet and the model.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from dccg_meet.captions.decoding.model import Model
from dccg_meet.captions.decoding.section import Heard, Task, hear
from dccg_meet.captions.hearing.windows import Piece
from dccg_meet.errors import ClusterError, DccgError
from dccg_meet.models.store import resolve

_PATIENCE_S: Final = 15
_EXTRA: Final = 'Install it: pip install "dccg-meet[cluster]", here and on every worker.'


class Cluster:
    """The workers at an address."""

    def __init__(
        self, address: str, model: str, folder: Path | None, *, patience_s: float = _PATIENCE_S
    ) -> None:
        """Connects to the scheduler at ``address``; ``model`` and ``folder`` are looked up on each worker.

        Raises ClusterError where nobody answers, or no worker is there.
        """
        try:
            import distributed  # noqa: PLC0415 - an extra
        except ImportError:
            raise ClusterError("the package distributed is not installed", todo=_EXTRA) from None
        self._address, self._model, self._folder = address, model, folder
        todo = "Start the scheduler and its workers, or leave out --cluster."
        try:
            connect: Any = distributed.Client
            self._client = connect(address, timeout=patience_s, set_as_default=False)
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, ValueError, TimeoutError):
            raise ClusterError("no Dask scheduler answers", where=address, todo=todo) from None
        if not workers:
            raise ClusterError("the cluster has no workers", where=address, todo=todo)
        self.at_once: int = sum(worker["nthreads"] for worker in workers.values())

    def hear(self, pieces: Sequence[Piece], task: Task, before: Mapping[str, float]) -> Heard:
        """Hears a section on some worker. Raises ClusterError, and what the worker raises."""
        future = self._client.submit(
            _hear,
            self._model,
            self._folder,
            pieces,
            task,
            dict(before),
            pure=False,
            allow_other_workers=False,
        )
        try:
            result: Heard = future.result()
        except DccgError:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever a worker of another machine raises
            raise ClusterError(
                f"a section could not be heard ({type(fault).__name__})",
                where=self._address,
                todo="See the workers' logs; run it again to go on. " + _EXTRA,
            ) from None
        return result


_lock = threading.Lock()
_models: dict[tuple[str, Path | None], Model] = {}


def _hear(
    name: str, folder: Path | None, pieces: Sequence[Piece], task: Task, before: Mapping[str, float]
) -> Heard:
    """Runs on a worker: hears a section with the model, which is loaded once a process."""
    with _lock:
        if (name, folder) not in _models:
            _models[name, folder] = Model(resolve(name, folder))
        model = _models[name, folder]
    return hear(pieces, model, task.fitted(model), before)
