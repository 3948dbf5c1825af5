"""Captions by dccg-meet: ``python run_ours.py RECORDING WEIGHTS OUTPUT MODEL QUALITY``."""

import json
import sys
from pathlib import Path

from dccg_meet.captions.decoding.workers import Here
from dccg_meet.captions.make import caption, requested

recording, weights, output, model, quality = sys.argv[1:]
workers = Here(Path(weights), threads=2)
made = caption(requested(Path(recording), model=model, quality=quality), workers)
words = [[word.start_ms, word.end_ms, word.text] for word in made.words]
Path(output).write_text(json.dumps({"words": words}), encoding="utf-8")
