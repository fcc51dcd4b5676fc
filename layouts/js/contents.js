// Marks the section that is being read in the table of contents: the last
// heading above the upper third of the window.
let observer = null;

export function contents() {
  observer?.disconnect();
  const nav = document.querySelector("[data-contents]");
  if (!nav || !("IntersectionObserver" in window)) return;
  const links = new Map();
  for (const a of nav.querySelectorAll('a[href^="#"]')) {
    const target = document.getElementById(decodeURIComponent(a.hash.slice(1)));
    if (target) links.set(target, a);
  }
  const headings = [...links.keys()];
  let current = nav.querySelector("[aria-current]");
  const mark = () => {
    const line = window.innerHeight / 3;
    const above = headings.filter((h) => h.getBoundingClientRect().top <= line);
    const a = above.length ? links.get(above[above.length - 1]) : null;
    if (a === current) return;
    current?.removeAttribute("aria-current");
    a?.setAttribute("aria-current", "location");
    current = a;
    // Keep it in sight where the list itself scrolls.
    if (a && nav.scrollHeight > nav.clientHeight) {
      nav.scrollTop = a.offsetTop - nav.clientHeight / 2;
    }
  };
  observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px", threshold: [0, 1] });
  headings.forEach((h) => observer.observe(h));
  mark();
}
