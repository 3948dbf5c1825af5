"""What the library ical reads of a calendar file; run by the Python of an environment that has it.

Prints for each event: UID, start and end (ISO 8601), status and title, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ical.calendar_stream import IcsCalendarStream

calendar = IcsCalendarStream.calendar_from_ics(Path(sys.argv[1]).read_text(encoding="utf-8"))
found = [
    (event.uid, event.dtstart.isoformat(), event.dtend.isoformat(), event.status, event.summary)
    for event in calendar.events
]
sys.stdout.write(json.dumps(found))
