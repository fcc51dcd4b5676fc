// Shows a note or a source beside the place that refers to it. The real notes
// and references stay where they are, and the links to them work as ever; with
// a mouse or the keyboard the note shows on the way, with a finger the first
// tap shows it.
const kinds = 'a[role="doc-noteref"], a[role="doc-biblioref"]';

export function popovers() {
  const refs = document.querySelectorAll(kinds);
  if (!refs.length) return;
  const box = document.createElement("div");
  box.className = "popover";
  box.id = "note-popover";
  box.hidden = true;
  document.body.append(box);

  let open = null;
  let timer = 0;
  let touched = false;

  const hide = () => {
    clearTimeout(timer);
    if (!open) return;
    open.removeAttribute("aria-describedby");
    open = null;
    box.hidden = true;
  };

  const show = (ref) => {
    clearTimeout(timer);
    if (open === ref) return;
    hide();
    // It stands in the margin already.
    const beside = ref.parentElement.nextElementSibling;
    if (beside?.matches(".sidenote") && beside.offsetParent) return;
    const note = document.getElementById(decodeURIComponent(ref.hash.slice(1)));
    if (!note) return;
    const copy = note.cloneNode(true);
    copy.querySelectorAll('.back, [role="doc-backlink"]').forEach((e) => e.remove());
    copy.querySelectorAll("[id]").forEach((e) => e.removeAttribute("id"));
    box.replaceChildren(...copy.childNodes);
    box.hidden = false;
    open = ref;
    ref.setAttribute("aria-describedby", box.id);
    place(ref);
  };

  const place = (ref) => {
    const at = ref.getBoundingClientRect();
    const own = box.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.max(16, Math.min(at.left - 24, width - own.width - 16));
    const below = at.bottom + own.height + 12 < window.innerHeight || at.top < own.height + 12;
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${(below ? at.bottom + 8 : at.top - own.height - 8) + window.scrollY}px`;
  };

  const later = (act, ms) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };

  for (const ref of refs) {
    ref.addEventListener("pointerenter", (e) => e.pointerType === "mouse" && later(() => show(ref), 120));
    ref.addEventListener("pointerleave", (e) => e.pointerType === "mouse" && later(hide, 250));
    ref.addEventListener("pointerdown", (e) => (touched = e.pointerType !== "mouse"));
    ref.addEventListener("focus", () => !touched && show(ref));
    ref.addEventListener("blur", () => !box.matches(":hover") && later(hide, 100));
    ref.addEventListener("click", (e) => {
      if (touched && open !== ref) {
        e.preventDefault();
        show(ref);
      } else {
        hide();
      }
      touched = false;
    });
  }
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => later(hide, 250));
  document.addEventListener("keydown", (e) => e.key === "Escape" && hide());
  document.addEventListener("pointerdown", (e) => {
    if (open && !box.contains(e.target) && e.target !== open) hide();
  });
}
