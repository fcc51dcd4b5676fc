// What was chosen, in the address: ?q=words&badge=overdue&actor=japan&sort=due,
// so that a view can be kept, sent and gone back to.
import { rowFacets, toFacets } from "./store.js";
import { sortKeys } from "./filter.js";
import { extras } from "./rows.js";

const standard = ["state", "to", "due", "updated"];
export const columnNames = [...standard, ...Object.keys(extras)];
const kept = "readout-tracker-columns";

// known gives the columns among some names, in their order; nothing when there
// is none among them.
const known = (text) => {
  if (text === null) return null;
  const names = text.split(",");
  return columnNames.filter((name) => names.includes(name));
};

export function read() {
  const query = new URLSearchParams(location.search);
  const chosen = new Map();
  for (const name of [...rowFacets, ...toFacets]) {
    const codes = query.getAll(name).filter(Boolean);
    if (codes.length) chosen.set(name, new Set(codes));
  }
  const by = query.get("sort") ?? "";
  let columns = known(query.get("columns"));
  try {
    columns ??= known(localStorage.getItem(kept));
  } catch {
    // What a reader does not let us keep, the address still can.
  }
  return {
    words: query.get("q") ?? "",
    chosen,
    sort: sortKeys.includes(by) ? by : "",
    descending: query.get("order") === "descending",
    columns: columns ?? standard,
  };
}

export const plain = (view) => !view.words.trim() && !view.chosen.size && !view.sort && !view.columns.some((name) => extras[name]);

export function write(view, step) {
  const query = new URLSearchParams();
  if (view.words.trim()) query.set("q", view.words);
  for (const [name, codes] of view.chosen) for (const code of codes) query.append(name, code);
  if (view.sort) query.set("sort", view.sort);
  if (view.sort && view.descending) query.set("order", "descending");
  const other = view.columns.join() !== standard.join();
  if (other) query.set("columns", view.columns.join());
  const text = query.toString().replaceAll("%2C", ",");
  const address = location.pathname + (text ? `?${text}` : "") + location.hash;
  if (address === location.pathname + location.search + location.hash) return;
  history[step ? "pushState" : "replaceState"](null, "", address);
}

export function keepColumns(columns) {
  try {
    if (columns.join() === standard.join()) localStorage.removeItem(kept);
    else localStorage.setItem(kept, columns.join());
  } catch {
    // As above.
  }
}
