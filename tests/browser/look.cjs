// Opens pages in headless Chromium as different people see them, and prints what was found as JSON.
//   node look.cjs NODE_MODULES CHROMIUM FOLDER_FOR_SCREENSHOTS_OR_EMPTY FILE_OR_ADDRESS...
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const [modules, executablePath, shots, ...files] = process.argv.slice(2);
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(require.resolve(path.join(modules, "axe-core")), "utf8");

const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const VIEWS = [
  { name: "light", colorScheme: "light", width: 1100 },
  { name: "dark", colorScheme: "dark", width: 1100 },
  { name: "phone", colorScheme: "light", width: 360 },
];

async function look(browser, file, { name, colorScheme, width }) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
  const page = await context.newPage();
  const view = { name, requests: [], complaints: [] };
  page.on("request", (request) => view.requests.push(request.url()));
  page.on("console", (message) => view.complaints.push(message.text()));
  const shoot = (state) => {
    const shot = `${path.basename(path.dirname(file))}-${name}-${state}.png`;
    return shots && page.screenshot({ path: path.join(shots, shot), fullPage: true });
  };
  await page.goto(file.startsWith("http://127.0.0.1:") ? file : pathToFileURL(file).href);
  await shoot("folded");
  await page.$$eval("details", (all) => all.forEach((it) => (it.open = true)));
  await shoot("open");
  view.sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  view.links = await page.$$eval("a", (all) => all.map((it) => it.href));
  view.alternates = await page.$$eval("link[rel=alternate]", (all) => all.map((it) => it.href));
  view.paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  view.text = await page.evaluate(() => document.body.innerText);
  view.copied = await page.$$eval("code", (all) => all.map((it) => {
    getSelection().selectAllChildren(it);
    return getSelection().toString();
  }));
  await page.evaluate(axe); // past the policy of the page, which allows no script
  const found = await page.evaluate(() => axe.run({ preload: false, rules: { "target-size": { enabled: true } } }));
  const told = (all) => all.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(" | ")}`);
  view.violations = told(found.violations);
  view.unsure = told(found.incomplete);
  await context.close();
  return view;
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: QUIET });
  const all = files.map((file) => Promise.all(VIEWS.map((view) => look(browser, file, view))));
  const seen = await Promise.all(all);
  await browser.close();
  console.log(JSON.stringify(seen));
})();
