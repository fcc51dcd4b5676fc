// Rows of the table, made from the pattern that the page's own layout gives, so
// that they look and read like those that stand in it.

// Columns beside those of the pattern: what each says of a row.
export const extras = {
  kind: { title: "Kind", text: (row) => row.kind },
  horizon: { title: "Horizon", text: (row) => row.horizon },
  priority: { title: "Priority", text: (row) => row.priority },
  year: { title: "Made in", text: (row) => row.year },
  topics: { title: "Topics", text: (row) => row.topics.join(", ") },
  response: { title: "Response", text: axis("response") },
  claimed: { title: "Claimed", text: axis("claimed") },
  assessed: { title: "Assessed", text: axis("assessed") },
  schedule: { title: "Schedule", text: axis("schedule") },
};

// axis says where addressees stand on an axis: once when all stand alike, else
// by addressee.
function axis(name) {
  return ({ to }) => {
    if (to.every((one) => one[name] === to[0][name])) return to[0]?.[name] ?? "";
    return to.map((one) => `${one.label}: ${one[name].charAt(0).toLowerCase()}${one[name].slice(1)}`).join("; ");
  };
}

// split says how a divided recommendation stands: the best state of its
// addressees and how many have it.
export function split(store, { to }) {
  const best = Math.max(...to.map((one) => one.badge));
  const n = to.filter((one) => one.badge === best).length;
  if (n === to.length) return "";
  const label = store.facets.badge.labels[best];
  return `${n} of ${to.length} ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

export function rowMaker(root, store) {
  const pattern = root.querySelector("template[data-row]").content.querySelector("tr");
  const pieces = root.querySelector("template[data-pieces]").content;
  const piece = (selector) => pieces.querySelector(selector).firstElementChild.cloneNode(true);
  const date = (cell, on, late, none) => {
    if (!on) {
      const sr = document.createElement("span");
      sr.className = "sr";
      sr.textContent = none;
      cell.replaceChildren("–", sr);
      cell.classList.add("none");
      return;
    }
    const time = cell.querySelector("time");
    time.dateTime = on.iso;
    time.textContent = on.words;
    const wrapper = cell.querySelector(".late");
    if (wrapper && !late) wrapper.replaceWith(time);
  };

  return (row, columns) => {
    const tr = pattern.cloneNode(true);
    const title = tr.querySelector(".c-title a");
    title.href = store.address("recommendations", row.id);
    title.textContent = row.title;
    const sub = tr.querySelector(".row-sub");
    const part = (selector, text, href) => {
      const element = sub.querySelector(selector);
      if (!text) return element.remove();
      element.textContent = text;
      if (href) element.href = href;
    };
    part(".row-kind", row.kind);
    part(".row-horizon", row.horizon);
    part(".row-brief", row.briefTitle, store.address("briefs", row.brief));
    if (!sub.firstElementChild) sub.remove();

    const state = tr.querySelector(".c-state");
    state.querySelector(".badge").replaceWith(piece(`[data-badge="${row.badge}"]`));
    const divided = split(store, row);
    const text = state.querySelector(".split-text");
    if (divided) text.textContent = divided;
    else text.remove();
    const gap = state.querySelector(".flag:not(.flag-stale)");
    if (row.gap) gap.replaceWith(piece(`[data-gap="${row.gap}"]`));
    else gap.remove();
    if (!row.stale) state.querySelector(".flag-stale").remove();

    const to = tr.querySelector(".c-to");
    const link = to.querySelector("a");
    const role = to.querySelector(".role");
    const all = [];
    for (const one of row.to) {
      if (all.length) all.push(", ");
      const a = link.cloneNode(true);
      a.href = store.address("actors", one.id);
      a.textContent = one.label;
      all.push(a);
      if (one.role) {
        const span = role.cloneNode(true);
        span.textContent = `(${one.role})`;
        all.push(" ", span);
      }
    }
    to.replaceChildren(...all);

    date(tr.querySelector(".c-due"), row.due, row.due?.last < store.index.as_of_day, "no date");
    date(tr.querySelector(".c-updated"), row.updated, false, "none");
    for (const name of columns) {
      if (!extras[name]) continue;
      const td = document.createElement("td");
      td.className = "c-extra";
      td.dataset.label = extras[name].title;
      td.textContent = extras[name].text(row);
      tr.append(td);
    }
    return tr;
  };
}
