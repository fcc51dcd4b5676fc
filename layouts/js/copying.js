// Buttons that copy: citations, and links to sections.
const said = (button, words) => {
  const before = button.textContent;
  button.textContent = words;
  setTimeout(() => (button.textContent = before), 1600);
};

export function copying() {
  if (!navigator.clipboard) return;
  for (const text of document.querySelectorAll("[data-copy]")) {
    if (text.nextElementSibling?.matches(".copy")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () =>
      navigator.clipboard.writeText(text.textContent.trim()).then(
        () => said(button, "Copied"),
        () => said(button, "Not copied"),
      ),
    );
    text.after(button);
  }
  for (const heading of document.querySelectorAll("article :is(.prose, section) > :is(h2, h3, h4)[id]:not(.sr)")) {
    if (heading.querySelector(".heading-link")) continue;
    const a = document.createElement("a");
    a.className = "heading-link";
    a.href = `#${heading.id}`;
    a.textContent = "#";
    a.title = "Copy a link to this section";
    a.setAttribute("aria-label", `Copy a link to the section “${heading.textContent.trim()}”`);
    a.addEventListener("click", () => {
      navigator.clipboard.writeText(a.href).then(() => {
        a.dataset.copied = "";
        setTimeout(() => delete a.dataset.copied, 1600);
      }, () => {});
    });
    heading.append(a);
  }
}
