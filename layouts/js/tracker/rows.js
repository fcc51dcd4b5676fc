// Rows of the table, made from the pattern that the page's own layout gives, so
// that they look and read like those that stand in it.

// Columns beside those of the pattern: what each says of a row.
export const extras = {
  kind: { title: "Kind", text: (store, row) => upper(store.index.kinds[store.kind[row]]) },
  horizon: { title: "Horizon", text: (store, row) => store.facets.horizon.labels[store.horizon[row]] },
  priority: { title: "Priority", text: (store, row) => upper(store.index.priorities[store.priority[row]]) },
  year: { title: "Made in", text: (store, row) => String(store.year[row] || "") },
  topics: { title: "Topics", text: (store, row) => store.topicSets[store.topics[row]].map((i) => store.index.topics[i][1]).join(", ") },
  response: { title: "Response", text: axis("response") },
  claimed: { title: "Claimed", text: axis("claimed") },
  assessed: { title: "Assessed", text: axis("assessed") },
  schedule: { title: "Schedule", text: axis("schedule") },
};

export const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// axis says where addressees stand on an axis: once when all stand alike, else
// by addressee.
function axis(name) {
  return (store, row) => {
    const words = [];
    store.addressees(store.toSets[store.to[row]], (of) => {
      words.push([store.index.actors[of("actor")][1], store.facets[name].labels[of(name)]]);
    });
    if (words.every(([, word]) => word === words[0][1])) return words[0]?.[1] ?? "";
    return words.map(([actor, word]) => `${actor}: ${word.charAt(0).toLowerCase()}${word.slice(1)}`).join("; ");
  };
}

// split says how a divided recommendation stands: the best state of its
// addressees and how many have it.
export function split(store, row) {
  const badges = [];
  store.addressees(store.toSets[store.to[row]], (of) => badges.push(of("badge")));
  const best = Math.max(...badges);
  if (badges.every((badge) => badge === best)) return "";
  const label = store.facets.badge.labels[best];
  return `${badges.filter((badge) => badge === best).length} of ${badges.length} ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

export function rowMaker(root, store) {
  const pattern = root.querySelector("template[data-row]").content.querySelector("tr");
  const pieces = root.querySelector("template[data-pieces]").content;
  const piece = (selector) => pieces.querySelector(selector).firstElementChild.cloneNode(true);
  const date = (cell, [iso, words], late, none) => {
    if (!words) {
      const sr = document.createElement("span");
      sr.className = "sr";
      sr.textContent = none;
      cell.replaceChildren("–", sr);
      cell.classList.add("none");
      return;
    }
    const time = cell.querySelector("time");
    time.dateTime = iso;
    time.textContent = words;
    const wrapper = cell.querySelector(".late");
    if (wrapper && !late) wrapper.replaceWith(time);
  };

  return (row, columns) => {
    const tr = pattern.cloneNode(true);
    const title = tr.querySelector(".c-title a");
    title.href = store.address("recommendations", store.ids[row]);
    title.textContent = store.titles[row];
    const sub = tr.querySelector(".row-sub");
    const part = (selector, text, href) => {
      const element = sub.querySelector(selector);
      if (!text) return element.remove();
      element.textContent = text;
      if (href) element.href = href;
    };
    part(".row-kind", extras.kind.text(store, row));
    part(".row-horizon", extras.horizon.text(store, row));
    const brief = store.briefs[store.brief[row]];
    part(".row-brief", store.briefTitles.get(brief), store.address("briefs", brief));
    if (!sub.firstElementChild) sub.remove();

    const state = tr.querySelector(".c-state");
    state.querySelector(".badge").replaceWith(piece(`[data-badge="${store.facets.badge.codes[store.badge[row]]}"]`));
    const divided = split(store, row);
    const text = state.querySelector(".split-text");
    if (divided) text.textContent = divided;
    else text.remove();
    const gap = state.querySelector(".flag:not(.flag-stale)");
    if (store.gap[row]) gap.replaceWith(piece(`[data-gap="${store.facets.gap.codes[store.gap[row]]}"]`));
    else gap.remove();
    if (!(store.flags[row] & 1)) state.querySelector(".flag-stale").remove();

    const to = tr.querySelector(".c-to");
    const link = to.querySelector("a");
    const role = to.querySelector(".role");
    const all = [];
    store.addressees(store.toSets[store.to[row]], (of) => {
      const [id, label] = store.index.actors[of("actor")];
      if (all.length) all.push(", ");
      const a = link.cloneNode(true);
      a.href = store.address("actors", id);
      a.textContent = label;
      all.push(a);
      if (of("role")) {
        const span = role.cloneNode(true);
        span.textContent = `(${store.index.roles[of("role") - 1][1]})`;
        all.push(" ", span);
      }
    });
    to.replaceChildren(...all);

    const due = store.dates[store.due[row]];
    date(tr.querySelector(".c-due"), due, due[1] && due[3] < store.index.as_of_day, "no date");
    date(tr.querySelector(".c-updated"), store.dates[store.updated[row]], false, "none");
    for (const name of columns) {
      if (!extras[name]) continue;
      const td = document.createElement("td");
      td.className = "c-extra";
      td.dataset.label = extras[name].title;
      td.textContent = extras[name].text(store, row);
      tr.append(td);
    }
    return tr;
  };
}
