// Finds the words of a query in texts as they are written.
import { fold, classOf, isPaired } from "./analyse.js";

// spans returns where terms stand in a text: [start, end] in order, without
// overlaps. Of words the whole word counts.
export function spans(text, terms) {
  let folded = "", i = 0;
  const at = []; // of each folded unit its place in text
  for (const c of text) {
    for (const d of c.normalize("NFKC")) {
      const f = fold(d);
      if (classOf(f) === "ignored") continue;
      for (let n = f.length; n; n--) at.push(i);
      folded += f;
    }
    i += c.length;
  }
  at.push(i);
  const found = [];
  for (const term of terms) {
    const word = !isPaired(term);
    for (let j = folded.indexOf(term); j >= 0; j = folded.indexOf(term, j + 1)) {
      let end = j + term.length;
      if (word) {
        if (j && classOf(folded[j - 1]) === "letter") continue;
        while (end < folded.length && classOf(folded[end]) === "letter") end++;
      }
      found.push([at[j], at[end]]);
    }
  }
  found.sort((a, b) => a[0] - b[0]);
  const out = [];
  for (const s of found) {
    const last = out.at(-1);
    if (last && s[0] <= last[1]) last[1] = Math.max(last[1], s[1]);
    else out.push(s);
  }
  return out;
}

// missing returns the terms that a text does not have.
export const missing = (text, terms) => terms.filter((t) => !spans(text, [t]).length);

// marked returns a text as nodes, with what terms name in <mark>.
export function marked(text, terms) {
  const out = [];
  let from = 0;
  for (const [start, end] of spans(text, terms)) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    out.push(text.slice(from, start), mark);
    from = end;
  }
  return [...out, text.slice(from)];
}

// around returns the part of a text that stands about the first of the terms.
export function around(text, terms) {
  const most = 180;
  const first = spans(text, terms)[0];
  if (!first || text.length <= most) return text;
  let start = Math.max(0, Math.min(first[0] - 60, text.length - most));
  let end = Math.min(text.length, start + most);
  const space = text.indexOf(" ", start);
  if (start && space >= 0 && space < first[0]) start = space + 1;
  const back = text.lastIndexOf(" ", end);
  if (end < text.length && back > first[1]) end = back;
  return (start ? "…" : "") + text.slice(start, end) + (end < text.length ? "…" : "");
}
