"""What the library ical reads of calendar files; run by the Python of an environment that has it.

Prints as JSON for each file the events: UID, start and end (ISO 8601), status, and texts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ical.calendar_stream import IcsCalendarStream

found = []
for name in sys.argv[1:]:
    calendar = IcsCalendarStream.calendar_from_ics(Path(name).read_text(encoding="utf-8"))
    events = [
        (
            event.uid,
            event.dtstart.isoformat(),
            event.dtend.isoformat(),
            event.status,
            event.summary,
            event.location,
            event.description,
        )
        for event in calendar.events
    ]
    found.append(events)
sys.stdout.write(json.dumps(found))
