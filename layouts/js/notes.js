// The guide to notes and citations: the note or the reference itself, as it
// stands at the end of the page.
export const notes = {
  links: 'a[role="doc-noteref"], a[role="doc-biblioref"]',
  delay: 120,
  tap: true,
  content(link) {
    // It stands in the margin already.
    const beside = link.parentElement.nextElementSibling;
    if (beside?.matches(".sidenote") && beside.offsetParent) return null;
    const note = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!note) return null;
    const copy = note.cloneNode(true);
    copy.querySelectorAll('.back, [role="doc-backlink"]').forEach((e) => e.remove());
    copy.querySelectorAll("[id]").forEach((e) => e.removeAttribute("id"));
    return copy.childNodes;
  },
};
