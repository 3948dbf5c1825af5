// Debian's Chromium, headless, with a profile of its own that ends with it, and quiet but for what a page asks for.

const { chromium } = require("playwright-core");

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Runs `work` with a browser and prints what it returns as JSON. */
exports.report = async (executablePath, work) => {
  const browser = await chromium.launch({ executablePath, args: QUIET });
  try {
    console.log(JSON.stringify(await work(browser)));
  } finally {
    await browser.close();
  }
};
