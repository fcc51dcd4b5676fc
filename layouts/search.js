// The search page: results while typing, from the site's own index. Without it
// the page offers its lists.
import { Index, Stale } from "./js/search/index.js";
import { marked, missing, around } from "./js/search/marks.js";
import { terms, isPaired } from "./js/search/analyse.js";
import { shortcutSwitch } from "./js/shortcut.js";

const shown = 12; // results at first, of all kinds
const each = 3; // of one kind among several
const contextPages = 3; // pages that a query may fetch to show where its words stand
const contextBytes = 32000; // and how long they may be, in all

const form = document.querySelector("[data-search]");
const input = form.elements.q;
const filters = [...form.querySelectorAll("select")];
const list = document.querySelector("[data-search-results]");
const status = document.querySelector("[data-search-status]");
const browse = document.querySelector("[data-search-browse]");
const states = document.querySelector("[data-search-states]").content;
const index = new Index(form.action);
const home = new URL("..", form.action).pathname;

let limit = shown;
let opened;
let running = false;
let again = false;

// wanted is what is asked for now.
function wanted() {
  const by = Object.fromEntries(filters.map((s) => [s.name, s.value]));
  const text = input.value.trim();
  const found = terms(text, true);
  const enough = found.some((t) => isPaired(t)) || text.length > 1;
  return { text: enough ? text : "", by, any: enough || filters.some((s) => s.value) };
}

// update shows the results of what is asked for. One query runs at a time;
// what is typed meanwhile is looked for after it.
async function update() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  let failed = false;
  do {
    again = false;
    try {
      await answer();
    } catch (err) {
      opened = null;
      if (err instanceof Stale && !failed) again = true;
      else if (!again) status.textContent = "The index cannot be read now. The lists hold everything.";
      browse.hidden = false;
      failed = true;
    }
  } while (again);
  running = false;
}

async function answer() {
  const { text, by, any } = wanted();
  remember();
  if (!any) {
    browse.hidden = false;
    list.replaceChildren();
    status.textContent = "";
    return;
  }
  await (opened ??= index.open());
  const found = await index.query(text, by, limit);
  const groups = portions(found.groups, by.kind);
  const records = await Promise.all(groups.map((g) => Promise.all(g.docs.map((d) => index.record(g.kind, d)))));
  if (again) return;
  const later = [];
  list.replaceChildren(...groups.map((g, i) => section(g, records[i], found.marks, by.kind, later)));
  browse.hidden = found.total > 0;
  say(found);
  contexts(later, found.marks);
}

// portions says how many results of each kind are shown.
function portions(groups, one) {
  if (one) return groups;
  let left = shown;
  const counts = groups.map((g) => {
    const n = Math.min(each, g.docs.length, left);
    left -= n;
    return n;
  });
  return groups.map((g, i) => {
    const more = Math.min(left, g.docs.length - counts[i]);
    left -= more;
    return { ...g, docs: g.docs.slice(0, counts[i] + more) };
  });
}

function say({ total, corrected }) {
  const count = total === 1 ? "1 result" : `${total.toLocaleString("en")} results`;
  const meant = corrected.map(([from, to]) => `${to} for ${from}`).join(", ");
  status.textContent = (total ? count : "Nothing was found") + (meant ? `, taking ${meant}` : "") + ".";
}

function make(tag, className, ...children) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

function section({ kind, count, docs }, records, marks, one, later) {
  const title = make("h2", "section-head", count === 1 ? kind.one : kind.many, " ", make("span", "note", count.toLocaleString("en")));
  const items = records.map((r) => item(r, marks, later));
  const out = make("section", "search-group", title, make("ol", "search-items", ...items));
  if (count > docs.length) {
    const label = one ? `Show more ${kind.many.toLowerCase()}` : `Show all ${count.toLocaleString("en")} ${kind.many.toLowerCase()}`;
    const more = make("button", "button search-more", label);
    more.type = "button";
    more.addEventListener("click", () => {
      const place = docs.length;
      if (one) limit += shown;
      else form.elements.kind.value = kind.kind;
      update().then(() => links()[place]?.focus());
    });
    out.append(more);
  }
  return out;
}

function item(r, marks, later) {
  // A record is shown by the title that has the words, in whatever language.
  const best = (t) => missing(t, marks).length;
  const title = [r.title, ...r.others].reduce((a, b) => (best(b) < best(a) ? b : a));
  const a = make("a", "", ...marked(title, marks));
  a.href = home + r.path;
  if (r.lang) a.lang = r.lang;
  const head = make("p", "search-title", a);
  if (title !== r.title) head.append(" ", make("span", "full-name", r.title));
  const state = r.state && states.querySelector(`[data-state="${CSS.escape(r.state)}"]`);
  if (state) head.append(" ", ...state.cloneNode(true).childNodes);
  const context = make("p", "search-context", ...marked(r.text, marks));
  if (r.lang) context.lang = r.lang;
  const li = make("li", "", head);
  if (r.date) li.append(make("p", "item-meta", r.date));
  if (r.text) li.append(context);
  const lacking = missing(title + " " + r.text, marks);
  if (lacking.length) later.push({ url: a.href, context, li, lacking });
  return li;
}

// contexts shows for some results where on their pages the words stand that
// title and text lack.
async function contexts(results, marks) {
  let left = contextBytes;
  for (const { url, context, li, lacking } of results.slice(0, contextPages)) {
    if (again || !li.isConnected) return;
    const r = await fetch(url).catch(() => null);
    const size = Number(r?.headers.get("content-length"));
    if (!r?.ok || size > left) continue;
    const html = await r.text();
    left -= html.length;
    const page = new DOMParser().parseFromString(html, "text/html");
    let best = "", score = 0;
    for (const e of page.querySelectorAll("main :is(p, li, td, dd, figcaption, h2, h3)")) {
      const n = lacking.length - missing(e.textContent, lacking).length;
      if (n > score) [best, score] = [e.textContent, n];
    }
    if (!best) continue;
    context.replaceChildren(...marked(around(best.replace(/\s+/g, " ").trim(), lacking), marks));
    if (!context.isConnected) li.append(context);
  }
}

// remember puts what is asked for into the address.
function remember() {
  const url = new URL(location.href);
  for (const field of [input, ...filters]) {
    const value = field.value.trim();
    if (value) url.searchParams.set(field.name, value);
    else url.searchParams.delete(field.name);
  }
  if (url.href !== location.href) history.replaceState(null, "", url);
}

const links = () => [...list.querySelectorAll("a, button")];

function move(e, from, by) {
  const all = links();
  const to = from + by;
  if (!all.length || to >= all.length) return;
  e.preventDefault();
  (to < 0 ? input : all[to]).focus();
}

form.addEventListener("submit", (e) => {
  e.preventDefault();
  update().then(() => links()[0]?.focus());
});
form.addEventListener("input", () => {
  limit = shown;
  update();
});
// The site may have been published since.
input.addEventListener("focus", () => (opened = null));
input.addEventListener("keydown", (e) => {
  if (e.isComposing) return;
  if (e.key === "ArrowDown") move(e, -1, 1);
  if (e.key === "Escape" && input.value) {
    e.preventDefault();
    input.value = "";
    update();
  }
});
list.addEventListener("keydown", (e) => {
  const at = links().indexOf(e.target.closest("a, button"));
  if (at < 0) return;
  if (e.key === "ArrowDown") move(e, at, 1);
  if (e.key === "ArrowUp") move(e, at, -1);
  if (e.key === "Escape") {
    input.focus();
    input.select();
  }
});

if ("DecompressionStream" in window) {
  const asked = new URLSearchParams(location.search);
  for (const field of [input, ...filters]) field.value = asked.get(field.name) ?? "";
  for (const s of filters) if (s.selectedIndex < 0) s.value = "";
  update();
}
shortcutSwitch(document.querySelector("[data-shortcut-switch]"));
