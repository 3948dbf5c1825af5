"""The terminal: parses, calls the layers below, prints. No rules of its own."""
