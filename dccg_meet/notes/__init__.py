"""Notes of a call: typed lines that a person edits and a program reads, and their first draft."""
