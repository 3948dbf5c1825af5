// node track.cjs CHROMIUM ADDRESS
// Prints the cues that the browser shows beside the player of a page, [start, end, text], times in milliseconds.

const { report } = require("./browser.cjs");

const [chromium, address] = process.argv.slice(2);
report(chromium, async (browser) => {
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForFunction(() => document.querySelector("track").readyState >= 2); // loaded, or failed
  return page.evaluate(() => {
    const cues = [...document.querySelector("track").track.cues];
    const milliseconds = (seconds) => Math.round(seconds * 1000);
    const shown = (cue) => cue.getCueAsHTML().textContent;
    return cues.map((cue) => [milliseconds(cue.startTime), milliseconds(cue.endTime), shown(cue)]);
  });
});
