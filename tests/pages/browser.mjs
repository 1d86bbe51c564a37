// Opens pages in one headless Chromium and says what a reader, an assistive program and a network
// would notice. Usage: node browser.mjs MODULES CHROMIUM < addresses, one a line > JSON
//
// For each address (after a space: names of views, where not all of them are asked for): what axe-core finds in the light and the dark scheme, on a wide and a narrow
// screen, whether it can be scrolled sideways there, and which short words of tables are divided; what
// sticks out of a sheet of paper; how far things moved while the page came (layout shift); every
// other address that was asked for.
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

function dividedWords() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const divided = [];
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.closest("th, td")) continue;
    for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => top));
      if (word.length <= 12 && lines.size > 1) divided.push(word);
    }
  }
  return divided;
}

function whatSticksOut() {
  const width = document.documentElement.clientWidth;
  return [...document.body.querySelectorAll("*")].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < -1 || right > width + 1;
  }).map((element) => element.outerHTML.slice(0, 80));
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
    divided: await page.evaluate(dividedWords),
    violations: violations.map(({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => node.html).join(" ")}`),
  };
}

async function print(page) {
  await page.setViewportSize({ width: 642, height: 945 }); // A4 within its margins
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  return page.evaluate(whatSticksOut);
}

async function visit(context, address, asked) {
  const page = await context.newPage();
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.addInitScript(watch);
  await page.goto(address, { waitUntil: "load" });
  const result = { requests, shift: await page.evaluate(() => window.shift), views: {} };
  await page.evaluate(axe);
  for (const view of views.filter(({ name }) => !asked.length || asked.includes(name))) {
    result.views[view.name] = await look(page, view);
  }
  result.cut = await print(page);
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
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [address, ...asked] = line.split(" ");
  results[address] = await visit(context, address, asked);
}
await browser.close();
process.stdout.write(JSON.stringify(results));
