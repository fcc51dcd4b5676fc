// How text becomes terms: the same as generator/internal/search/analyse.go,
// where it is explained. A change here is a change there.
const longestWord = 32;
const paired = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]/u;
const letter = /[\p{L}\p{N}\p{M}]/u;
const ignored = /[\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\u{e0100}-\u{e01ef}\xad\u200b-\u200d\u2060\ufeff]/u;
const latin = /[\xc0-\u024f\u1e00-\u1eff]/;
const accents = /[\u0300-\u036f]/g;
const katakana = /[\u30a1-\u30f6\u30fd\u30fe]/;
const unfinished = /[\u1100-\u11ff]/;

// fold returns the folded form of a character of normalised text.
export function fold(c) {
  if (katakana.test(c)) return String.fromCharCode(c.charCodeAt(0) - 0x60);
  if (latin.test(c)) c = c.normalize("NFD").replace(accents, "");
  return c === "ς" ? "σ" : c.toLowerCase();
}

export function classOf(c) {
  if (c >= "a" && c <= "z") return "letter";
  if (ignored.test(c)) return "ignored";
  if (unfinished.test(c)) return "";
  return paired.test(c) ? "paired" : letter.test(c) ? "letter" : "";
}

// terms returns the terms of a text. Of a query, a run's last character is
// left out where a pair has it already.
export function terms(text, ofQuery) {
  const chars = [...text.normalize("NFKC")];
  const out = [];
  let word = "", length = 0, last = "", pairs = 0;
  const endWord = () => {
    if (length) out.push(word);
    word = "";
    length = 0;
  };
  const endRun = () => {
    if (last && !(ofQuery && pairs)) out.push(last);
    last = "";
    pairs = 0;
  };
  for (let i = 0; i < chars.length; i++) {
    const c = fold(chars[i]), k = classOf(c);
    if (k === "ignored") continue;
    if (k === "letter") {
      endRun();
      if (length++ < longestWord) word += c;
      continue;
    }
    // Korea's is Korea.
    if (length && (c === "'" || c === "’") && /^s$/i.test(chars[i + 1]) && classOf(fold(chars[i + 2] ?? "")) !== "letter") i++;
    endWord();
    if (!k) {
      endRun();
      continue;
    }
    if (last) {
      out.push(last + c);
      pairs++;
    }
    last = c;
  }
  endWord();
  endRun();
  return out;
}

// isPaired reports whether a term is of a text without spaces.
export const isPaired = (term) => paired.test(term);
