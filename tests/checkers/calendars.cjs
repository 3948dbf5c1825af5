// node calendars.cjs LIBRARY FILE...
// Prints what a library reads of each file's events: UID, start and end (ISO 8601, UTC), status, title, location
// and description.

const { readFileSync } = require("node:fs");

// node-ical gives a text that has parameters as an object.
const plain = (text) => (text && typeof text === "object" ? text.val : text);

const readers = {
  "ical.js": (text) => {
    const ICAL = require("ical.js");
    const calendar = new ICAL.Component(ICAL.parse(text));
    // As its documentation has it: the file's zones are known before its times are read.
    ICAL.TimezoneService.reset();
    for (const zone of calendar.getAllSubcomponents("vtimezone"))
      ICAL.TimezoneService.register(zone.getFirstPropertyValue("tzid"), new ICAL.Timezone(zone));
    return calendar.getAllSubcomponents("vevent").map((component) => {
      const event = new ICAL.Event(component);
      const [start, end] = [event.startDate.toJSDate(), event.endDate.toJSDate()];
      const status = component.getFirstPropertyValue("status");
      return [event.uid, start, end, status, event.summary, event.location, event.description];
    });
  },
  "node-ical": (text) => {
    const found = Object.values(require("node-ical").sync.parseICS(text));
    const events = found.filter((component) => component.type === "VEVENT");
    return events.map((event) => {
      const texts = [event.summary, event.location, event.description].map(plain);
      return [event.uid, event.start, event.end, event.status, ...texts];
    });
  },
  "ts-ics": (text) => {
    const { events } = require("ts-ics").convertIcsCalendar(undefined, text);
    return events.map((event) => {
      const { uid, start, end, status, summary, location, description } = event;
      return [uid, start.date, end.date, status, summary, location, description];
    });
  },
};

const [library, ...files] = process.argv.slice(2);
console.log(JSON.stringify(files.map((file) => readers[library](readFileSync(file, "utf8")))));
