// All recommendations in columns of numbers, from data/tracker/. What the
// numbers mean is told in generator/internal/export/tracker.go, which writes
// them.

// Facets of a recommendation, and of one of its addressees: those are asked for
// together, so that addressee Japan and response accepted means that Japan
// accepted.
export const rowFacets = ["badge", "topic", "brief", "horizon", "kind", "priority", "year", "record", "overdue", "stale"];
export const toFacets = ["actor", "response", "claimed", "assessed", "schedule", "gap"];

const fields = 8; // numbers of an addressee in to_sets
const place = { actor: 0, role: 1, response: 2, claimed: 3, assessed: 4, schedule: 5, badge: 6, gap: 7 };

// fold is a text for comparing: without case, accents and width of letters.
export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase();

export async function openStore(address) {
  const folder = address.slice(0, address.lastIndexOf("/") + 1);
  const site = folder.slice(0, -"data/tracker/".length);
  const get = async (name) => {
    const answer = await fetch(folder + name, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  };
  const index = await get("index.json");
  const parts = await Promise.all(index.columns.map(get));
  return new Store(site, index, parts, get);
}

class Store {
  constructor(site, index, parts, get) {
    this.site = site;
    this.index = index;
    this.count = index.count;
    this.get = get;
    this.titles = new Array(this.count);
    this.ids = new Array(this.count);
    this.briefTitles = new Map();
    this.waiting = index.titles.map(() => null);
    this.join(parts);
    this.values();
  }

  // join puts the parts' columns behind each other, and their lists too.
  join(parts) {
    const one = () => new Int32Array(this.count);
    const names = ["badge", "record", "horizon", "kind", "priority", "year", "due", "updated", "gap", "flags"];
    for (const name of names) this[name] = one();
    this.brief = one();
    this.topics = one();
    this.to = one();
    this.briefs = [""];
    this.topicSets = [];
    this.toSets = [];
    this.dates = [];
    const briefAt = new Map([["", 0]]);
    let from = 0;
    for (const part of parts) {
      const dates = this.dates.length;
      const topics = this.topicSets.length;
      const to = this.toSets.length;
      const briefs = part.briefs.map((id) => {
        if (!briefAt.has(id)) {
          briefAt.set(id, this.briefs.length);
          this.briefs.push(id);
        }
        return briefAt.get(id);
      });
      for (let i = 0; i < part.count; i++) {
        const row = from + i;
        for (const name of names) this[name][row] = part[name][i];
        this.due[row] += dates;
        this.updated[row] += dates;
        this.brief[row] = briefs[part.brief[i]];
        this.topics[row] = topics + part.topics[i];
        this.to[row] = to + part.to[i];
      }
      this.dates.push(...part.dates);
      this.topicSets.push(...part.topic_sets);
      this.toSets.push(...part.to_sets);
      from += part.count;
    }
    if (from !== this.count) throw new Error(`${from} rows of ${this.count}`);
  }

  // values lists the values of every facet and, by row or by addressee, the
  // places of those that apply.
  values() {
    const x = this.index;
    const codes = (words) => words.map(([code]) => code);
    const years = [...new Set(this.year)].sort((a, b) => a - b);
    const yearAt = new Map(years.map((year, i) => [year, i]));
    const flag = (bit) => Int32Array.from(this.flags, (flags) => (flags & bit ? 1 : 0));
    this.facets = {
      badge: { codes: codes(x.badges), labels: x.badges.map(([, label]) => label), of: this.badge },
      topic: { codes: codes(x.topics), labels: x.topics.map(([, label]) => label), sets: this.topicSets, of: this.topics },
      brief: { codes: this.briefs, of: this.brief },
      horizon: { codes: ["", ...codes(x.horizons)], labels: ["", ...x.horizons.map(([, label]) => label)], of: this.horizon },
      kind: { codes: x.kinds, of: this.kind },
      priority: { codes: x.priorities, of: this.priority },
      year: { codes: years.map((year) => (year ? String(year) : "")), of: this.year.map((year) => yearAt.get(year)) },
      record: { codes: codes(x.axes.record), labels: x.axes.record.map(([, label]) => label), of: this.record },
      overdue: { codes: ["", "yes"], of: flag(2) },
      stale: { codes: ["", "yes"], of: flag(1) },
      actor: { codes: codes(x.actors), labels: x.actors.map(([, label]) => label) },
      gap: { codes: codes(x.gaps), labels: x.gaps.map(([, label]) => label) },
    };
    for (const axis of ["response", "claimed", "assessed", "schedule"]) {
      this.facets[axis] = { codes: codes(x.axes[axis]), labels: x.axes[axis].map(([, label]) => label) };
    }
    for (const name of [...rowFacets, ...toFacets]) {
      const facet = this.facets[name];
      facet.at = new Map(facet.codes.map((code, i) => [code, i]));
    }
  }

  // addressees calls f for each addressee in a set: with its number in the set
  // and a function that tells its values.
  addressees(set, f) {
    for (let i = 0; i < set.length; i += fields) f((name) => set[i + place[name]]);
  }

  // load fetches the titles of some rows; of all when none are named.
  load(rows) {
    const per = this.index.per_titles;
    const wanted = rows ? [...new Set(Array.from(rows, (row) => Math.floor(row / per)))] : this.waiting.map((_, i) => i);
    return Promise.all(
      wanted.map((i) => (this.waiting[i] ??= this.get(this.index.titles[i]).then((part) => {
        part.ids.forEach((id, k) => {
          this.ids[i * per + k] = id;
          this.titles[i * per + k] = part.titles[k];
        });
        for (const [id, title] of Object.entries(part.briefs)) this.briefTitles.set(id, title);
      }))),
    );
  }

  // has tells whether the titles of some rows are there, or of all.
  has(rows) {
    return rows ? rows.every((row) => this.ids[row] !== undefined) : this.waiting.length === 0 || !this.ids.includes(undefined);
  }

  // text is what words are looked for in. All titles must be there.
  text() {
    if (this.texts) return this.texts;
    const x = this.index;
    const to = this.toSets.map((set) => {
      let names = "";
      this.addressees(set, (of) => (names += ` ${x.actors[of("actor")][1]}`));
      return fold(names);
    });
    const topics = this.topicSets.map((set) => fold(set.map((i) => x.topics[i][1]).join(" ")));
    const kinds = x.kinds.map(fold);
    const briefs = this.briefs.map((id) => fold(this.briefTitles.get(id) ?? ""));
    this.texts = this.titles.map(
      (title, row) =>
        `${fold(title)}\n${this.ids[row].toLowerCase()}\n${to[this.to[row]]}\n${topics[this.topics[row]]}\n${kinds[this.kind[row]]}\n${briefs[this.brief[row]]}`,
    );
    return this.texts;
  }

  address(kind, id) {
    return `${this.site}${kind}/${id}/`;
  }
}
