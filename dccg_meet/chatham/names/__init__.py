"""The forms of a person in text: what they are, how they are found, how they are masked."""
