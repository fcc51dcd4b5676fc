import { openStore } from "./store.js";
import { filter, sort, sortKeys, needsTitles } from "./filter.js";
import { rowMaker, extras } from "./rows.js";
import { csv, save, fileName } from "./csv.js";
import { read, write, plain, keepColumns, columnNames } from "./address.js";

const shown = 50; // rows at first, and more at each asking
const columnTitles = { state: "State", to: "Addressed to", due: "Due", updated: "Last entry" };

export function tracker(root) {
  const form = root.querySelector("form.facets");
  const table = root.querySelector("table");
  const body = table.tBodies[0];
  const caption = table.caption;
  const heads = table.tHead.rows[0];
  const more = root.querySelector("[data-more]");
  const status = root.querySelector("[data-count]");
  const chips = root.querySelector("[data-chosen]");
  const pager = document.querySelector("nav.pager");
  const own = { rows: [...body.children], caption: caption.textContent, heads: [...heads.children] };
  const all = Number(/(\d+)\D*$/.exec(own.caption)?.[1] ?? own.rows.length);

  let view = read();
  let store = null;
  let opening = null;
  let make = null;
  let result = null; // rows that fit, in order
  let limit = shown;
  let turn = 0; // of what was asked for last: what comes back late is dropped

  const open = () =>
    (opening ??= openStore(root.dataset.tracker).then((opened) => {
      store = opened;
      make = rowMaker(root, store);
    }));

  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };
  const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

  // show brings the page to what view says.
  async function show() {
    const mine = ++turn;
    controls();
    if (plain(view) && !store) return restore();
    try {
      await open();
      const words = view.words.trim();
      if ((words || needsTitles(view.sort)) && !store.has()) {
        say("Fetching titles …");
        await store.load();
      }
      if (mine !== turn) return;
      const found = filter(store, words, view.chosen);
      result = sort(store, found.rows, view.sort, view.descending);
      facetCounts(found.counts);
      await render(mine);
    } catch (error) {
      opening = null;
      store = null;
      say(`The recommendations could not be fetched, so that the list stands as it is (${error.message}).`);
    }
  }

  // render puts the rows that fit into the table, the first ones of them.
  async function render(mine) {
    const rows = result.slice(0, limit);
    if (!store.has(rows)) await store.load(rows);
    if (mine !== turn) return;
    headings();
    body.replaceChildren(...rows.map((row) => make(row, view.columns)));
    if (!rows.length) body.append(nothing());
    const left = result.length - rows.length;
    more.hidden = left === 0;
    more.firstElementChild.textContent = `Show ${Math.min(left, shown)} more`;
    if (pager) pager.hidden = true;
    const what = left ? `${count(result.length, "recommendation")} of ${store.count.toLocaleString("en")} fit, ${rows.length} of them shown` : `${rows.length.toLocaleString("en")} of ${count(store.count, "recommendation")} shown`;
    say(what);
    caption.textContent = `${what}, as of ${store.index.as_of}`;
  }

  const nothing = () => {
    const tr = document.createElement("tr");
    const td = document.createElement("td");
    td.className = "empty";
    td.colSpan = heads.children.length;
    td.textContent = "No recommendation fits. Take a filter away to see more.";
    tr.append(td);
    return tr;
  };

  // restore leaves the table as the page came.
  function restore() {
    headings();
    body.replaceChildren(...own.rows);
    caption.textContent = own.caption;
    more.hidden = true;
    if (pager) pager.hidden = false;
    say(own.rows.length < all ? `${own.rows.length} of ${count(all, "recommendation")} shown on this page` : `${all} of ${count(all, "recommendation")} shown`);
  }

  // headings are buttons that sort, and the columns that were chosen.
  function headings() {
    for (const name of Object.keys(columnTitles)) table.classList.toggle(`without-${name}`, !view.columns.includes(name));
    // What has the focus must stay where it is.
    for (const th of heads.querySelectorAll(".c-extra")) th.remove();
    heads.append(...view.columns.filter((name) => extras[name]).map((name) => {
      const th = document.createElement("th");
      th.scope = "col";
      th.className = "c-extra";
      th.textContent = extras[name].title;
      return th;
    }));
    for (const th of own.heads) {
      const on = th.dataset.sort === view.sort;
      if (on) th.setAttribute("aria-sort", view.descending ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
  }

  // controls shows what is chosen in the form.
  function controls() {
    const q = form.elements.q;
    if (q.value !== view.words) q.value = view.words;
    for (const input of form.querySelectorAll("[data-facet] input")) {
      input.checked = view.chosen.get(input.name)?.has(input.value) ?? false;
    }
    for (const facet of form.querySelectorAll("[data-facet]")) {
      const n = view.chosen.get(facet.dataset.facet)?.size ?? 0;
      facet.querySelector(".facet-on").textContent = n ? `(${n} chosen)` : "";
    }
    for (const input of form.querySelectorAll("[data-columns] input")) input.checked = view.columns.includes(input.value);
    const items = [];
    for (const [name, codes] of view.chosen) for (const code of codes) items.push(chip(name, code));
    if (items.length > 1 || (items.length && view.words.trim())) items.push(chip("", ""));
    chips.replaceChildren(...items);
  }

  // label is the words of a value: the form's, else the index's, else the code.
  function label(name, code) {
    for (const input of form.querySelectorAll(`[data-facet="${name}"] input`)) {
      if (input.value === code) return input.parentElement.querySelector(".facet-label").textContent;
    }
    const facet = store?.facets[name];
    return facet?.labels?.[facet.at.get(code)] ?? code;
  }

  function chip(name, code) {
    const li = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.dataset.name = name;
    button.dataset.code = code;
    const title = form.querySelector(`[data-facet="${name}"] summary`)?.firstChild.textContent.trim();
    const words = name ? `${title ? `${title}: ` : ""}${label(name, code)}` : "Clear all filters";
    const text = document.createElement("span");
    text.textContent = words;
    if (name) button.setAttribute("aria-label", `Remove the filter ${words}`);
    button.append(text, root.querySelector("template[data-pieces]").content.querySelector("[data-chip]").firstElementChild.cloneNode(true));
    button.addEventListener("click", () => {
      if (name) {
        view.chosen.get(name).delete(code);
        if (!view.chosen.get(name).size) view.chosen.delete(name);
      } else {
        view.chosen.clear();
        view.words = "";
      }
      change(true);
      (chips.querySelector("button") ?? form.elements.q).focus();
    });
    li.append(button);
    return li;
  }

  // facetCounts says at each value how many there would be.
  function facetCounts(counts) {
    for (const input of form.querySelectorAll("[data-facet] input")) {
      const at = store.facets[input.name].at.get(input.value);
      const n = at === undefined ? 0 : counts[input.name][at];
      const line = input.parentElement;
      line.querySelector(".facet-n").textContent = n;
      line.classList.toggle("nothing", n === 0 && !input.checked);
    }
  }

  function change(step) {
    limit = shown;
    write(view, step);
    show();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const input = event.target;
    if (input.name === "q") {
      view.words = input.value;
      return change(false);
    }
    if (input.closest("[data-columns]")) {
      const on = [...form.querySelectorAll("[data-columns] input:checked")].map((one) => one.value);
      view.columns = columnNames.filter((name) => on.includes(name));
      keepColumns(view.columns);
      return change(true);
    }
    const codes = view.chosen.get(input.name) ?? new Set();
    if (input.checked) codes.add(input.value);
    else codes.delete(input.value);
    if (codes.size) view.chosen.set(input.name, codes);
    else view.chosen.delete(input.name);
    change(true);
  });
  // What is likely to be wanted next is fetched on the way.
  form.addEventListener("focusin", () => open().catch(() => (opening = null)), { once: true });
  form.addEventListener("keydown", (event) => {
    const details = event.key === "Escape" && event.target.closest(".facets-row > details[open]");
    if (!details) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
  more.firstElementChild.addEventListener("click", async () => {
    const from = body.children.length;
    limit += shown;
    await render(turn);
    body.children[from]?.querySelector("a")?.focus();
  });
  form.querySelector("[data-download]").addEventListener("click", async () => {
    await open();
    if (!result) result = sort(store, filter(store, "", view.chosen).rows, view.sort, view.descending);
    await store.load(result);
    save(fileName(store.index.as_of, result.length), csv(store, result));
    say(`${count(result.length, "recommendation")} saved as CSV`);
  });
  addEventListener("popstate", () => {
    view = read();
    limit = shown;
    show();
  });
  // The development server changes pages in place, which the rows made here are
  // not part of. The address keeps what was chosen.
  document.addEventListener("contentchange", () => location.reload());
  // On paper there is nothing to click for more.
  addEventListener("beforeprint", () => {
    if (result && limit < result.length && store.has(result.slice(0, 1000))) {
      limit = 1000;
      body.replaceChildren(...result.slice(0, limit).map((row) => make(row, view.columns)));
    }
  });

  for (const th of own.heads) {
    if (!sortKeys.includes(th.dataset.sort)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = th.textContent;
    button.addEventListener("click", () => {
      const by = th.dataset.sort;
      if (view.sort !== by) Object.assign(view, { sort: by, descending: by === "updated" });
      else if (view.descending === (by === "updated")) view.descending = !view.descending;
      else Object.assign(view, { sort: "", descending: false });
      change(true);
    });
    th.replaceChildren(button);
  }
  // A narrow screen begins with the names of the facets.
  if (matchMedia("(max-width: 44rem)").matches) for (const facet of form.querySelectorAll("[data-facet][open]")) facet.open = false;
  const fieldset = form.querySelector("[data-columns]");
  for (const name of columnNames) {
    const line = document.createElement("label");
    const input = document.createElement("input");
    input.type = "checkbox";
    input.value = name;
    line.append(input, ` ${columnTitles[name] ?? extras[name].title}`);
    fieldset.append(line);
  }
  show();
}
