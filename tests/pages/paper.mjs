// Opens pages in one headless Chromium and says what becomes of them on paper and in a reader's view.
// Usage: node paper.mjs MODULES CHROMIUM FOLDER < addresses, one a line > JSON
//
// For each address: the words that Mozilla's Readability keeps; landmarks without content; lists whose
// role Safari drops; how far apart the lines of each outermost list are; the place of each picture on
// a desk and on a phone, with how far things moved while pictures came late; the room around each
// contact. The page on paper is FOLDER/N.pdf, N counting from 0.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, executablePath, folder] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { chromium } = require("playwright-core");
const readability = readFileSync(require.resolve("@mozilla/readability/Readability.js"), "utf8");
const views = { desk: { width: 1280, height: 720 }, phone: { width: 390, height: 740 } };

// From when all of the page's text is there: until then a table's columns may still find their width.
function watch() {
  window.shift = 0;
  new PerformanceObserver((list) => {
    const read = performance.getEntriesByType("navigation")[0].domInteractive;
    for (const entry of list.getEntries()) {
      if (read && entry.startTime >= read) window.shift += entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}

function whatStands() {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const outer = (element) => element.outerHTML.slice(0, 80);
  const lists = all("ul, ol");
  return {
    hollow: all("nav, aside, header, footer, main, form, [role]").filter((element) =>
      !element.textContent.trim() && !element.querySelector("img, input")).map(outer),
    mute: lists.filter((list) => getComputedStyle(list).listStyleType === "none" &&
      list.getAttribute("role") !== "list" && !list.closest("nav")).map(outer),
    steps: lists.filter((list) => !list.parentElement.closest("ul, ol")).map((list) => {
      const texts = document.createTreeWalker(list, NodeFilter.SHOW_TEXT);
      const tops = [];
      while (texts.nextNode()) {
        const range = document.createRange();
        range.selectNode(texts.currentNode);
        if (texts.currentNode.data.trim()) tops.push(range.getBoundingClientRect().top);
      }
      return tops.slice(1).map((top, index) => Math.round(top - tops[index]));
    }),
    room: all("address").map((address) => {
      const block = address.closest("section, header");
      const before = block.previousElementSibling;
      return before && block.getBoundingClientRect().top - before.getBoundingClientRect().bottom;
    }),
  };
}

function whereImagesStand() {
  return [...document.images].map((image) => {
    const { width, height } = image.getBoundingClientRect();
    return { width, height, natural: image.naturalWidth / image.naturalHeight,
      column: image.parentElement.getBoundingClientRect().width };
  });
}

async function visit(context, address, number) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.route(/\.(png|svg)$/, async (route) => {
    await page.waitForTimeout(200);
    await route.continue();
  });
  const result = { images: {} };
  for (const [name, view] of Object.entries(views)) {
    await page.setViewportSize(view);
    await page.goto(address, { waitUntil: "load" });
    result.images[name] = await page.evaluate(whereImagesStand);
    result.shift = Math.max(result.shift ?? 0, await page.evaluate(() => window.shift));
  }
  Object.assign(result, await page.evaluate(whatStands));
  await page.pdf({ path: `${folder}/${number}.pdf`, format: "A4", preferCSSPageSize: true });
  await page.evaluate(readability);
  result.reader = await page.evaluate(() =>
    new window.Readability(document.cloneNode(true)).parse()?.textContent ?? "");
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
  results[address] = await visit(context, address, Object.keys(results).length);
}
await browser.close();
process.stdout.write(JSON.stringify(results));
