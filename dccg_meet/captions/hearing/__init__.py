"""From sound to words: what is said in a recording, when, and how sure the machine is of it."""
