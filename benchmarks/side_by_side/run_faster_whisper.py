"""faster-whisper as it comes, with word times: ``python run_faster_whisper.py RECORDING WEIGHTS OUTPUT WAY``.

``WAY`` is ``sequential``, ``vad`` or ``batched``.
"""

import json
import sys
from pathlib import Path

from faster_whisper import BatchedInferencePipeline, WhisperModel

recording, weights, output, way = sys.argv[1:]
model = WhisperModel(weights, device="cpu", compute_type="int8", cpu_threads=2)
if way == "batched":
    segments, _ = BatchedInferencePipeline(model).transcribe(recording, word_timestamps=True)
else:
    segments, _ = model.transcribe(recording, word_timestamps=True, vad_filter=way == "vad")
found = [
    {
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "words": [{"start": word.start, "end": word.end, "word": word.word} for word in segment.words or ()],
    }
    for segment in segments
]
Path(output).write_text(json.dumps({"segments": found}), encoding="utf-8")
