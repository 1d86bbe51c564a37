// Opens pages in one headless Chromium and says what a reader, an assistive program and a network
// would notice. Usage: node browser.mjs MODULES CHROMIUM < addresses, one a line > JSON
//
// For each address: what axe-core finds in the light and the dark scheme, on a wide and a narrow
// screen; how far things moved while the page came (layout shift); whether it can be scrolled
// sideways; every other address that was asked for; the pages of its print.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, executablePath] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const views = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  { name: "narrow", colorScheme: "light", viewport: { width: 320, height: 640 } },
];
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

function watch() {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}

async function look(page, view) {
  await page.setViewportSize(view.viewport);
  await page.emulateMedia({ colorScheme: view.colorScheme });
  const { violations } = await page.evaluate((tags) =>
    window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), rules);
  const sideways = await page.evaluate(() =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth);
  return {
    sideways,
    violations: violations.map(({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => node.html).join(" ")}`),
  };
}

async function visit(context, address) {
  const page = await context.newPage();
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.addInitScript(watch);
  await page.goto(address, { waitUntil: "load" });
  const result = { requests, shift: await page.evaluate(() => window.shift), views: {} };
  await page.evaluate(axe);
  for (const view of views) result.views[view.name] = await look(page, view);
  await page.close();
  return result;
}

const browser = await chromium.launch({
  executablePath,
  args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext();
const results = {};
for (const address of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  results[address] = await visit(context, address);
}
await browser.close();
process.stdout.write(JSON.stringify(results));
