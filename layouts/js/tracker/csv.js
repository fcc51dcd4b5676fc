// The rows that are left as a table for spreadsheets: RFC 4180, one row for
// each addressee's recommendation, since a state belongs to both.

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
  for (const row of rows) {
    const f = store.facets;
    const of = (name) => f[name].codes[f[name].of[row]];
    const own = [
      store.ids[row], store.titles[row], new URL(store.address("recommendations", store.ids[row]), location.href).href,
      of("brief"), of("kind"), of("horizon"), of("priority"), of("year"),
      store.topicSets[store.topics[row]].map((i) => x.topics[i][0]).join(";"),
      of("badge"), of("record"), of("stale") || "no", of("overdue") || "no",
      store.dates[store.due[row]][0], store.dates[store.updated[row]][0],
    ];
    const to = store.toSets[store.to[row]];
    if (!to.length) lines.push([...own, "", "", "", "", "", "", "", "", x.as_of]);
    store.addressees(to, (value) => {
      lines.push([
        ...own, x.actors[value("actor")][0], value("role") ? x.roles[value("role") - 1][0] : "",
        ...["response", "claimed", "assessed", "schedule", "badge", "gap"].map((name) => f[name].codes[value(name)]), x.as_of,
      ]);
    });
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
