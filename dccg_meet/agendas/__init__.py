"""The agenda of a call as Markdown, HTML and plain text, from templates that a group may replace."""
