"""From windows of sound to words: the model, what is told to it, and the judgement of what it says."""
