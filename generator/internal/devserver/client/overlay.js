// Problems, laid over the page. Everything is in a shadow root, so that the
// page's styles and these do not meet.

const css = `
:host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; font: 15px/1.5 system-ui, sans-serif; color: #f4f1ea; }
.panel { box-sizing: border-box; max-height: min(75vh, 46rem); overflow: auto; background: #1d1b18; border-top: 4px solid #e5604d; padding: 1rem clamp(1rem, 4vw, 2.5rem) 1.25rem; box-shadow: 0 -8px 40px rgb(0 0 0 / .35); overscroll-behavior: contain; }
.panel.warnings { border-top-color: #d9a521; }
header { display: flex; align-items: baseline; gap: 1rem; justify-content: space-between; }
h2 { font-size: 1.05rem; margin: 0; }
ol { list-style: none; margin: 0; padding: 0; }
li { padding: .9rem 0 .2rem; border-top: 1px solid #3a3631; margin-top: .8rem; }
.message { margin: .15rem 0; font-weight: 600; overflow-wrap: anywhere; }
.code { color: #b5ada0; font-weight: 400; font-size: .85em; }
.hint { margin: .25rem 0; color: #ffe2a8; }
pre { margin: .5rem 0; padding: .6rem .8rem; background: #12110f; border-radius: 4px; overflow-x: auto; font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; tab-size: 4; }
pre .number { color: #847c70; user-select: none; }
pre .mark { color: #fff; background: #6b2a22; }
pre .unseen { visibility: hidden; }
pre .caret { color: #ff8a75; font-weight: 700; }
button { font: inherit; color: inherit; background: none; border: 1px solid #6b645a; border-radius: 4px; padding: .2rem .7rem; min-height: 28px; cursor: pointer; }
button:hover, button:focus-visible { background: #3a3631; }
button:focus-visible { outline: 3px solid #7cc4ff; outline-offset: 2px; }
button.place, span.place { border: 0; padding: 0; color: #9fd0ff; font: 13px ui-monospace, Menlo, Consolas, monospace; text-align: start; overflow-wrap: anywhere; }
button.place { text-decoration: underline; text-underline-offset: 3px; }
.pill { position: fixed; inset: auto 1rem 1rem auto; background: #1d1b18; border: 2px solid #d9a521; box-shadow: 0 2px 12px rgb(0 0 0 / .3); }
.pill.errors { border-color: #e5604d; }
.note { position: fixed; inset: 1rem 1rem auto auto; max-width: 30rem; background: #1d1b18; padding: .7rem 1rem; border-radius: 4px; }
`;

let host, root;
let shown = '';       // the problems on view, so that the same ones do not come back after being dismissed
let problems = [];
let edit = null;
let open = false;

function mount() {
  if (host) return;
  host = document.createElement('readout-problems');
  root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  // Outside <body>, where changes to the page do not reach.
  document.documentElement.append(host);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && open) { open = false; draw(); }
  });
}

// showProblems lays out a list of problems: errors open the panel, warnings
// alone stay in a corner until they are asked for. openEditor is null when no
// editor is set.
export function showProblems(list, openEditor) {
  edit = openEditor;
  const key = JSON.stringify(list);
  if (key === shown) return;
  shown = key;
  problems = list;
  open = list.some((p) => p.severity === 'error');
  if (list.length || host) { mount(); draw(); }
}

// notify shows one line for a few seconds.
export function notify(text) {
  mount();
  const note = element('div', { class: 'note', role: 'status' }, text.trim());
  root.append(note);
  setTimeout(() => note.remove(), 6000);
}

function draw() {
  root.replaceChildren();
  if (!problems.length) return;
  const errors = problems.filter((p) => p.severity === 'error').length;
  const warnings = problems.length - errors;
  const title = [count(errors, 'error'), count(warnings, 'warning')].filter(Boolean).join(', ');
  if (!open) {
    const pill = element('button', { class: errors ? 'pill errors' : 'pill' }, title);
    pill.onclick = () => { open = true; draw(); root.querySelector('button')?.focus(); };
    root.append(pill);
    return;
  }
  const close = element('button', { 'aria-label': 'Dismiss' }, 'Dismiss (Esc)');
  close.onclick = () => { open = false; draw(); };
  root.append(element('section', { class: errors ? 'panel' : 'panel warnings', role: 'region', 'aria-label': 'Problems in the publication' },
    element('header', {}, element('h2', { role: 'status' }, title + (errors ? ': the page below is the last good one' : '')), close),
    element('ol', {}, ...problems.map(problem))));
}

function problem(p) {
  const place = !p.pos.line ? p.pos.file : !p.pos.col ? `${p.pos.file}:${p.pos.line}` : `${p.pos.file}:${p.pos.line}:${p.pos.col}`;
  const where = element(edit ? 'button' : 'span', { class: 'place' }, place);
  if (edit) where.onclick = () => edit(p.pos.file, p.pos.line || 1, p.pos.col || 1);
  return element('li', { class: p.severity }, where,
    element('p', { class: 'message' }, `${p.severity}: ${p.message} `, element('span', { class: 'code' }, `[${p.code}]`)),
    p.excerpt ? excerpt(p.excerpt) : '',
    p.hint ? element('p', { class: 'hint' }, 'Hint: ' + p.hint) : '');
}

function excerpt(x) {
  const width = String(x.lines.at(-1)?.number ?? '').length;
  const rows = [];
  for (const line of x.lines) {
    rows.push(element('span', { class: 'number' }, String(line.number).padStart(width) + ' │ '), line.text);
    if (!line.mark) { rows.push('\n'); continue; }
    // Under the mark, carets: what stands before them is there but unseen, so
    // that they stand right whatever the width of tabs and characters.
    rows.push(element('span', { class: 'mark' }, line.mark), (line.rest ?? '') + '\n',
      element('span', { class: 'number' }, ' '.repeat(width) + ' │ '), element('span', { class: 'unseen' }, line.text),
      element('span', { class: 'caret' }, '^'.repeat([...line.mark].length) + '\n'));
  }
  return element('pre', {}, ...rows);
}

const count = (n, word) => (n ? `${n} ${word}${n === 1 ? '' : 's'}` : '');

function element(name, attributes, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
}
