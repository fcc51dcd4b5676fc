// Which rows fit, and how many there would be for every value of some facets
// under the other filters. One pass over the rows does both.
import { rowFacets, toFacets } from "./store.js";

// filter takes mask, which tells of each row whether it has the words that are
// looked for or is null, chosen: facet → set of codes, and the names of the
// facets to count. It returns the rows that fit, in order, and counts: facet →
// numbers by place of value. The columns of all facets that are named must be
// there.
export function filter(store, mask, chosen, counted) {
  const plans = (names) => names.filter((name) => chosen.get(name)?.size || counted.includes(name)).map((name) => plan(store, name, chosen, counted.includes(name)));
  const facets = plans(rowFacets);
  const ofTo = plans(toFacets);
  const active = facets.filter((f) => f.wanted);
  const toActive = ofTo.filter((f) => f.wanted);
  const toCounted = ofTo.filter((f) => f.counts);
  const begins = ofTo.length ? store.columns.actor.from : null;
  const rows = [];

  const count = (f, value, row) => {
    if (f.stamp[value] !== row) {
      f.stamp[value] = row;
      f.counts[value]++;
    }
  };
  const countAll = (f, row) => {
    if (!f.counts) return;
    if (!f.from) return void f.counts[f.of[row]]++;
    for (let i = f.from[row]; i < f.from[row + 1]; i++) count(f, f.of[i], row);
  };
  const fits = (f, row) => {
    if (!f.from) return f.wanted[f.of[row]] === 1;
    for (let i = f.from[row]; i < f.from[row + 1]; i++) if (f.wanted[f.of[i]] === 1) return true;
    return false;
  };
  const toFits = (f, i) => f.wanted[f.of[i]] === 1 || (f.heirs?.[f.of[i]]?.some((heir) => f.wanted[heir] === 1) ?? false);
  const toCount = (f, i, row) => {
    if (!f.counts) return;
    count(f, f.of[i], row);
    f.heirs?.[f.of[i]]?.forEach((heir) => count(f, heir, row));
  };

  for (let row = 0; row < store.count; row++) {
    if (mask && !mask[row]) continue;
    let failed = null;
    let fails = 0;
    for (const f of active) {
      if (!fits(f, row)) {
        failed = f;
        if (++fails > 1) break;
      }
    }
    if (fails > 1) continue;
    let someone = toActive.length === 0;
    if (begins) {
      for (let i = begins[row]; i < begins[row + 1]; i++) {
        let missed = null;
        let misses = 0;
        for (const f of toActive) {
          if (!toFits(f, i)) {
            missed = f;
            if (++misses > 1) break;
          }
        }
        if (misses > 1) continue;
        if (misses === 0) someone = true;
        if (fails > 0) continue;
        if (misses) toCount(missed, i, row);
        else for (const f of toCounted) toCount(f, i, row);
      }
    }
    if (!someone) continue;
    if (fails === 0) {
      rows.push(row);
      for (const f of facets) countAll(f, row);
    } else {
      countAll(failed, row);
    }
  }
  const counts = {};
  for (const f of [...facets, ...toCounted]) if (f.counts) counts[f.name] = f.counts;
  return { rows, counts };
}

function plan(store, name, chosen, counted) {
  const facet = store.facets[name];
  const { of, from } = store.columns[name];
  const size = facet.codes.length;
  const f = { name, of, from, heirs: name === "actor" ? store.index.heirs : null, counts: null, stamp: null, wanted: null };
  if (counted) {
    f.counts = new Int32Array(size);
    f.stamp = new Int32Array(size).fill(-1);
  }
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

// sorters are what rows can be ordered by: the columns that each needs, and a
// number for a row, the least first, null for a row that has none and comes
// last.
const sorters = {
  title: { needs: [], key: (store) => ranks(store.named.titles) },
  badge: { needs: ["badge"], key: (store) => (row) => store.columns.badge.of[row] },
  actor: {
    needs: ["actor"],
    key: (store) => {
      const names = ranks(store.facets.actor.labels);
      return (row) => {
        const [first] = store.values("actor", row);
        return first === undefined ? null : names(first);
      };
    },
  },
  due: { needs: ["due"], key: (store) => dated(store.columns.due, 2) },
  updated: { needs: ["updated"], key: (store) => dated(store.columns.updated, 1) },
};

const dated = (column, day) => (row) => (column.of[row] ? column.dates[column.of[row]][day] : null);

export const sortKeys = Object.keys(sorters);

// sortNeeds are the columns that an order depends on; titles come on their own.
export const sortNeeds = (by) => sorters[by]?.needs ?? [];

// needsTitles tells whether an order depends on all titles.
export const needsTitles = (by) => by === "title";

function ranks(texts) {
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
  const key = (known[by] ??= sorters[by].key(store));
  const sign = descending ? -1 : 1;
  return rows.slice().sort((a, b) => {
    const x = key(a);
    const y = key(b);
    if (x === null || y === null) return (x === null) - (y === null) || a - b;
    return sign * (x - y) || a - b;
  });
}
