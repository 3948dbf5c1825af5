"""From values to documents: templates in a sandbox, and text that stays text in every format."""
