// Finds words that a mistyped one may have been meant for. One mistake leaves
// the beginning or the end of a word as it was, so the words that share one of
// them are all that need be looked at.
import { eachTerm } from "./decode.js";

const filesRead = 3;
const suggestions = 3;

export async function candidates(index, word, asBeginning) {
  const { starts, ends } = index.manifest;
  const kept = Math.max(1, Math.floor((word.length - 1) / 2));
  const reversed = backwards(word);
  const [ahead, behind] = await Promise.all([
    read(index, "starts", starts, word.slice(0, kept)),
    read(index, "ends", ends, reversed.slice(0, kept)),
  ]);
  const found = new Map();
  for (const [w, count] of ahead) {
    if (near(word, w)) found.set(w, count);
    else if (asBeginning && [-1, 0, 1].some((d) => near(word, w.slice(0, word.length + d)))) found.set(w, count / 1e6);
  }
  for (const [w, count] of behind) if (near(reversed, w)) found.set(backwards(w), count);
  return [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, suggestions).map(([w]) => w);
}

// read returns the words with a beginning, with the number of records of each.
async function read(index, folder, firsts, beginning) {
  const files = index.around(firsts, beginning, beginning + "\uffff").slice(0, filesRead);
  const lists = await Promise.all(files.map((i) => index.file(folder, i, decode)));
  return lists.flat().filter(([w]) => w.startsWith(beginning));
}

function decode(b) {
  const out = [];
  eachTerm(b, (word, next) => out.push([word, next()]));
  return out;
}

const backwards = (word) => [...word].reverse().join("");

// near reports whether one letter added, left out, replaced or swapped with
// its neighbour makes b of a.
export function near(a, b) {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const rest = (s, from) => s.slice(from);
  return (
    rest(a, i + 1) === rest(b, i + 1) ||
    rest(a, i + 1) === rest(b, i) ||
    rest(a, i) === rest(b, i + 1) ||
    (a[i] === b[i + 1] && a[i + 1] === b[i] && rest(a, i + 2) === rest(b, i + 2))
  );
}
