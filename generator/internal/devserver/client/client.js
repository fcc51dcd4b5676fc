// The browser's side of `readout serve`: keeps an open page the same as what
// was just saved, in place. Served only by the development server.
import { Idiomorph } from './idiomorph.js';
import { showProblems, notify } from './overlay.js';

const script = document.querySelector('script[data-readout]');
let have = script.dataset.readout; // hash of the page as it is now
let editable = false;

listen((state) => {
  editable = state.edit;
  showProblems(state.problems, editable ? edit : null);
  check();
});

// listen calls back with each state of the server. One worker holds the stream
// for all tabs: browsers allow six connections to a server, and a seventh tab
// must still load its page. Where there is no SharedWorker each tab has its
// own stream.
function listen(use) {
  if ('SharedWorker' in window) {
    const worker = new SharedWorker('/_readout/worker.js', { name: 'readout' });
    worker.port.onmessage = (event) => use(event.data);
    worker.port.start();
    addEventListener('pagehide', () => worker.port.postMessage('bye'));
    // A page from the back-forward cache was away while things changed.
    addEventListener('pageshow', (event) => event.persisted && worker.port.postMessage('hello'));
  } else {
    new EventSource('/_readout/events').onmessage = (event) => use(JSON.parse(event.data));
  }
}

// check asks whether this page changed. Questions do not overlap; one that
// comes while another is open is asked after it.
let asking = false, askAgain = false;
async function check() {
  if (asking) { askAgain = true; return; }
  asking = true;
  do {
    askAgain = false;
    try {
      const query = new URLSearchParams({ url: decodeURI(location.pathname), have });
      const answer = await fetch('/_readout/page?' + query);
      if (answer.status === 200) await show(await answer.text(), answer.headers);
    } catch (problem) {
      // The server went away, or the morph failed. The stream comes back by
      // itself and asks again; a failed morph must not leave half a page.
      if (problem instanceof TypeError && !navigator.onLine) break;
      if (!(problem instanceof TypeError)) { location.reload(); return; }
    }
  } while (askAgain);
  asking = false;
}

async function show(text, headers) {
  const next = new DOMParser().parseFromString(text, 'text/html');
  const moved = headers.get('Readout-Moved');
  const redirect = next.querySelector('meta[http-equiv="refresh"]');
  if (redirect) {
    const to = redirect.content.split(/url=/i)[1];
    location.replace(to ?? location.href);
    return;
  }
  if (scripts(next) !== scripts(document)) {
    if (moved) location.replace(moved + location.hash); else location.reload();
    return;
  }
  if (moved) history.replaceState(history.state, '', moved + location.search + location.hash);
  await mergeHead(next);
  const changed = watchChanges();
  Idiomorph.morph(document.body, next.body, {
    morphStyle: 'outerHTML',
    restoreFocus: true,
    ignoreActiveValue: true,
    callbacks: {
      // What the reader did to the page stays: text in fields, opened details.
      beforeAttributeUpdated: (name, element, kind) =>
        !(name === 'open' || name === 'value' || name === 'checked' || name === 'selected' || (kind === 'remove' && name === 'aria-current' && element.closest('[data-contents]'))),
      // What the page's own script added says so, and stays.
      beforeNodeRemoved: (node) => !(node.nodeType === 1 && (node.hasAttribute('data-enhanced') || node === script)),
    },
  });
  have = headers.get('Readout-Hash');
  changed();
  document.dispatchEvent(new CustomEvent('contentchange'));
}

const scripts = (page) => [...page.querySelectorAll('script[src]:not([data-readout])')].map((s) => s.getAttribute('src')).join();

// mergeHead brings <head> up to date. A new stylesheet is loaded before the
// old one goes, so that the page never stands unstyled.
async function mergeHead(next) {
  const key = (element) => element.outerHTML;
  const keep = (element) => element.matches('script[src], link[rel~="stylesheet"], meta[charset], meta[http-equiv]');
  const sheets = (head) => [...head.querySelectorAll('link[rel~="stylesheet"]')];
  const old = sheets(document.head), wanted = sheets(next.head);
  const fresh = wanted.filter((link) => !old.some((o) => key(o) === key(link))).map((link) => document.importNode(link));
  await Promise.all(fresh.map((link, i) => new Promise((done) => {
    link.onload = link.onerror = done;
    const before = old[Math.min(i, old.length - 1)];
    if (before) before.after(link); else document.head.append(link);
  })));
  for (const o of old) if (!wanted.some((link) => key(link) === key(o))) o.remove();

  const now = new Map([...document.head.children].filter((e) => !keep(e)).map((e) => [key(e), e]));
  for (const element of [...next.head.children].filter((e) => !keep(e))) {
    if (!now.delete(key(element))) document.head.append(document.importNode(element, true));
  }
  for (const element of now.values()) element.remove();
  for (const name of ['lang', 'dir', 'class']) {
    const value = next.documentElement.getAttribute(name);
    if (value === null) { if (name !== 'class') document.documentElement.removeAttribute(name); } else if (name !== 'class') document.documentElement.setAttribute(name, value);
  }
}

// watchChanges starts to note what is changed and returns a function that
// makes it flash, softly and once.
function watchChanges() {
  const observer = new MutationObserver(() => {});
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  return () => {
    const records = observer.takeRecords();
    observer.disconnect();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const block = 'p, li, h1, h2, h3, h4, h5, h6, td, th, dd, dt, figure, blockquote, pre, article, section, aside';
    const touched = new Set();
    for (const record of records) {
      const nodes = record.type === 'characterData' ? [record.target] : record.addedNodes.length ? record.addedNodes : [record.target];
      for (const node of nodes) {
        const element = node.nodeType === 1 ? node : node.parentElement;
        const near = element?.closest(block);
        if (near && near.isConnected) touched.add(near);
      }
    }
    if (touched.size > 60) return; // a new layout: everything changed
    for (const element of touched) {
      if ([...touched].some((other) => other !== element && other.contains(element))) continue;
      element.animate([{ backgroundColor: 'rgb(255 208 0 / 0.35)' }, { backgroundColor: 'transparent' }], { duration: 900, easing: 'ease-out' });
    }
  };
}

// Alt-click opens what was clicked at its line in the editor.
document.addEventListener('click', (event) => {
  if (!event.altKey || !editable) return;
  const place = event.target.closest?.('[data-source]')?.dataset.source;
  const [, file, line] = /^(.*):(\d+)$/.exec(place ?? '') ?? [];
  if (!file) return;
  event.preventDefault();
  event.stopPropagation();
  edit(file, Number(line), 1);
}, true);

async function edit(file, line, col) {
  const answer = await fetch('/_readout/edit', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ file, line, col }),
  });
  if (!answer.ok) notify(await answer.text());
}
