// The browser's side of `readout serve`: keeps an open page the same as what
// was just saved, in place. Served only by the development server.
import { change } from './change.js';
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
// comes while another is open is asked after it. Pages that show more of the
// site than they were sent with hear of beforecontentchange, while the page
// is still as it was, of contentchange, and in any case of sitechange, when
// what they fetch may be another than before.
let asking = false, askAgain = false;
async function check() {
  if (asking) { askAgain = true; return; }
  asking = true;
  do {
    askAgain = false;
    const query = new URLSearchParams({ url: decodeURI(location.pathname), have });
    let answer, text;
    try {
      answer = await fetch('/_readout/page?' + query);
      text = await answer.text();
    } catch {
      asking = false;
      return; // the server went away; the stream comes back by itself and asks again
    }
    try {
      if (answer.status === 200) await show(text, answer.headers);
    } catch (problem) {
      console.warn(problem);
      location.reload(); // there must not be half a page
      return;
    }
  } while (askAgain);
  asking = false;
  document.dispatchEvent(new CustomEvent('sitechange'));
}

async function show(text, headers) {
  const next = new DOMParser().parseFromString(text, 'text/html');
  // A parsed document has no scripts, and so reads what stands in for them.
  for (const instead of next.querySelectorAll('noscript')) instead.textContent = instead.innerHTML;
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
  document.dispatchEvent(new CustomEvent('beforecontentchange'));
  change(next.body);
  have = headers.get('Readout-Hash');
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
