import { openStore } from "./store.js";
import { openForm } from "./form.js";
import { filter, sort, sortKeys, sortNeeds, needsTitles } from "./filter.js";
import { rowMaker, extras } from "./rows.js";
import { csv, csvNeeds, save, fileName } from "./csv.js";
import { read, write, plain, keepColumns, columnNames } from "./address.js";

const shown = 50; // rows at first, and more at each asking
const columnTitles = { state: "State", to: "Addressed to", due: "Due", updated: "Last entry" };

export function tracker(root) {
  const table = root.querySelector("table");
  const body = table.tBodies[0];
  const caption = table.caption;
  const heads = table.tHead.rows[0];
  const more = root.querySelector("[data-more]");
  const status = root.querySelector("[data-count]");
  const pager = document.querySelector("nav.pager");
  const own = { rows: [...body.children], caption: caption.textContent, heads: [...heads.children] };
  const all = Number(/(\d+)\D*$/.exec(own.caption)?.[1] ?? own.rows.length);

  let view = read();
  let store = null;
  let opening = null;
  let make = null;
  let mask = null; // of the rows that have the words
  let result = null; // rows that fit, in order
  let limit = shown;
  let turn = 0; // of what was asked for last: what comes back late is dropped

  const open = () =>
    (opening ??= openStore(root.dataset.tracker, root.dataset.search).then((opened) => {
      store = opened;
      form.known(store);
      make = rowMaker(root, store);
      return store;
    }));
  const form = openForm(root, { view: () => view, open, change, look });

  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };
  const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

  // show brings the page to what view says.
  async function show() {
    const mine = ++turn;
    form.show();
    if (plain(view) && !store) return restore();
    try {
      await open();
      const asked = [...view.chosen.keys(), ...sortNeeds(view.sort)];
      const inSight = form.inSight();
      const ready = store.has([...asked, ...inSight]);
      const [matching] = await Promise.all([
        store.matching(view.words.trim()), store.need(asked), needsTitles(view.sort) ? store.titles() : null,
      ]);
      if (mine !== turn) return;
      mask = matching;
      const found = filter(store, mask, view.chosen, ready ? inSight : []);
      result = sort(store, found.rows, view.sort, view.descending);
      if (ready) form.counts(found.counts);
      await render(mine);
      if (mine !== turn) return;
      form.show(); // which now has the words for all that is chosen
      if (!ready) await look();
    } catch (error) {
      opening = null;
      store = null;
      say(`The recommendations could not be fetched, so that the list stands as it is (${error.message}).`);
    }
  }

  // look counts for the facets that are seen. What takes fetching comes after
  // the rows.
  async function look() {
    const inSight = form.inSight(!result); // before anything is chosen the page has the rest
    if (!store || !inSight.length) return;
    const mine = turn;
    await store.need([...view.chosen.keys(), ...inSight]);
    if (mine === turn) form.counts(filter(store, mask, view.chosen, inSight).counts);
  }

  // render puts the rows that fit into the table, the first ones of them.
  async function render(mine) {
    const coming = store.rows(result.slice(0, limit));
    if (result.length) say(`${count(result.length, "recommendation")} of ${store.count.toLocaleString("en")} ${result.length === 1 ? "fits" : "fit"}`);
    const rows = await coming;
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
    for (const input of root.querySelectorAll("[data-columns] input")) input.checked = view.columns.includes(input.value);
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

  function change(step) {
    limit = shown;
    write(view, step);
    show();
  }

  root.querySelector("[data-columns]").addEventListener("input", () => {
    const on = [...form.form.querySelectorAll("[data-columns] input:checked")].map((one) => one.value);
    view.columns = columnNames.filter((name) => on.includes(name));
    keepColumns(view.columns);
    change(true);
  });
  // What is likely to be wanted next is fetched on the way.
  form.form.addEventListener("focusin", () => open().catch(() => (opening = null)), { once: true });
  more.firstElementChild.addEventListener("click", async () => {
    const from = body.children.length;
    limit += shown;
    await render(turn);
    body.children[from]?.querySelector("a")?.focus();
  });
  root.querySelector("[data-download]").addEventListener("click", async () => {
    await open();
    result ??= filter(store, null, new Map(), []).rows;
    await Promise.all([store.need(csvNeeds), store.titles(result)]);
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
  if (matchMedia("(max-width: 44rem)").matches) for (const facet of root.querySelectorAll("[data-facet][open]")) facet.open = false;
  const fieldset = root.querySelector("[data-columns]");
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
