// Reads the files of the index; generator/internal/search/encode.go writes
// them.

// reading returns a function that reads the varints of bytes, one after
// another, with the place that it has reached.
function reading(b) {
  const r = () => {
    let v = 0, shift = 0, c;
    do {
      c = b[r.at++];
      v += (c & 127) * 2 ** shift;
      shift += 7;
    } while (c > 127);
    return v;
  };
  r.at = 0;
  return r;
}

// eachTerm reads a sorted list of terms; rest reads what follows each.
export function eachTerm(b, rest) {
  const next = reading(b);
  const text = new TextDecoder();
  const term = new Uint8Array(1024);
  while (next.at < b.length) {
    const shared = next(), more = next();
    term.set(b.subarray(next.at, next.at + more), shared);
    next.at += more;
    rest(text.decode(term.subarray(0, shared + more)), next);
  }
}

// decodeTerms reads a file of terms: each with its postings.
export function decodeTerms(b) {
  const out = new Map();
  eachTerm(b, (term, next) => {
    const size = next();
    out.set(term, b.subarray(next.at, next.at + size));
    next.at += size;
  });
  return out;
}

// eachPosting calls f with every record of a term, and its level in it.
export function eachPosting(b, f) {
  const next = reading(b);
  for (let more = 1; more; ) {
    const head = next(), level = (head >> 2) & 7;
    more = head & 1;
    let doc = 0;
    if (head & 2) {
      const first = next(), size = next();
      for (let i = 0; i < size; i++) {
        const bits = b[next.at++];
        for (let bit = 0; bit < 8; bit++) if ((bits >> bit) & 1) f(first + 8 * i + bit, level);
      }
    } else {
      for (let n = Math.floor(head / 32); n; n--) {
        doc += next();
        f(doc++, level);
      }
    }
  }
}
