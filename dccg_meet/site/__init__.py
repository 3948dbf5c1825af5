"""The public archive: static pages, captions, calendars and feeds, made of ``Public…`` values only."""
