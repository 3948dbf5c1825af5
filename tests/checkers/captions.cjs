// node captions.cjs PARSER FILE
// Prints the cues that a parser reads, [start, end, text as shown] with times in milliseconds, and what it objects to.

const { readFileSync } = require("node:fs");

const milliseconds = (seconds) => Math.round(seconds * 1000);

const parsers = {
  "webvtt-parser": (text) => {
    const { WebVTTParser } = require("webvtt-parser");
    const shown = (node) => node.value ?? node.children.map(shown).join("");
    const entities = require("webvtt-parser/html-entities.json"); // Its own few lack their semicolons.
    const { cues, errors } = new WebVTTParser(entities).parse(text, "captions");
    return { cues: cues.map((cue) => [cue.startTime, cue.endTime, shown(cue.tree)]), errors };
  },
  "vtt.js": (text) => {
    globalThis.navigator ??= { userAgent: "" }; // It asks which browser it is in.
    const { WebVTT, VTTCue, VTTRegion } = require("vtt.js");
    const createElement = () => ({ text: "", appendChild: (node) => (shown += node) });
    const document = { createElement, createTextNode: (words) => words };
    let shown = "";
    const cues = [];
    const errors = [];
    const parser = new WebVTT.Parser({ VTTCue, VTTRegion }, WebVTT.StringDecoder());
    parser.oncue = (cue) => {
      shown = "";
      WebVTT.convertCueToDOMTree({ document }, cue.text);
      cues.push([cue.startTime, cue.endTime, shown]);
    };
    parser.onparsingerror = (error) => errors.push(error);
    parser.parse(text);
    parser.flush();
    return { cues, errors };
  },
};

const [parser, file] = process.argv.slice(2);
const { cues, errors } = parsers[parser](readFileSync(file, "utf8"));
const rounded = cues.map(([start, end, text]) => [milliseconds(start), milliseconds(end), text]);
console.log(JSON.stringify({ cues: rounded, errors }));
