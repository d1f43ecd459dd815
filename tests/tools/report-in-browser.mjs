// Opens a report in headless Chromium and uses it as a reader would: filters, keyboard, rules; no console errors.
//
//   dehusk report corpus/dumps --out report.html
//   node tests/tools/report-in-browser.mjs report.html [FOLDER FOR SCREENSHOTS]
//
// Node 22 or later, or Node 20 with --experimental-websocket; nothing to install. CHROMIUM names the browser where it is not on the path. Without a browser the
// test is skipped, and says so.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [report, shots] = process.argv.slice(2);
const names = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"].filter(Boolean);
const browser = names.find((name) => spawnSync(name, ["--version"]).status === 0);
if (!report) { console.error("usage: report-in-browser.mjs REPORT.html [FOLDER]"); process.exit(2); }
if (!browser) { console.log("skipped: no Chromium here"); process.exit(0); }

const profile = mkdtempSync(join(tmpdir(), "report-"));
const child = spawn(browser, ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
const address = await new Promise((found, failed) => {
  let said = "";
  child.stderr.on("data", (data) => { said += data; const at = said.match(/ws:\/\/\S+/); if (at) found(at[0]); });
  child.on("exit", () => failed(new Error(said)));
});
const socket = new WebSocket(address);
await new Promise((ready) => { socket.onopen = ready; });
let last = 0, session;
const waiting = new Map(), problems = [];
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.id) { waiting.get(message.id)(message); waiting.delete(message.id); }
  if (message.method === "Runtime.exceptionThrown") problems.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
  if (message.method === "Log.entryAdded" && message.params.entry.level === "error") problems.push(message.params.entry.text);
  if (message.method === "Runtime.consoleAPICalled" && message.params.type === "error") problems.push(JSON.stringify(message.params.args));
  if (message.method === "Network.requestWillBeSent" && !/^(file|data):/.test(message.params.request.url)) problems.push("asks the network for " + message.params.request.url);
};
const send = (method, params = {}) => new Promise((done, failed) => {
  const id = ++last;
  waiting.set(id, (message) => message.error ? failed(new Error(method + ": " + message.error.message)) : done(message.result));
  socket.send(JSON.stringify({ id, method, params, sessionId: session }));
});
const evaluate = async (expression) => {
  const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
  if (exceptionDetails) throw new Error(expression + ": " + exceptionDetails.exception?.description);
  return result.value;
};
const press = async (key) => {
  const text = key === "Enter" ? "\r" : key.length === 1 ? key : undefined;
  const code = { Enter: 13, ArrowDown: 40, Tab: 9 }[key];
  await send("Input.dispatchKeyEvent", { type: "keyDown", key, text, windowsVirtualKeyCode: code });
  await send("Input.dispatchKeyEvent", { type: "keyUp", key, windowsVirtualKeyCode: code });
};
const size = (width, height) => send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
const scheme = (value) => send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
const shoot = async (name) => {
  if (!shots) return;
  const { data } = await send("Page.captureScreenshot", { format: "png" });
  writeFileSync(join(shots, name + ".png"), Buffer.from(data, "base64"));
};
let passed = 0, failed = 0;
const check = (what, holds, seen) => { if (holds) passed += 1; else { failed += 1; console.log(`failed: ${what}: ${JSON.stringify(seen)}`); } };
const found = () => evaluate("document.getElementById('found').textContent");
const set = (id, value) => evaluate(`{ const it = document.getElementById('${id}'); it.value = ${JSON.stringify(value)}; it.dispatchEvent(new Event('input', { bubbles: true })); }`);

try {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  ({ sessionId: session } = await send("Target.attachToTarget", { targetId, flatten: true }));
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await send(domain + ".enable");
  await size(1400, 1000);
  await scheme("light");
  await send("Page.navigate", { url: pathToFileURL(resolve(report)).href });
  while (!(await evaluate("document.readyState === 'complete' && Boolean(document.getElementById('found')?.textContent)"))) await new Promise((go) => setTimeout(go, 20));
  console.log(`opened in ${Math.round(await evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))} ms`);
  const everything = await found();
  check("documents are listed", /^[1-9]/.test(everything), everything);
  check("only one document is built", await evaluate("document.querySelectorAll('#text').length === 1"));
  check("no document is drawn as null", !(await evaluate("document.getElementById('document').textContent.includes('null')")));
  await shoot("light-wide");

  await set("label", "copyright");
  check("a label filters", (await found()) !== everything && (await found()).includes("match"), await found());
  await evaluate("document.getElementById('only').click()");
  check("only lines that match are left", await evaluate("[...document.querySelectorAll('#text .line')].every((line) => line.classList.contains('copyright'))"));
  await set("label", "");
  await set("from", "40");
  await set("to", "60");
  check("a range filters", await evaluate("[...document.querySelectorAll('#text .line > button')].every((button) => { const n = Number(button.textContent.split(' ').pop()); return n >= 40 && n <= 60; })"));
  await evaluate("document.querySelector('#filters [type=reset]').click()");
  await new Promise((go) => setTimeout(go, 50));
  check("filters are cleared", (await found()) === everything, await found());
  await set("search", "no line of any document says this");
  check("a search without a hit says so", (await found()).startsWith("0 documents"), await found());
  await set("search", "the");
  check("a search marks its hits", await evaluate("document.querySelectorAll('#text mark').length > 0"));
  await set("search", "");

  await evaluate("document.activeElement.blur()");
  const name = () => evaluate("document.getElementById('document-heading').textContent");
  const first = await name();
  await press("n");
  check("n opens the next document", (await name()) !== first, await name());
  await press("p");
  check("p opens the one before", (await name()) === first, await name());
  await set("label", "dropped");
  await evaluate("document.getElementById('only').checked || document.getElementById('only').click(); document.querySelector('#text .line > button').focus()");
  check("focus shows the reasons", await evaluate("!document.getElementById('tip').hidden && document.getElementById('tip').textContent.length > 40"));
  await shoot("light-reasons");
  const before = await evaluate("document.activeElement.getAttribute('aria-label')");
  await press("ArrowDown");
  check("arrows go from line to line", (await evaluate("document.activeElement.getAttribute('aria-label')")) !== before, before);
  await press("Enter");
  check("Enter opens the reasons", await evaluate("document.activeElement.getAttribute('aria-expanded') === 'true' && Boolean(document.querySelector('.why li'))"));
  await shoot("light-rule");
  await evaluate("document.querySelector('.why button').click()");
  const toml = await evaluate("document.getElementById('toml').value");
  check("the rule keeps the line", toml.startsWith("[protect]\n"), toml);
  check("a rule leads to the others", await evaluate("document.querySelector('.why a')?.hash === '#rules'"));
  await evaluate("document.querySelector('#text .line > .text').click()");
  check("a click on a line opens its reasons", await evaluate("Boolean(document.querySelector('#text .line').querySelector('.why'))"));
  await evaluate("document.querySelectorAll('#tables table')[1].querySelector('td.b button')?.click()");
  check("rules of both kinds stand together", /\[\[cue\]\]/.test(await evaluate("document.getElementById('toml').value")), await evaluate("document.getElementById('toml').value"));
  check("every control has a name", await evaluate("[...document.querySelectorAll('button, input, select, textarea')].every((it) => it.textContent.trim() || it.labels?.length || it.getAttribute('aria-label'))"));
  check("every chart has a name", await evaluate("document.querySelectorAll('svg').length >= 3 && [...document.querySelectorAll('svg')].every((it) => it.getAttribute('aria-label'))"));

  await evaluate("document.querySelector('#filters [type=reset]').click(); document.activeElement.blur(); document.getElementById('charts').scrollIntoView()");
  await new Promise((go) => setTimeout(go, 50));
  await shoot("light-charts");
  await evaluate("document.getElementById('lines').scrollIntoView()");
  await shoot("light-lines");
  await scheme("dark");
  await evaluate("scrollTo(0, 0)");
  await shoot("dark-wide");
  await evaluate("document.getElementById('charts').scrollIntoView()");
  await shoot("dark-charts");
  await size(390, 844);
  await evaluate("scrollTo(0, 0)");
  check("nothing is wider than a narrow window", await evaluate("document.documentElement.scrollWidth <= innerWidth"), await evaluate("document.documentElement.scrollWidth"));
  await shoot("dark-narrow");
  await evaluate("document.querySelector('.panes').scrollIntoView()");
  await shoot("dark-narrow-document");
  check("nothing went wrong in the console", problems.length === 0, problems);
} finally {
  socket.close();
  const gone = new Promise((left) => child.on("exit", left));
  child.kill();
  await gone;
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
