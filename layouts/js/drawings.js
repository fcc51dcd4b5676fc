// Links in drawings: one that takes the focus is scrolled into sight, which
// browsers do for text but not for what is drawn.
export function drawings() {
  document.addEventListener("focusin", (event) => {
    if (event.target.closest("svg")) event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
