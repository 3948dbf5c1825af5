"""From a recording to captions: audio, speech, windows, words, cues, WebVTT. Nothing here writes a file."""
