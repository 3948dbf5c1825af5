// node calendars.cjs LIBRARY FILE
// Prints what a library reads of each event: UID, start and end (ISO 8601, UTC), status and title.

const { readFileSync } = require("node:fs");

const readers = {
  "ical.js": (text) => {
    const ICAL = require("ical.js");
    const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent");
    return events.map((component) => {
      const event = new ICAL.Event(component);
      const [start, end] = [event.startDate.toJSDate(), event.endDate.toJSDate()];
      return [event.uid, start, end, component.getFirstPropertyValue("status"), event.summary];
    });
  },
  "node-ical": (text) => {
    const found = Object.values(require("node-ical").sync.parseICS(text));
    const events = found.filter((component) => component.type === "VEVENT");
    return events.map(({ uid, start, end, status, summary }) => [uid, start, end, status, summary.val]);
  },
  "ts-ics": (text) => {
    const { events } = require("ts-ics").convertIcsCalendar(undefined, text);
    return events.map(({ uid, start, end, status, summary }) => [uid, start.date, end.date, status, summary]);
  },
};

const [library, file] = process.argv.slice(2);
console.log(JSON.stringify(readers[library](readFileSync(file, "utf8"))));
