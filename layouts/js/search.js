// Narrows the lists of the search page to the entries that have all the words
// looked for. Without it the lists are read as they are.
const fold = (s) => s.normalize("NFKC").toLowerCase();

export function search() {
  const input = document.querySelector("[data-search]");
  const said = document.querySelector("[data-search-results]");
  if (!input || !said) return;
  const groups = [...document.querySelectorAll(".index-group")];
  const entries = [...document.querySelectorAll(".index-group .index-items > li")].map((li) => ({ li, text: fold(li.textContent) }));

  const narrow = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { li, text } of entries) {
      const fits = words.every((w) => text.includes(w));
      li.hidden = !fits;
      if (fits && !li.querySelector(".index-items")) found++;
    }
    for (const g of groups) g.hidden = !g.querySelector(".index-items > li:not([hidden])");
    const count = found ? `${found} ${found === 1 ? "entry" : "entries"} found.` : "Nothing found.";
    said.textContent = words.length ? count : "";
  };

  input.form.addEventListener("submit", (e) => {
    e.preventDefault();
    const url = new URL(location.href);
    url.searchParams.set("q", input.value);
    history.replaceState(null, "", url);
    narrow();
  });
  input.addEventListener("input", narrow);
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  narrow();
}
