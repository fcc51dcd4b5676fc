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
  const caption = table.caption.firstChild; // a text that stays, where the development server finds it
  const heads = table.tHead.rows[0];
  const more = root.querySelector("[data-more]");
  const status = root.querySelector("[data-count]");

  let own = asCame();
  let view = read();
  let store = null;
  let opening = null;
  let make = null;
  let mask = null; // of the rows that have the words
  let result = null; // rows that fit, in order
  let made = false; // whether the table has rows that were made here
  let limit = shown;
  let turn = 0; // of what was asked for last: what comes back late is dropped

  const open = () => (opening ??= begin());
  function begin() {
    const coming = openStore(root.dataset.tracker, root.dataset.search).then((opened) => {
      if (opening !== coming) return open(); // the site has changed in between
      store = opened;
      form.known(store);
      make = rowMaker(root, store);
      return store;
    });
    return coming;
  }
  const form = openForm(root, { view: () => view, open, change, look });

  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };
  const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

  // asCame is the table as the page came with it.
  function asCame() {
    const nodes = [...body.childNodes];
    const rows = body.children.length;
    const all = Number(/(\d+)\D*$/.exec(caption.data)?.[1] ?? rows);
    return { nodes, rows, all, caption: caption.data, heads: [...heads.querySelectorAll("th:not(.c-extra)")], pager: document.querySelector("nav.pager") };
  }

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
    fill(rows.length ? rows.map((row) => make(row, view.columns)) : [nothing()]);
    const left = result.length - rows.length;
    more.hidden = left === 0;
    more.firstElementChild.textContent = `Show ${Math.min(left, shown)} more`;
    if (own.pager) own.pager.hidden = true;
    const what = left ? `${count(result.length, "recommendation")} of ${store.count.toLocaleString("en")} fit, ${rows.length} of them shown` : `${rows.length.toLocaleString("en")} of ${count(store.count, "recommendation")} shown`;
    say(what);
    caption.data = `${what}, as of ${store.index.as_of}`;
  }

  // fill puts rows into the table, if they are not there. A link that has the
  // focus keeps it.
  function fill(rows) {
    made = true;
    if (rows.length === body.children.length && rows.every((row, i) => row.isEqualNode(body.children[i]))) return;
    const held = body.contains(document.activeElement) && document.activeElement.href;
    body.replaceChildren(...rows);
    if (held) [...body.querySelectorAll("a")].find((a) => a.href === held)?.focus({ preventScroll: true });
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
    putBack();
    more.hidden = true;
    if (own.pager) own.pager.hidden = false;
    say(own.rows < own.all ? `${own.rows} of ${count(own.all, "recommendation")} shown on this page` : `${own.all} of ${count(own.all, "recommendation")} shown`);
  }

  function putBack() {
    if (made) body.replaceChildren(...own.nodes);
    made = false;
    caption.data = own.caption;
  }

  // headings are those of the columns that were chosen, and say what sorts.
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
  // The development server changes pages in place, as they came. So the table is
  // put back before, and what was made here stands again at once, until the
  // recommendations have been fetched anew.
  let stood = null;
  document.addEventListener("beforecontentchange", () => {
    stood = made ? { rows: [...body.children], caption: caption.data, focused: document.activeElement } : null;
    putBack();
  });
  document.addEventListener("contentchange", () => {
    const parts = [form.form, table, body, caption, heads, more, status];
    if (!parts.every((part) => root.isConnected && root.contains(part))) return location.reload();
    own = asCame();
    sortable();
    if (!stood) return void show();
    fill(stood.rows);
    if (body.contains(stood.focused)) stood.focused.focus({ preventScroll: true });
    caption.data = stood.caption;
  });
  document.addEventListener("sitechange", () => {
    if (!opening) return;
    opening = null;
    show();
  });

  // sortable makes headings buttons that sort.
  function sortable() {
    for (const th of own.heads) {
      if (!sortKeys.includes(th.dataset.sort) || th.querySelector("button")) continue;
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
  }
  sortable();
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
