// Opens addresses of XML in one headless Chromium, without scripts, and says which tree it shows.
// Usage: node trees.mjs MODULES CHROMIUM < addresses, one a line > JSON
//
// For each address: the media type, the name of the root as it is shown, and the tree, line by line.
// White space is one space, attributes are in order, namespaces other than XHTML's are named. The
// banner that warns of XSLT's end, and the meta element that names the encoding of the bytes, are left
// out; of plain text there is only the text.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, executablePath] = process.argv.slice(2);
const { chromium } = createRequire(`${modules}/`)("playwright-core");

function tree() {
  const lines = [];
  const isLeftOut = (node) => node.localName === "xslt-warning-banner" ||
    (node.localName === "meta" && (node.hasAttribute("charset") ||
      (node.httpEquiv ?? "").toLowerCase() === "content-type"));
  const decoded = (value) => {
    try { return decodeURI(value); } catch { return value; }
  };
  const addText = (text, depth) => {
    const words = text.replace(/[ \t\r\n]+/g, " ").trim();
    if (words) lines.push(`${" ".repeat(depth)}${JSON.stringify(words)}`);
  };
  const add = (element, depth) => {
    const space = element.namespaceURI === "http://www.w3.org/1999/xhtml" || !element.namespaceURI
      ? "" : `{${element.namespaceURI}}`;
    const attributes = [...element.attributes].filter(({ name }) => !name.startsWith("xmlns"))
      .map(({ name, value }) => ` ${name}=${JSON.stringify(decoded(value))}`).sort();
    lines.push(`${" ".repeat(depth)}<${space}${element.localName}${attributes.join("")}>`);
    let text = "";
    const inner = element.localName === "template" ? element.content ?? element : element;
    for (const node of inner.childNodes) {
      if (node.nodeType === 3 || node.nodeType === 4) text += node.data;
      if (node.nodeType !== 1 || isLeftOut(node)) continue;
      addText(text, depth + 1);
      text = "";
      add(node, depth + 1);
    }
    addText(text, depth + 1);
  };
  // Nothing at all, or the viewer that shows XML as it is.
  const isShown = document.documentElement && !document.querySelector("#xml-viewer-style");
  const root = isShown ? document.documentElement : null;
  const body = [...(document.body?.children ?? [])].filter((node) => !isLeftOut(node));
  const isText = root && !document.head?.querySelector(":not(title, meta)") &&
    body.length === 1 && body[0].localName === "pre";
  if (isText) addText(body[0].textContent, 0);
  else if (root) add(root, 0);
  return { type: document.contentType, root: root?.localName ?? "", lines };
}

// A transformed document takes the place of the one that was asked for.
async function treeOf(page) {
  for (let left = 20; ; left--) {
    try {
      await page.waitForLoadState("load");
      return await page.evaluate(tree);
    } catch (error) {
      if (!left || !/context was destroyed/.test(error.message)) throw error;
    }
  }
}

const browser = await chromium.launch({
  executablePath,
  args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext({ javaScriptEnabled: false });
const results = {};
for (const address of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const page = await context.newPage();
  const { host } = new URL(address);
  // What the document names on other sites has no part in its tree.
  await page.route((url) => url.host !== host, (route) => route.abort());
  await page.goto(address, { waitUntil: "load", timeout: 120000 });
  results[address] = await treeOf(page);
  await page.close();
}
await browser.close();
process.stdout.write(JSON.stringify(results));
