// All recommendations, from data/tracker/. What its files hold is told in
// generator/internal/export/tracker.go and trackercolumns.go, which write them;
// none is fetched before it is needed.
import { Index, Stale } from "../search/index.js";

// Facets of a recommendation, and of one of its addressees: those are asked for
// together, so that addressee Japan and response accepted means that Japan
// accepted.
export const rowFacets = ["badge", "topic", "brief", "horizon", "kind", "priority", "year", "record", "overdue", "stale"];
export const toFacets = ["actor", "response", "claimed", "assessed", "schedule", "gap"];

// ofActors are the columns that have a number for each addressee: how many of
// them a row has, the column actor tells.
const ofActors = new Set([...toFacets, "role", "actor-state"]);

// fold is a text for comparing: without case, accents and width of letters.
export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase();

// numbers reads numbers of as many digits as there are strings.
function numbers(strings) {
  const out = new Int32Array(strings[0].length);
  for (const digits of strings) {
    for (let i = 0; i < out.length; i++) {
      const c = digits.charCodeAt(i);
      out[i] = out[i] * 91 + c - (c > 92 ? 36 : 35);
    }
  }
  return out;
}

export async function openStore(address, search) {
  const folder = address.slice(0, address.lastIndexOf("/") + 1);
  const get = async (name) => {
    const answer = await fetch(folder + name, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  };
  return new Store(folder.slice(0, -"data/tracker/".length), await get("index.json"), get, search);
}

class Store {
  constructor(site, index, get, search) {
    this.site = site;
    this.index = index;
    this.count = index.count;
    this.get = get;
    this.words = search && new Index(search);
    this.columns = {}; // by name: {of, from}, the numbers and where those of each row begin
    this.facets = {}; // by name: {codes, labels, at}
    for (const [name, words] of Object.entries(index.values)) {
      this.facet(name, words.map(([code]) => code), words.map(([, label]) => label));
    }
    this.coming = new Map(); // files that have been asked for, by name
  }

  facet(name, codes, labels) {
    this.facets[name] = { codes, labels, at: new Map(codes.map((code, i) => [code, i])) };
  }

  // once fetches a file and keeps what read makes of it.
  once(name, read) {
    if (!this.coming.has(name)) {
      const file = this.get(`${name}.json`).then(read);
      file.catch(() => this.coming.delete(name));
      this.coming.set(name, file);
    }
    return this.coming.get(name);
  }

  // need fetches columns.
  need(names) {
    const all = new Set(names);
    if (names.some((name) => ofActors.has(name))) all.add("actor");
    return Promise.all([...all].map((name) => this.once(name, (file) => this.column(name, file))));
  }

  has(names) {
    return names.every((name) => this.columns[name] && (!ofActors.has(name) || this.columns.actor));
  }

  column(name, file) {
    const column = { of: numbers(file.of), dates: file.dates };
    const rows = file.n ? numbers(file.n) : column.of;
    if (rows.length !== this.count && (file.n || !ofActors.has(name))) throw new Error(`${name}: ${rows.length} rows of ${this.count}`);
    if (file.n) {
      column.from = new Int32Array(this.count + 1);
      rows.forEach((n, row) => (column.from[row + 1] = column.from[row] + n));
    }
    if (file.ids) this.facet(name, file.ids, null);
    this.columns[name] = column;
  }

  // values are the numbers of a row in a column.
  values(name, row) {
    const column = this.columns[name];
    const from = ofActors.has(name) ? this.columns.actor.from : column.from;
    return from ? column.of.subarray(from[row], from[row + 1]) : column.of.subarray(row, row + 1);
  }

  // labelled fetches the labels of a facet's values.
  async labelled(name) {
    await this.need([name]);
    if (name === "brief") await this.once("briefs", (titles) => (this.facets.brief.labels = titles));
    return this.facets[name];
  }

  // matching tells of each row whether it has the words; null when there are
  // none to look for.
  async matching(words) {
    if (!words || !this.words) return null;
    for (let again = 0; ; again++) {
      try {
        if (again || !this.words.manifest) await this.words.open();
        return await this.words.matching(words, "recommendation");
      } catch (error) {
        // The site was published in between.
        if (again || !(error instanceof Stale)) throw error;
      }
    }
  }

  // titles fetches the titles of some rows, of all when none are named.
  titles(rows) {
    const per = this.index.per_titles;
    const all = Math.ceil(this.count / per);
    const wanted = rows ? new Set(Array.from(rows, (row) => Math.floor(row / per))) : Array.from({ length: all }, (_, i) => i);
    this.named ??= { ids: new Array(this.count), titles: new Array(this.count) };
    return Promise.all(Array.from(wanted, (i) => this.once(`titles/${i}`, (part) => {
      part.ids.forEach((id, k) => {
        this.named.ids[i * per + k] = id;
        this.named.titles[i * per + k] = part.titles[k];
      });
    })));
  }

  // rows fetches what the table shows of some rows, in their order.
  rows(wanted) {
    const per = this.index.per_rows;
    return Promise.all(wanted.map(async (row) => {
      const part = await this.once(`rows/${Math.floor(row / per)}`, (file) => file);
      return this.row(part, row % per);
    }));
  }

  // row is what the table shows of one.
  row(part, k) {
    const words = (name, i = part[name][k]) => this.facets[name].labels[i];
    const [brief, briefTitle] = part.briefs[part.brief[k] - 1] ?? [];
    return {
      id: part.ids[k],
      title: part.titles[k],
      brief,
      briefTitle,
      kind: words("kind"),
      horizon: words("horizon"),
      priority: words("priority"),
      year: words("year"),
      badge: this.facets.badge.codes[part.badge[k]],
      gap: part.gap[k] ? this.facets.gap.codes[part.gap[k]] : "",
      stale: part.stale[k] === 1,
      due: this.date(part.due[k]),
      updated: this.date(part.updated[k]),
      topics: part.topic[k].map((i) => words("topic", i)),
      to: part.actor[k].map((actor, i) => {
        const to = { id: this.facets.actor.codes[actor], label: words("actor", actor), role: words("role", part.role[k][i]), badge: part["actor-state"][k][i] };
        for (const axis of ["response", "claimed", "assessed", "schedule"]) to[axis] = words(axis, part[axis][k][i]);
        return to;
      }),
    };
  }

  // date reads a date of a row: {iso, words, last}, null for none.
  date(written) {
    if (written === 0) return null;
    if (Array.isArray(written)) {
      const [iso, words, last] = written;
      return { iso, words, last };
    }
    const day = new Date(written * 86_400_000);
    const iso = day.toISOString().slice(0, 10);
    return { iso, words: `${day.getUTCDate()} ${this.index.months[day.getUTCMonth()]} ${day.getUTCFullYear()}`, last: written };
  }

  address(kind, id) {
    return `${this.site}${kind}/${id}/`;
  }
}
