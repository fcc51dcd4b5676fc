// Changes the page in place into what is sent now.
import { Idiomorph } from './idiomorph.js';
import { align } from './align.js';

// What the server sent, node by node, for every node of the page that came
// from it. The page's own scripts and its reader change what is shown: they
// open, hide, mark and add. Only what the author changed, the difference
// between what was sent and what is sent now, is changed in the page. This
// module runs before the page's own scripts, so that it sees the page as sent.
const sent = new WeakMap();
remember(document.body, document.body.cloneNode(true));

function remember(node, asSent) {
  sent.set(node, asSent);
  for (let n = node.firstChild, a = asSent.firstChild; n && a; n = n.nextSibling, a = a.nextSibling) remember(n, a);
}

// change makes the page's body the one that is sent now, and has what is new
// flash.
export function change(body) {
  const focused = document.activeElement;
  const back = takeOut(added(document.body));
  const noted = watchChanges();
  morph(body);
  const changes = noted();
  back();
  if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
  flash(changes);
}

function morph(body) {
  const copies = new WeakMap(), partner = new WeakMap();
  pair(body, body.cloneNode(true), copies);
  align(document.body, body, sent, (node, wanted) => remember(node, copies.get(wanted)));
  let adding;
  Idiomorph.morph(document.body, body, {
    morphStyle: 'outerHTML',
    restoreFocus: true,
    callbacks: {
      beforeNodeMorphed: (node, wanted) => {
        if (isSame(sent.get(node), wanted)) return false;
        partner.set(node, wanted);
      },
      beforeAttributeUpdated: (name, element) => {
        const before = sent.get(element);
        return !before || before.getAttribute(name) !== partner.get(element).getAttribute(name);
      },
      afterNodeMorphed: (node, wanted) => sent.set(node, copies.get(wanted)),
      beforeNodeAdded: (wanted) => { adding = wanted; },
      // A node that was added empty and then filled is remembered already.
      afterNodeAdded: (node) => { if (!sent.has(node)) remember(node, copies.get(adding)); },
    },
  });
}

// isSame also looks into templates, which isEqualNode does not.
const isSame = (node, wanted) => node?.isEqualNode(wanted) && !(node.querySelector?.('template') && node.outerHTML !== wanted.outerHTML);

function pair(node, other, pairs) {
  pairs.set(node, other);
  for (let n = node.firstChild, o = other.firstChild; n && o; n = n.nextSibling, o = o.nextSibling) pair(n, o, pairs);
}

// added returns what the page's own scripts have put in: the outermost nodes
// that were not sent.
function added(node, found = []) {
  for (let n = node.firstChild; n; n = n.nextSibling) {
    if (!sent.has(n)) found.push(n); else if (n.nodeType === 1) added(n, found);
  }
  return found;
}

// takeOut removes nodes from the page and returns what puts them back behind
// the nodes that they followed; those that are gone by then take them along.
function takeOut(nodes) {
  const places = nodes.map((node) => ({ node, parent: node.parentNode, before: node.previousSibling }));
  for (const { node } of places) node.remove();
  return () => {
    for (const { node, parent, before } of places) {
      if (!before) parent.prepend(node);
      else if (before.parentNode === parent) before.after(node);
    }
  };
}

// watchChanges starts to note what is changed and returns what ends that.
function watchChanges() {
  const observer = new MutationObserver(() => {});
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  return () => {
    const records = observer.takeRecords();
    observer.disconnect();
    return records;
  };
}

// flash makes changed blocks flash, softly and once.
function flash(records) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const block = 'p, li, h1, h2, h3, h4, h5, h6, td, th, tr, dd, dt, figure, blockquote, pre, article, section, aside';
  const touched = new Set();
  for (const record of records) {
    for (const node of record.type === 'characterData' ? [record.target] : record.addedNodes) {
      if (node.nodeType !== 1 && !node.data?.trim()) continue; // the blanks between blocks
      const near = (node.nodeType === 1 ? node : node.parentElement)?.closest(block);
      if (near?.isConnected) touched.add(near);
    }
  }
  if (touched.size > 60) return; // a new layout: everything changed
  for (const element of touched) {
    if ([...touched].some((other) => other !== element && element.contains(other))) continue;
    element.animate([{ backgroundColor: 'rgb(255 208 0 / 0.35)' }, { backgroundColor: 'transparent' }], { duration: 900, easing: 'ease-out' });
  }
}
