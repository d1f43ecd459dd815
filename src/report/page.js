"use strict";
const { totals, sample } = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const NUMBER = 0, LABEL = 1, DROPPED = 2, SCORE = 3, DROP = 4, WHY = 5, TEXT = 6, CUT = 7;
const labels = totals.labels.map(([slug]) => slug);
const hues = { title: 220, content: 220, navigation: 265, timestamp: 190, author: 100, disclaimer: 40, copyright: 20, promo: 345, social: 210, related: 300, comments: 150, consent: 65, caption: 240 };
const count = (n) => Number(n).toLocaleString("en").replace(/,/g, "\u202f");
const percent = (part, all) => (all ? (100 * part / all).toFixed(1) : "0.0") + " %";
const many = (n, one) => count(n) + " " + one + (n === 1 ? "" : "s");

function make(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "onclick") made.addEventListener("click", value);
    else if (name === "hue") made.style.setProperty("--hue", value);
    else if (value !== null && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}
let saying;
function say(text) { $("said").textContent = text; clearTimeout(saying); saying = setTimeout(() => { $("said").textContent = ""; }, 4000); }

// Rules

const rules = new Map();
const quote = (text) => JSON.stringify(text).replace(/\u007f/g, "\\u007F");
const escaped = (text) => text.replace(/[\\^$.|?*+()[\]{}\-#&~]/g, "\\$&");
const lettered = (text) => /[\p{L}\p{N}]/u.test(text);
// A phrase protects every line that it stands in: a short line is a word of many others, and is told from its start to its end.
function literal(text) {
  if (!lettered(text)) return quote("^\\s*" + escaped(text.trim()) + "\\s*$");
  const bare = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, "");
  return quote("(?i)^\\W*" + escaped(bare).replace(/\d+/g, "\\d+") + "\\W*$");
}
function keeping(text) { return { kind: lettered(text) && text.trim().length > 40 ? "phrases" : "regex", text }; }
function toml(list) {
  const parts = [];
  const phrases = list.filter((rule) => rule.kind === "phrases"), regexes = list.filter((rule) => rule.kind === "regex");
  if (phrases.length + regexes.length) {
    parts.push("[protect]");
    if (phrases.length) parts.push(`phrases = [\n${phrases.map((rule) => "  " + quote(rule.text)).join(",\n")},\n]`);
    if (regexes.length) parts.push(`regex = [\n${regexes.map((rule) => "  " + literal(rule.text)).join(",\n")},\n]`);
  }
  for (const rule of list.filter((rule) => rule.kind === "cue")) {
    parts.push(`${parts.length ? "\n" : ""}[[cue]]\nlabel = ${quote(rule.label)}\nreason = "a rule from a report"\nstrength = "certain"\n${rule.cut ? "start" : "line"} = [${quote(rule.text)}]`);
  }
  return parts.length ? parts.join("\n") + "\n" : "";
}
function showRules() {
  $("toml").value = toml([...rules.values()]) || "# No rules yet: press \u201cKeep such lines\u201d or \u201cDrop such lines\u201d above.\n";
  $("rule-count").textContent = rules.size;
}
function add(rule) { rules.set(rule.kind + "\n" + rule.text, rule); showRules(); say("Added to your rules: " + many(rules.size, "rule")); }
async function copy(text) {
  try { await navigator.clipboard.writeText(text); } catch {
    const box = make("textarea", {}, text); document.body.append(box); box.select(); document.execCommand("copy"); box.remove();
  }
  say("Copied");
}
$("copy-rules").addEventListener("click", () => copy($("toml").value));
$("clear-rules").addEventListener("click", () => { rules.clear(); showRules(); say("No rules"); });
function ruleFor(text, dropped, label, cut) {
  if (dropped) return keeping(text);
  return { kind: "cue", text, cut, label: label === "content" || label === "title" ? "navigation" : label };
}
function ruleButtons(rule) {
  const verb = rule.kind === "cue" ? "Drop such lines" : "Keep such lines";
  const name = verb + ": " + rule.text.slice(0, 60);
  const added = make("span", {});
  const collect = () => { add(rule); added.replaceChildren(" Added to ", make("a", { href: "#rules" }, "Your rules")); };
  return [make("button", { type: "button", "aria-label": name, onclick: collect }, verb), " ",
    make("button", { type: "button", "aria-label": "Copy the rule for: " + rule.text.slice(0, 60), onclick: () => copy(toml([rule])) }, "Copy rule"), added];
}

// Documents

const documents = sample.documents;
for (const document of documents) {
  const stays = document.lines.filter((line) => !line[DROPPED]).map((line) => line[DROP]);
  const goes = document.lines.filter((line) => line[DROPPED]).map((line) => line[DROP]);
  const reduce = (list, pick, none) => list.reduce((a, b) => pick(a, b), none);
  const threshold = goes.length && stays.length ? (reduce(stays, Math.max, 0) + reduce(goes, Math.min, 100)) / 2 : 50;
  let near = 0, all = 0;
  for (const line of document.lines) { all += line[TEXT].length; near += line[TEXT].length * Math.max(0, 1 - Math.abs(line[DROP] - threshold) / 30); }
  document.doubt = near / (all || 1);
  document.removed = document.characters[1] / (document.characters[0] || 1);
}
let shown = [], current = null, most = 100;
const filters = () => ({ text: $("search").value.trim().toLowerCase(), label: $("label").value, from: Number($("from").value), to: $("to").value === "" ? 100 : Number($("to").value) });
function chosen(line, f) {
  const label = f.label === "" || (f.label === "dropped" ? line[DROPPED] : f.label === "kept" ? !line[DROPPED] : labels[line[LABEL]] === f.label);
  return label && line[DROP] >= f.from && line[DROP] <= f.to && (f.text === "" || line[TEXT].toLowerCase().includes(f.text));
}
const filtering = (f) => f.text !== "" || f.label !== "" || f.from > 0 || f.to < 100;
function list() {
  const f = filters();
  let lines = 0;
  shown = [];
  for (const document of documents) {
    const named = f.text !== "" && document.id.toLowerCase().includes(f.text);
    const g = named ? { ...f, text: "" } : f;
    document.matches = document.lines.filter((line) => chosen(line, g));
    document.named = named;
    if (document.matches.length || !filtering(f)) { shown.push(document); lines += document.matches.length; }
  }
  const amount = (document) => document.matches.reduce((sum, line) => sum + line[TEXT].length, 0);
  const by = { removed: (a, b) => b.removed - a.removed, least: (a, b) => a.removed - b.removed, doubt: (a, b) => b.doubt - a.doubt, label: (a, b) => amount(b) - amount(a) }[$("sort").value];
  if (by) shown.sort(by);
  $("found").textContent = many(shown.length, "document") + ", " + many(lines, "line") + (filtering(f) ? " match" + (lines === 1 ? "es" : "") : "");
  draw(f);
  if (!shown.includes(current)) open(shown[0] || null); else open(current);
}
function draw() {
  const f = filters();
  $("list").replaceChildren(...shown.slice(0, most).map((document) => make("li", {}, make("button", { type: "button", "aria-current": document === current ? "true" : "false", onclick: () => open(document) },
    document.id, make("small", {}, percent(document.characters[1], document.characters[0]) + " removed" + (document.set_aside ? ", set aside" : "") + (filtering(f) ? ", " + many(document.matches.length, "line") : "")
      + ($("sort").value === "doubt" ? ", doubt " + Math.round(document.doubt * 100) : ""))))));
  $("more").hidden = shown.length <= most;
}
function marked(text, search) {
  if (!search) return [text];
  const parts = [], lower = text.toLowerCase();
  // Lower case may be longer than the text: then nothing is marked.
  if (lower.length !== text.length) return [text];
  let from = 0;
  for (let at = lower.indexOf(search); at >= 0; at = lower.indexOf(search, from)) { parts.push(text.slice(from, at), make("mark", {}, text.slice(at, at + search.length))); from = at + search.length; }
  parts.push(text.slice(from));
  return parts;
}
const why = (line) => line[WHY].map((place) => sample.reasons[place]);
function row(line, f) {
  const label = labels[line[LABEL]], dropped = Boolean(line[DROPPED]);
  const text = make(dropped ? "del" : "span", { class: "text", dir: "auto" }, ...marked(line[TEXT], f.text), line[CUT] ? make("span", { class: "cut" }, " \u2026 " + many(line[CUT], "more character")) : null);
  const button = make("button", { type: "button", "aria-expanded": "false", tabindex: "-1", "aria-describedby": "tip", "aria-label": `${label}, ${dropped ? "dropped" : "kept"}, line ${line[NUMBER]}` }, label + " " + line[DROP]);
  const made = make("div", { class: "line" + (dropped ? " dropped " : " ") + label, hue: hues[label] }, make("span", { class: "number" }, String(line[NUMBER])), button, text);
  const tell = () => tip(made, line), hush = () => { $("tip").hidden = true; };
  made.addEventListener("mouseenter", tell); made.addEventListener("mouseleave", hush);
  button.addEventListener("focus", tell); button.addEventListener("blur", hush);
  button.addEventListener("click", () => {
    const there = made.querySelector(".why");
    button.setAttribute("aria-expanded", String(!there));
    hush();
    if (there) { there.remove(); return; }
    const whole = line[TEXT].trim();
    const brief = whole.length > 240 ? whole.slice(0, 240).replace(/\s+\S*$/, "") : whole;
    const rule = ruleFor(brief, dropped, label, brief !== whole || line[CUT] > 0);
    made.append(make("div", { class: "why" }, make("strong", {}, verdict(line)), make("div", {}, likelihood(line)), make("ul", {}, ...why(line).map((reason) => make("li", {}, reason))),
      (dropped ? "To keep such lines" : "To drop such lines") + ", put this into dehusk.toml:", make("pre", {}, toml([rule])), ...ruleButtons(rule)));
  });
  // Who marks text to copy it does not ask for reasons.
  text.addEventListener("click", () => { if (getSelection().isCollapsed) button.click(); });
  return made;
}
const verdict = (line) => `${line[DROPPED] ? "Dropped" : "Kept"} as ${labels[line[LABEL]]}: ${totals.labels[line[LABEL]][1]}`;
const likelihood = (line) => `Probability that the line should go: ${line[DROP]} %; that it is ${labels[line[LABEL]]}: ${line[SCORE]} %.${line[WHY].length ? " Because:" : ""}`;
function tip(made, line) {
  const box = $("tip"), at = made.getBoundingClientRect();
  box.replaceChildren(make("strong", {}, verdict(line)), make("div", {}, likelihood(line) + " " + why(line).join("; ")));
  box.hidden = false;
  const below = at.bottom + 4 + box.offsetHeight < innerHeight;
  box.style.top = Math.max(4, below ? at.bottom + 4 : at.top - box.offsetHeight - 4) + "px";
  box.style.left = Math.max(4, Math.min(at.left + 40, innerWidth - box.offsetWidth - 8)) + "px";
}
function open(document) {
  const moved = document !== current;
  current = document;
  for (const button of $("list").querySelectorAll("button")) button.setAttribute("aria-current", "false");
  const place = shown.indexOf(document);
  $("list").children[place]?.firstChild.setAttribute("aria-current", "true");
  if (!document) { $("document").replaceChildren(make("h3", { id: "document-heading" }, "No document matches"), make("p", {}, "Change or clear the filters.")); return; }
  const f = filters(), { about } = document;
  const f2 = document.named ? { ...f, text: "" } : f;
  const lines = $("only").checked ? document.matches : document.lines;
  const facts = [about.format, about.language && "language " + about.language, about.site && "site " + about.site, percent(document.characters[1], document.characters[0]) + " of " + many(document.characters[0], "character") + " removed"].filter(Boolean).join(" \u00b7 ");
  $("document").replaceChildren(...[make("h3", { id: "document-heading" }, document.id), make("p", { class: "quiet" }, facts),
    document.set_aside ? make("p", {}, make("strong", {}, "Set aside as a whole: "), document.set_aside) : null,
    make("p", {}, make("button", { type: "button", id: "previous", onclick: () => step(-1) }, "Previous"), " ", make("button", { type: "button", id: "next", onclick: () => step(1) }, "Next")),
    make("div", { id: "text" }, ...lines.map((line) => row(line, f2))),
    document.left_out ? make("p", { class: "cut" }, many(document.left_out, "more line") + " not shown here") : null].filter((part) => part !== null));
  const first = $("document").querySelector(".line > button");
  if (first) first.tabIndex = 0;
  if (moved) $("document").scrollTop = 0;
  $("tip").hidden = true;
}
function step(by) {
  const place = shown.indexOf(current) + by;
  if (place < 0 || place >= shown.length) { say(by > 0 ? "This is the last document" : "This is the first document"); return; }
  while (place >= most) { most += 100; draw(); }
  const focused = document.activeElement && document.activeElement.id;
  open(shown[place]);
  $("list").children[place]?.scrollIntoView({ block: "nearest" });
  if (focused === "next" || focused === "previous") $(focused).focus();
}
$("document").addEventListener("keydown", (event) => {
  const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!down || !event.target.matches(".line > button")) return;
  const buttons = [...$("document").querySelectorAll(".line > button")];
  const next = buttons[buttons.indexOf(event.target) + down];
  event.preventDefault();
  if (next) { event.target.tabIndex = -1; next.tabIndex = 0; next.focus(); }
});
$("document").addEventListener("scroll", () => { $("tip").hidden = true; });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { $("tip").hidden = true; return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (event.key === "/") { event.preventDefault(); $("search").focus(); }
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
});
$("label").append(...[["", "all lines"], ["dropped", "dropped lines"], ["kept", "kept lines"], ...labels.map((label) => [label, label])].map(([value, text]) => make("option", { value }, text)));
$("filters").addEventListener("input", (event) => { if (event.target.id === "only") open(current); else { most = 100; list(); } });
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters").addEventListener("reset", () => setTimeout(list));
$("more").addEventListener("click", () => { most += 100; draw(); });

// Charts

const SVG = "http://www.w3.org/2000/svg";
function draw_shape(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
function figure(title, note, height, label, shapes) {
  const svg = draw_shape("svg", { viewBox: `0 0 420 ${height}`, role: "img", "aria-label": title + ": " + label });
  svg.append(...shapes);
  return make("figure", {}, make("figcaption", {}, title, make("small", {}, note)), svg);
}
function bars(title, note, rows) {
  const top = Math.max(...rows.map((row) => row.share), 0.0001), shapes = [];
  rows.forEach((row, place) => {
    const y = place * 22, name = row.name.length > 20 ? row.name.slice(0, 19) + "\u2026" : row.name;
    const bar = draw_shape("rect", { x: 130, y: y + 4, width: Math.max(1, 170 * row.share / (row.full ? 1 : top)), height: 14, class: row.dropped === false ? "kept-bar" : "drop-bar" });
    if (row.hue !== undefined) bar.style.fill = `hsl(${row.hue} var(--sat) 52%)`;
    const text = draw_shape("text", { x: 0, y: y + 16 }, name);
    text.append(draw_shape("title", {}, row.name));
    shapes.push(draw_shape("rect", { x: 130, y: y + 4, width: 170, height: 14, class: "back" }), text, bar, draw_shape("text", { x: 306, y: y + 16, class: "dim" }, row.text));
  });
  return figure(title, note, rows.length * 22 + 4, rows.map((row) => row.name + " " + row.text).join(", "), shapes);
}
function histogram(title, note, groups, axis, label) {
  const sums = groups[0].map((_, place) => groups.reduce((sum, group) => sum + group[place], 0));
  const top = Math.max(...sums, 1), width = 400 / sums.length, shapes = [];
  // The ends hold most of the lines: a square root lets the middle be seen.
  const tall = (n) => 120 * Math.sqrt(n / top);
  sums.forEach((sum, place) => {
    let y = 134;
    groups.forEach((group, which) => {
      const height = sum ? tall(sum) * group[place] / sum : 0;
      y -= height;
      const bar = draw_shape("rect", { x: 10 + place * width + 1, y, width: width - 2, height, class: which ? "drop-bar" : "kept-bar" });
      bar.append(draw_shape("title", {}, axis(place) + ": " + groups.map((group) => count(group[place])).join(" kept, ") + (groups.length > 1 ? " dropped" : "")));
      shapes.push(bar);
    });
  });
  shapes.push(draw_shape("line", { x1: 10, x2: 410, y1: 134.5, y2: 134.5, stroke: "currentColor" }), draw_shape("text", { x: 10, y: 150, class: "dim" }, "0 %"), draw_shape("text", { x: 198, y: 150, class: "dim" }, "50 %"), draw_shape("text", { x: 378, y: 150, class: "dim" }, "100 %"), draw_shape("text", { x: 10, y: 12, class: "dim" }, "highest bar: " + count(top)));
  return figure(title, note, 156, label, shapes);
}
function charts() {
  const all = totals.all;
  const byLabel = labels.map((label, place) => ({ name: label, hue: hues[label], counts: totals.by_label[place] })).filter((row) => row.counts.lines)
    .map((row) => ({ ...row, share: row.counts.characters / (all.characters || 1), text: percent(row.counts.characters, all.characters) + (totals.heading.drops.includes(row.name) ? " dropped" : " kept") }));
  byLabel.sort((a, b) => b.share - a.share);
  const groups = (rows) => rows.map(([name, counts]) => ({ name, full: true, share: counts.dropped_characters / (counts.characters || 1), text: percent(counts.dropped_characters, counts.characters) + " of " + many(counts.documents, "doc") }));
  const figures = [
    bars("Characters by label", "Share of all characters; what becomes of the label is written beside it", byLabel),
    histogram("Lines by probability to go", "Blue: kept, red (on top): dropped; heights are square roots", totals.scores, (place) => `${place * 5}\u2013${place * 5 + 5} %`, `${count(totals.scores[0].reduce((a, b) => a + b, 0))} kept and ${count(totals.scores[1].reduce((a, b) => a + b, 0))} dropped lines in twenty bins`),
    histogram("Documents by share removed", "Share of a document\u2019s characters that is dropped; heights are square roots", [totals.removed], (place) => `${place * 10}\u2013${place * 10 + 10} %`, totals.removed.map((n, place) => `${place * 10} to ${place * 10 + 10} %: ${n}`).join(", ")),
  ];
  const more = (known, rows, one) => known > rows.length ? `; the ${rows.length} largest of ${count(known)} ${one}s` : "";
  if (totals.languages.length) figures.push(bars("Removed by language", "Share of characters that is dropped" + more(totals.known[0], totals.languages, "language"), groups(totals.languages)));
  if (totals.sites.length) figures.push(bars("Removed by site", "Share of characters that is dropped" + more(totals.known[1], totals.sites, "site"), groups(totals.sites)));
  if (totals.formats.length > 1) figures.push(bars("Removed by format", "Share of characters that is dropped", groups(totals.formats)));
  $("figures").append(...figures);
}

// Tables

function table(title, rows, dropped) {
  const head = make("tr", {}, ...[["Line", ""], ["Label", ""], ["Documents", "n"], ["Lines", "n"], ["Rule for dehusk.toml", ""]].map(([text, kind]) => make("th", { scope: "col", class: kind }, text)));
  const body = rows.map((row) => make("tr", {}, make("td", { class: "t", dir: "auto" }, row.text, row.cut ? " \u2026" : ""), make("td", {}, make("span", { class: "tag", hue: hues[row.label] }, row.label)),
    make("td", { class: "n" }, count(row.documents)), make("td", { class: "n" }, count(row.lines)), make("td", { class: "b" }, ...ruleButtons(ruleFor(row.text, dropped, row.label, row.cut)))));
  if (!rows.length) body.push(make("tr", {}, make("td", { colspan: 5 }, "No such line stands in two documents.")));
  return make("div", { class: "scroll" }, make("table", {}, make("caption", {}, title), make("thead", {}, head), make("tbody", {}, ...body)));
}

const all = totals.all;
document.title = "dehusk report: " + totals.heading.title;
$("summary").textContent = `${many(all.documents, "document")}, ${many(all.lines, "line")}, ${many(all.characters, "character")}: ${percent(all.dropped_characters, all.characters)} of the characters and ${many(all.dropped_lines, "line")} are dropped` + (totals.set_aside ? `, ${many(totals.set_aside, "document")} set aside` : "") + `. Judged by dehusk ${totals.heading.version}.`;
$("rule").textContent = totals.rule;
$("at-least").textContent = totals.at_least ? "There are more different lines than are counted at a time: counts are the least that they can be." : "";
list();
charts();
$("tables").append(table("Most frequent dropped lines", totals.dropped, true), table("Most frequent kept short lines", totals.kept, false));
showRules();
