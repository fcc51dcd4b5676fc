// Reads the index that generator/internal/search writes; its package comment
// describes the files, encode.go their bytes.
import { terms, isPaired } from "./analyse.js";
import { decodeTerms, eachPosting } from "./decode.js";
import { candidates } from "./typos.js";

// What one query may read of terms, in bytes before compression. What does not
// fit is left out, beginning with the shortest words.
const budget = 88 << 10;

export class Stale extends Error {}

export class Index {
  // base is the URL of the index's folder. fetched counts bytes, for tests.
  constructor(base) {
    this.base = base;
    this.fetched = 0;
  }

  // open reads the manifest, again if it has been read: the site may have been
  // published since.
  async open() {
    const r = await fetch(this.base + "manifest.json", { cache: "no-cache" });
    if (!r.ok) throw new Error(r.status);
    const text = await r.text();
    this.fetched += text.length;
    const m = JSON.parse(text);
    if (this.manifest?.version === m.version) return;
    for (const name of ["terms", "every", "starts", "ends"]) m[name] = m[name] ? m[name].split("\n") : [];
    m.every = new Set(m.every);
    let from = 0;
    for (const k of m.kinds) {
      k.from = from;
      from += k.count;
    }
    this.manifest = m;
    this.files = new Map();
  }

  // file reads a file and keeps what decode makes of it.
  file(folder, i, decode) {
    const path = `${folder}/${i}.bin`;
    const { files } = this;
    if (!files.has(path)) {
      const file = this.#bytes(path).then(decode);
      file.catch(() => files.delete(path));
      files.set(path, file);
    }
    return files.get(path);
  }

  async #bytes(path) {
    const { version } = this.manifest;
    const r = await fetch(`${this.base}${path}?${version}`);
    if (!r.ok) throw new Stale();
    const b = await r.arrayBuffer();
    this.fetched += b.byteLength;
    if (new DataView(b).getUint32(0) !== version) throw new Stale();
    const plain = new Response(b.slice(4)).body.pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  }

  // around returns the numbers of the files that may hold what lies between
  // two terms; a term alone is in one.
  around(firsts, from, to = from) {
    const place = (t) => Math.max(0, firsts.findLastIndex((f) => f <= t));
    const out = [];
    for (let i = place(from), end = place(to); i <= end && i < firsts.length; i++) out.push(i);
    return out;
  }

  // lookup returns the terms of a plan with the weights of their records.
  async #lookup(plan) {
    return this.#weigh(await this.#postings(plan));
  }

  // postings returns the postings of the terms of a plan, each with a factor.
  async #postings({ term, ways, files }) {
    const read = await Promise.all(files.map((i) => this.file("terms", i, decodeTerms)));
    const found = [];
    for (const file of read) {
      for (const [exact, factor] of ways.exact) if (file.has(exact)) found.push([file.get(exact), factor]);
      if (!ways.beginning) continue;
      for (const [t, postings] of file) {
        if (t.length > term.length && t.startsWith(term) && !t.endsWith("*")) found.push([postings, 0.4 + (0.6 * term.length) / t.length]);
      }
    }
    return found;
  }

  // weigh gives each record the best of its weights.
  #weigh(found) {
    const weights = new Float32Array(this.manifest.records);
    let count = 0;
    for (const [postings, factor] of found) {
      eachPosting(postings, (doc, level) => {
        const w = this.manifest.weights[level] * factor;
        if (!weights[doc]) count++;
        if (w > weights[doc]) weights[doc] = w;
      });
    }
    return { weights, count };
  }

  // plan says where a term is looked up, alone or as a beginning. Of a word with
  // an s at its end asOne looks up the one without, too.
  #plan(term, asBeginning, asOne = true) {
    const { manifest: m } = this;
    const exact = [[term, 1]];
    let files = this.around(m.terms, term);
    let beginning = false;
    if (asOne && !isPaired(term) && /[^s]s$/.test(term) && term.length > 4) {
      const one = term.slice(0, -1);
      exact.push([one, 0.9]);
      files.push(...this.around(m.terms, one));
    }
    if (asBeginning && m.every.has(term)) {
      exact.push([term + "*", 0.7]);
      files.push(...this.around(m.terms, term + "*"));
    } else if (asBeginning) {
      beginning = true;
      files.push(...this.around(m.terms, term, term + "\uffff"));
    }
    files = [...new Set(files)];
    return { term, ways: { exact, beginning }, files };
  }

  // plans says where the terms of a query are looked up, within the budget.
  #plans(words) {
    const read = new Set();
    let left = budget;
    const out = [];
    for (const [term, i] of words.map((w, i) => [w, i]).sort((a, b) => b[0].length - a[0].length || a[1] - b[1])) {
      const last = i === words.length - 1;
      const one = [...term].length === 1;
      const asBeginning = isPaired(term) ? one : term.length > 2 || (last && !one);
      for (const way of asBeginning ? [true, false] : [false]) {
        const plan = this.#plan(term, way);
        const fresh = plan.files.filter((f) => !read.has(f));
        const cost = fresh.reduce((sum, f) => sum + this.manifest.sizes[f], 0);
        if (cost > left) continue;
        left -= cost;
        fresh.forEach((f) => read.add(f));
        out.push({ ...plan, last });
        break;
      }
    }
    return out;
  }

  // query returns the records that have the words of a text and pass the
  // filters, best first within each kind:
  //
  //	{total, groups: [{kind, count, best, docs}], marks, corrected: [[typed, meant]]}
  //
  // filters are codes by name: kind, topic, actor, year, state. limit is how
  // many records of each kind are given.
  async query(text, filters, limit) {
    const { manifest: m } = this;
    const words = [...new Set(terms(text, true))];
    const plans = this.#plans(words);
    const whole = text.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
    const itself = words.length ? this.#exactly("=" + whole) : null;
    const facets = ["topic", "actor", "year", "state"].filter((f) => filters[f]).map((f) => this.#exactly(`#${f}/${filters[f]}`));
    const marks = new Set(words.filter((w) => w.length > 1 || isPaired(w) || words.length === 1));
    const corrected = [];
    const matches = await Promise.all(
      plans.map(async (plan) => {
        const match = await this.#lookup(plan);
        if (match.count || isPaired(plan.term) || plan.term.length < 4 || /\d/.test(plan.term)) return match;
        const meant = await candidates(this, plan.term, plan.last);
        if (!meant.length) return match;
        corrected.push([plan.term, meant[0]]);
        meant.forEach((w) => marks.add(w));
        const files = [...new Set(meant.flatMap((w) => this.around(m.terms, w)))];
        return this.#lookup({ files, ways: { exact: meant.map((w, i) => [w, i ? 0.5 : 0.6]) } });
      }),
    );

    const scores = new Float32Array(m.records);
    const covered = new Float32Array(m.records); // how much of the query each has
    let all = 0;
    matches.forEach(({ weights, count }, i) => {
      // Of, at and to are wanted least, however rare they are.
      const small = !isPaired(plans[i].term) && plans[i].term.length < 3 && words.length > 1 ? 0.25 : 1;
      const idf = small * Math.log(1 + (m.records - count + 0.5) / (count + 0.5));
      if (count) all += idf;
      weights.forEach((w, doc) => {
        if (!w) return;
        scores[doc] += w * idf;
        covered[doc] += idf;
      });
    });
    (await itself)?.weights.forEach((w, doc) => {
      if (w) (scores[doc] += 1000 * w), (covered[doc] = Infinity);
    });
    // All words are wanted but those that most records have; of pairs most,
    // since particles and endings are typed that the text has not. Where no
    // record has them, those that have the most will do.
    const enough = all * (words.some((w) => isPaired(w)) ? 0.6 : 0.8);
    const need = Math.min(enough, covered.reduce((a, b) => Math.max(a, b), 0));
    const passes = await Promise.all(facets);
    const groups = [];
    let total = 0;
    for (const kind of m.kinds) {
      if (filters.kind && filters.kind !== kind.kind) continue;
      const group = { kind, count: 0, best: 0, docs: [] };
      const { docs } = group;
      for (let doc = kind.from; doc < kind.from + kind.count; doc++) {
        if (words.length ? !covered[doc] || covered[doc] < need - 1e-4 : !facets.length && !filters.kind) continue;
        if (passes.some((p) => !p.weights[doc])) continue;
        group.count++;
        if (covered[doc] < all) scores[doc] *= (covered[doc] / all) ** 2;
        if (docs.length === limit && scores[doc] <= scores[docs[limit - 1]]) continue;
        let at = docs.length;
        while (at > 0 && scores[docs[at - 1]] < scores[doc]) at--;
        docs.splice(at, 0, doc);
        if (docs.length > limit) docs.pop();
      }
      if (!group.count) continue;
      group.best = scores[docs[0]];
      total += group.count;
      groups.push(group);
    }
    groups.sort((a, b) => b.best - a.best);
    return { total, groups, marks: [...marks], corrected };
  }

  // matching returns which records of a kind have all words of a text, or are
  // the one of that name: a 1 for each that has, in their order. Words are
  // found by their beginnings; a single letter that might begin one is none.
  async matching(text, kind) {
    const { from, count } = this.manifest.kinds.find((k) => k.kind === kind) ?? { from: 0, count: 0 };
    const those = async (plan) => {
      const bits = new Uint8Array(count);
      for (const [postings] of await this.#postings(plan)) {
        eachPosting(postings, (doc) => {
          if (doc >= from && doc < from + count) bits[doc - from] = 1;
        });
      }
      return bits;
    };
    const whole = text.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
    const itself = those({ ways: { exact: [["=" + whole, 1]] }, files: this.around(this.manifest.terms, "=" + whole) });
    const words = [...new Set(terms(text, true))].filter((w, i, all) => i < all.length - 1 || !/^\p{L}$/u.test(w) || isPaired(w));
    const found = await Promise.all(words.map((w) => {
      const one = [...w].length === 1;
      return those(this.#plan(w, isPaired(w) ? one : !one, false));
    }));
    const out = new Uint8Array(count).fill(1);
    for (const bits of found) for (let i = 0; i < count; i++) out[i] &= bits[i];
    const name = await itself;
    for (let i = 0; i < count; i++) out[i] |= name[i];
    return out;
  }

  #exactly(term) {
    return this.#lookup({ term, ways: { exact: [[term, 1]] }, files: this.around(this.manifest.terms, term) });
  }

  // record returns what a result shows.
  async record(kind, doc) {
    const per = this.manifest.per_file;
    const file = await this.file("records", Math.floor(doc / per), (b) => JSON.parse(new TextDecoder().decode(b)));
    const [id, title, text = "", state = "", date = "", lang = "", ...others] = file[doc % per];
    return { path: kind.url + id + "/", title, text, state, date, lang, others };
  }
}
