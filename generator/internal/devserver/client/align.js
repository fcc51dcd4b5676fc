// Brings the children of changed elements into step with those that are
// wanted, so that what is the same stays what it is: a paragraph put before
// others moves none of them.

// align inserts and removes children of a node until they are as many as those
// of the wanted node and stand in the same order: every child that was sent as
// it is wanted has its place, and one that differs stands where its successor
// will be. sent says what a child was sent as; inserted is told of each child
// put in and what it is a copy of.
export function align(node, wanted, sent, inserted) {
  if (node.nodeType !== 1 || sent.get(node)?.isEqualNode(wanted)) return;
  const old = [...node.childNodes], next = [...wanted.childNodes];
  const oldKeys = old.map((n) => key(sent.get(n) ?? n)), nextKeys = next.map(key);
  let i = 0, j = 0;
  for (const [a, b] of [...same(oldKeys, nextKeys), [old.length, next.length]]) {
    gap(node, old.slice(i, a), next.slice(j, b), old[a] ?? null, sent, inserted);
    if (a < old.length) align(old[a], next[b], sent, inserted);
    i = a + 1; j = b + 1;
  }
}

// key is what a node says, whatever line of a file it is written in.
const key = (n) => (n.nodeType === 1 ? n.outerHTML.replace(/ data-source="[^"]*"/g, '') : n.nodeType + (n.data ?? ''));

// same returns the pairs of indices of a longest common subsequence.
function same(a, b) {
  let start = 0, endA = a.length, endB = b.length;
  while (start < endA && start < endB && a[start] === b[start]) start++;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) { endA--; endB--; }
  const pairs = Array.from({ length: start }, (_, i) => [i, i]);
  const n = endA - start, m = endB - start;
  if (n * m > 0 && n * m <= 1e6) {
    const width = m + 1, best = new Uint32Array((n + 1) * width);
    for (let i = n - 1; i >= 0; i--) {
      for (let j = m - 1; j >= 0; j--) {
        best[i * width + j] = a[start + i] === b[start + j] ? best[(i + 1) * width + j + 1] + 1 : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
      }
    }
    for (let i = 0, j = 0; i < n && j < m;) {
      if (a[start + i] === b[start + j]) pairs.push([start + i++, start + j++]);
      else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
      else j++;
    }
  }
  for (let k = 0; endA + k < a.length; k++) pairs.push([endA + k, endB + k]);
  return pairs;
}

// gap brings what stands between two children that stay into step: each old
// child becomes the wanted one that is most like it, in order.
function gap(parent, old, next, end, sent, inserted) {
  const left = [...old];
  for (const [at, wanted] of next.entries()) {
    const later = next.slice(at + 1);
    // Old ones may be passed over while there are more of them than wanted
    // ones; while there are fewer, one may wait for a wanted one that it is
    // more like.
    const like = left.slice(0, Math.max(left.length - later.length, 1)).map((n) => likeness(n, wanted));
    const most = Math.max(...like, 0);
    const waits = () => left.length <= later.length && later.some((other) => likeness(left[0], other) > most);
    if (most > 0 && !waits()) {
      const chosen = like.indexOf(most);
      for (const passed of left.splice(0, chosen)) passed.remove();
      const [node] = left.splice(0, 1);
      // Elements with other ids would not be taken for the same.
      if (node.nodeType === 1 && node.id !== wanted.id && wanted.id) node.id = wanted.id;
      align(node, wanted, sent, inserted);
      continue;
    }
    const copy = document.importNode(wanted, true);
    parent.insertBefore(copy, left[0] ?? end);
    inserted(copy, wanted);
  }
  for (const passed of left) passed.remove();
}

// likeness is 0 for nodes that cannot become one another, and more the more of
// their text they share at its beginning and end.
function likeness(node, wanted) {
  if (node.nodeType !== wanted.nodeType || node.nodeName !== wanted.nodeName) return 0;
  const a = node.textContent, b = wanted.textContent, n = Math.min(a.length, b.length);
  let start = 0, end = 0;
  while (start < n && a[start] === b[start]) start++;
  while (end < n - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return 1 + (start + end) / (1 + Math.max(a.length, b.length));
}
