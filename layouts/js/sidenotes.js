// Sets a copy of each footnote in the margin, level with the place that refers
// to it. The style sheet shows it where there is room; it is hidden from screen
// readers, for which the notes at the end remain.
let watch = null;

export function sidenotes() {
  watch?.disconnect();
  document.querySelectorAll(".sidenote").forEach((e) => e.remove());
  const notes = [];
  for (const ref of document.querySelectorAll('.has-contents .prose > p a[role="doc-noteref"]')) {
    const note = document.getElementById(decodeURIComponent(ref.hash.slice(1)));
    if (!note) continue;
    const aside = document.createElement("span");
    aside.className = "sidenote";
    aside.setAttribute("aria-hidden", "true");
    aside.append(...note.cloneNode(true).childNodes);
    aside.querySelectorAll('[role="doc-backlink"]').forEach((e) => e.remove());
    aside.querySelectorAll("[id]").forEach((e) => e.removeAttribute("id"));
    aside.querySelectorAll("a").forEach((e) => (e.tabIndex = -1));
    aside.prepend(`${ref.textContent}. `);
    ref.closest("sup").after(aside);
    notes.push(aside);
  }
  // Notes that would overlap make way downwards.
  const settle = () => {
    let free = -Infinity;
    for (const n of notes) n.style.marginTop = "";
    for (const n of notes) {
      const top = n.getBoundingClientRect().top;
      if (top < free) n.style.marginTop = `${free - top}px`;
      free = n.getBoundingClientRect().bottom + 12;
    }
  };
  if (notes.length) {
    settle();
    watch = new ResizeObserver(settle);
    watch.observe(document.body);
  }
}
