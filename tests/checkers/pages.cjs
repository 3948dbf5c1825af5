// node pages.cjs CHROMIUM ORIGIN FOLDER PAGE...
// Opens each page as different people do and prints what it found: by view, by keyboard, without scripts.

const { pathToFileURL } = require("node:url");
const axe = require("axe-core");
const { report } = require("./browser.cjs");

const VIEWS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
  "more contrast": { contrast: "more" },
  "320 px": { viewport: { width: 320, height: 640 } },
  "zoom 200 %": { viewport: { width: 640, height: 360 }, deviceScaleFactor: 2 },
};
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** What axe finds wrong, and by how many pixels the page is wider than the window. */
async function look(page) {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate((values) => axe.run({ runOnly: values }), RULES);
  return {
    violations: violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target)}`),
    passes: passes.length,
    wider: await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
  };
}

/** Presses Tab through the page; the stops never reached, and those that do not show where the focus is. */
async function tab(page) {
  const stops = await page.evaluate(() => {
    window.stops = [...document.querySelectorAll("a[href], audio, [tabindex='0']")];
    return window.stops.length;
  });
  const reached = new Map();
  for (let presses = 0; presses < stops + 20; presses++) {
    await page.keyboard.press("Tab");
    const [place, shown] = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const { left, top, right, bottom } = element.getClientRects()[0];
      const high = bottom - top > innerHeight; // What is higher than the window cannot be seen whole.
      const inside = left >= 0 && right <= innerWidth && (high || (top >= 0 && bottom <= innerHeight));
      const middle = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
      const hit = document.elementFromPoint((left + right) / 2, middle);
      const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      // The browser outlines the buttons inside its player, not the player.
      const shown = inside && element.contains(hit) && (outlined || element.localName === "audio");
      return [window.stops.indexOf(element), shown];
    });
    if (place >= 0) reached.set(place, shown);
  }
  const text = (places) => page.evaluate((all) => all.map((place) => window.stops[place].outerHTML), places);
  return {
    stops,
    missed: await text([...Array(stops).keys()].filter((place) => !reached.has(place))),
    unseen: await text([...reached.keys()].filter((place) => !reached.get(place))),
  };
}

const [chromium, origin, folder, ...names] = process.argv.slice(2);
report(chromium, async (browser) => {
  const found = { requests: [], pages: {} };
  const open = async (address, options) => {
    const context = await browser.newContext(options);
    context.on("request", (request) => found.requests.push(request.url()));
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  for (const name of names) {
    const result = (found.pages[name] = { views: {} });
    for (const [view, options] of Object.entries(VIEWS)) {
      const page = await open(`${origin}/${name}`, options);
      result.views[view] = await look(page);
      if (view === "light") {
        await page.waitForLoadState("networkidle");
        result.text = await page.innerText("body");
        result.keyboard = await tab(page);
      }
      await page.context().close();
    }
    const plain = await open(`${origin}/${name}`, { javaScriptEnabled: false });
    result.withoutScripts = await plain.innerText("body");
    const folded = await open(`${pathToFileURL(folder)}/${name}`, {});
    result.fromFolder = await folded.innerText("body");
    result.font = await folded.evaluate(() => getComputedStyle(document.body).fontFamily);
    await plain.context().close();
    await folded.context().close();
  }
  return found;
});
