// Shows something about a link beside it: a note, a source, or where it leads.
// With a mouse or the keyboard it shows on the way; with a finger the first tap
// shows it, if a tap is worth it. It can be hovered, stays until it is left,
// and Escape sends it away (WCAG 1.4.13). Without it the links work as ever.
//
// A guide says for which links it speaks (a selector), what it has to say
// (nodes, a promise of them, or nothing), after how many milliseconds, and
// whether a tap shows it.
export function popovers(...guides) {
  const box = document.createElement("div");
  box.className = "popover";
  box.id = "popover";
  box.hidden = true;
  document.querySelector("main")?.append(box);

  let open = null; // the link it speaks of
  let wanted = null; // the link it will speak of
  let timer = 0;
  let touched = false;

  const hide = () => {
    clearTimeout(timer);
    wanted = null;
    open?.removeAttribute("aria-describedby");
    open = null;
    box.hidden = true;
  };

  const show = async (link, guide) => {
    clearTimeout(timer);
    if (open === link) return;
    wanted = link;
    const nodes = await guide.content(link);
    if (wanted !== link || !nodes || !link.isConnected) return;
    hide();
    box.replaceChildren(...nodes);
    box.hidden = false;
    open = link;
    link.setAttribute("aria-describedby", box.id);
    place(link);
  };

  // Below the link where there is room, else above it; never outside the page.
  const place = (link) => {
    const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const own = box.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.max(16, Math.min(at.left - 24, width - own.width - 16));
    const bottom = link.getBoundingClientRect().bottom;
    const below = bottom + own.height + 12 < window.innerHeight || at.top < own.height + 12;
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${(below ? bottom + 8 : at.top - own.height - 8) + window.scrollY}px`;
  };

  const later = (act, ms) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };

  const within = (e) => e.target instanceof Element && box.contains(e.target);

  // find returns the link that an event is about, and the guide to it.
  const find = (e) => {
    const link = e.target instanceof Element && !within(e) ? e.target.closest("a[href]") : null;
    const guide = link && guides.find((g) => link.matches(g.links));
    return guide ? { link, guide } : null;
  };

  const on = (type, act) => document.addEventListener(type, act);
  on("pointerover", (e) => {
    if (e.pointerType !== "mouse") return;
    if (within(e)) return clearTimeout(timer);
    const f = find(e);
    if (f) later(() => show(f.link, f.guide), f.guide.delay);
  });
  on("pointerout", (e) => {
    if (e.pointerType === "mouse" && (within(e) || find(e))) later(hide, 250);
  });
  on("pointerdown", (e) => {
    touched = e.pointerType !== "mouse";
    if (open && !within(e) && !open.contains(e.target)) hide();
  });
  on("focusin", (e) => {
    const f = find(e);
    if (f && !touched) later(() => show(f.link, f.guide), f.guide.delay);
  });
  on("focusout", (e) => {
    if (find(e) && !box.matches(":hover")) later(hide, 100);
  });
  on("click", (e) => {
    const f = find(e);
    if (!f) return;
    if (touched && f.guide.tap && open !== f.link) {
      e.preventDefault();
      show(f.link, f.guide);
    } else {
      hide();
    }
    touched = false;
  });
  window.addEventListener("resize", hide);
  on("keydown", (e) => e.key === "Escape" && hide());
}
