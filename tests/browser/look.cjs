// Opens a page in headless Chromium as different people see it, and prints what was found as JSON.
//   node look.cjs NODE_MODULES CHROMIUM URL [SCREENSHOT_PREFIX]
const fs = require("fs");
const path = require("path");
const [modules, executablePath, url, shots] = process.argv.slice(2);
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
  { name: "phone-dark", colorScheme: "dark", width: 360 },
];

(async () => {
  const browser = await chromium.launch({ executablePath, args: QUIET });
  const seen = [];
  for (const { name, colorScheme, width } of VIEWS) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    const view = { name, requests: [], complaints: [] };
    page.on("request", (request) => view.requests.push(request.url()));
    page.on("console", (message) => view.complaints.push(message.text()));
    await page.goto(url);
    if (shots) await page.screenshot({ path: `${shots}-${name}.png`, fullPage: true });
    await page.$$eval("details", (all) => all.forEach((it) => (it.open = true)));
    view.sideways = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    view.links = await page.$$eval("a", (all) => all.map((it) => it.href));
    view.alternates = await page.$$eval("link[rel=alternate]", (all) => all.map((it) => it.href));
    view.text = await page.evaluate(() => document.body.innerText);
    await page.evaluate(axe); // past the policy of the page, which allows no script
    const found = await page.evaluate(() => axe.run({ rules: { "target-size": { enabled: true } } }));
    view.violations = found.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(" | ")}`);
    view.unsure = found.incomplete.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(" | ")}`);
    if (shots) await page.screenshot({ path: `${shots}-${name}-open.png`, fullPage: true });
    seen.push(view);
    await context.close();
  }
  await browser.close();
  console.log(JSON.stringify(seen));
})();
