// Which rows fit, and how many there would be for every value of every facet
// under the other filters. One pass over the rows does both.
import { rowFacets, toFacets, fold } from "./store.js";

const fields = 8;
const toPlace = { actor: 0, response: 2, claimed: 3, assessed: 4, schedule: 5, gap: 7 };

// filter takes words and chosen: facet → set of codes. It returns the rows that
// fit, in order, and counts: facet → numbers by place of value. For words all
// titles must be loaded.
export function filter(store, words, chosen) {
  const facets = [];
  for (const name of rowFacets) facets.push(plan(store, name, chosen, null));
  const ofTo = [];
  for (const name of toFacets) ofTo.push(plan(store, name, chosen, toPlace[name]));
  const active = facets.filter((f) => f.wanted);
  const toActive = ofTo.filter((f) => f.wanted);
  const looked = fold(words).split(/\s+/).filter(Boolean);
  const texts = looked.length ? store.text() : null;
  const heirs = store.index.heirs ?? {};
  const rows = [];

  const count = (f, value, row) => {
    if (f.stamp[value] !== row) {
      f.stamp[value] = row;
      f.counts[value]++;
    }
  };
  const each = (f, row, act) => {
    if (!f.sets) return act(f.of[row]);
    for (const value of f.sets[f.of[row]]) act(value);
  };
  const fits = (f, row) => {
    if (!f.sets) return f.wanted[f.of[row]] === 1;
    return f.sets[f.of[row]].some((value) => f.wanted[value] === 1);
  };
  const toValues = (f, set, i) => {
    const value = set[i + f.place];
    return f.name === "actor" && heirs[value] ? [value, ...heirs[value]] : [value];
  };

  for (let row = 0; row < store.count; row++) {
    if (texts && !looked.every((word) => texts[row].includes(word))) continue;
    let failed = null;
    let fails = 0;
    for (const f of active) {
      if (!fits(f, row)) {
        failed = f;
        if (++fails > 1) break;
      }
    }
    if (fails > 1) continue;
    const set = store.toSets[store.to[row]];
    let someone = toActive.length === 0;
    for (let i = 0; i < set.length; i += fields) {
      let missed = null;
      let misses = 0;
      for (const f of toActive) {
        if (!toValues(f, set, i).some((value) => f.wanted[value] === 1)) {
          missed = f;
          if (++misses > 1) break;
        }
      }
      if (misses > 1) continue;
      if (misses === 0) someone = true;
      if (fails > 0) continue;
      for (const f of misses ? [missed] : ofTo) {
        for (const value of toValues(f, set, i)) count(f, value, row);
      }
    }
    if (!someone) continue;
    if (fails === 0) {
      rows.push(row);
      for (const f of facets) each(f, row, (value) => count(f, value, row));
    } else {
      each(failed, row, (value) => count(failed, value, row));
    }
  }
  const counts = {};
  for (const f of [...facets, ...ofTo]) counts[f.name] = f.counts;
  return { rows, counts };
}

function plan(store, name, chosen, place) {
  const facet = store.facets[name];
  const size = facet.codes.length;
  const f = { name, place, of: facet.of, sets: facet.sets, counts: new Int32Array(size), stamp: new Int32Array(size).fill(-1), wanted: null };
  const codes = chosen.get(name);
  if (codes?.size) {
    f.wanted = new Uint8Array(size);
    for (const code of codes) {
      const at = facet.at.get(code);
      if (at !== undefined) f.wanted[at] = 1;
    }
  }
  return f;
}

// sorters are what rows can be ordered by; each gives a number for a row, the
// least first, and null for a row that has none and comes last.
const sorters = {
  title: (store) => ranks(store, store.titles),
  badge: (store) => (row) => store.badge[row],
  actor: (store) => {
    const names = ranks(store, store.index.actors.map(([, label]) => label));
    return (row) => {
      const set = store.toSets[store.to[row]];
      return set.length ? names(set[0]) : null;
    };
  },
  due: (store) => (row) => (store.dates[store.due[row]][1] ? store.dates[store.due[row]][3] : null),
  updated: (store) => (row) => (store.dates[store.updated[row]][1] ? store.dates[store.updated[row]][2] : null),
};

export const sortKeys = Object.keys(sorters);

// needsTitles tells whether an order depends on all titles.
export const needsTitles = (sort) => sort === "title";

function ranks(store, texts) {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const order = Array.from(texts.keys()).sort((a, b) => collator.compare(texts[a], texts[b]) || a - b);
  const rank = new Int32Array(texts.length);
  order.forEach((i, n) => (rank[i] = n && !collator.compare(texts[order[n - 1]], texts[i]) ? rank[order[n - 1]] : n));
  return (i) => rank[i];
}

const keys = new WeakMap();

// sort orders rows; those that are equal stay in the order of the list.
export function sort(store, rows, by, descending) {
  if (!sorters[by]) return rows;
  const known = keys.get(store) ?? keys.set(store, {}).get(store);
  const key = (known[by] ??= sorters[by](store));
  const sign = descending ? -1 : 1;
  return rows.slice().sort((a, b) => {
    const x = key(a);
    const y = key(b);
    if (x === null || y === null) return (x === null) - (y === null) || a - b;
    return sign * (x - y) || a - b;
  });
}
