// The rows that are left as a table for spreadsheets: RFC 4180, one row for
// each addressee's recommendation, since a state belongs to both.

// csvNeeds are the columns that a table holds; it needs the titles of its rows
// as well.
export const csvNeeds = [
  "brief", "kind", "horizon", "priority", "year", "topic", "badge", "record", "stale", "overdue", "due", "updated",
  "actor", "role", "response", "claimed", "assessed", "schedule", "actor-state", "gap",
];

// cell quotes a value. One that a spreadsheet would run as a formula gets an
// apostrophe in front.
export function cell(value) {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return text !== value || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(store, rows) {
  const x = store.index;
  const lines = [[
    "id", "title", "url", "brief", "kind", "horizon", "priority", "year", "topics", "state", "record", "stale", "overdue",
    "next_due", "last_entry", "actor", "role", "response", "claimed", "assessed", "schedule", "actor_state", "gap", "as_of",
  ]];
  const { ids, titles } = store.named;
  for (const row of rows) {
    const codes = (name, of = name) => Array.from(store.values(name, row), (i) => store.facets[of].codes[i]);
    const of = (name) => codes(name)[0];
    const date = (name) => store.columns[name].dates[store.values(name, row)[0]][0];
    const own = [
      ids[row], titles[row], new URL(store.address("recommendations", ids[row]), location.href).href,
      of("brief"), of("kind"), of("horizon"), of("priority"), of("year"), codes("topic").join(";"),
      of("badge"), of("record"), of("stale") || "no", of("overdue") || "no", date("due"), date("updated"),
    ];
    const actors = codes("actor");
    if (!actors.length) lines.push([...own, "", "", "", "", "", "", "", "", x.as_of]);
    const each = ["role", "response", "claimed", "assessed", "schedule"].map((name) => codes(name));
    each.push(codes("actor-state", "badge"), codes("gap"));
    actors.forEach((actor, i) => lines.push([...own, actor, ...each.map((list) => list[i]), x.as_of]));
  }
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

// save offers a text as a file.
export function save(name, text) {
  const a = document.createElement("a");
  // The mark at the beginning has spreadsheets read it as UTF-8.
  a.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000);
}

export const fileName = (asOf, n) => `recommendations-${asOf.replace(/[^0-9-]/g, "")}-${n}-rows.csv`;
