// The form of the tracker: what is chosen, what there is to choose from, and how
// many each would leave.
import { fold } from "./store.js";

const offered = 25; // values that a search for one shows

// openForm brings the form to life. view is what is chosen; open fetches the
// store; change is told when something was chosen, and look when a facet comes
// into sight.
export function openForm(root, { view, open, change, look }) {
  const form = root.querySelector("form.facets");
  const panel = form.querySelector(".facets-all");
  const chips = form.querySelector("[data-chosen]");
  const facets = [...form.querySelectorAll("[data-facet]")];
  const template = (name) => root.querySelector("template[data-pieces]").content.querySelector(`[data-${name}]`).firstElementChild.cloneNode(true);
  let store = null;

  // option is a line of a facet whose values are too many to be listed.
  const option = (facet, name, code) => {
    const line = template("option");
    const input = line.querySelector("input");
    input.name = name;
    input.value = code;
    input.checked = view().chosen.get(name)?.has(code) ?? false;
    line.querySelector(".facet-label").textContent = facet.labels?.[facet.at.get(code)] ?? code;
    return line;
  };

  // find shows the values of a facet whose words fit, those that are chosen
  // first.
  async function find(element) {
    const name = element.dataset.facet;
    const field = element.querySelector("[data-find]");
    const typed = field.value;
    const words = fold(typed).split(/\s+/).filter(Boolean);
    store = await open();
    const facet = await store.labelled(name);
    if (typed !== field.value) return; // and will come again
    facet.folded ??= facet.labels.map(fold);
    const chosen = [...(view().chosen.get(name) ?? [])].filter((code) => facet.at.has(code));
    const found = [];
    if (words.length) {
      for (let i = 0; i < facet.codes.length && found.length <= offered; i++) {
        if (facet.codes[i] && !chosen.includes(facet.codes[i]) && words.every((word) => facet.folded[i].includes(word))) found.push(facet.codes[i]);
      }
    }
    element.querySelector("[data-found]").replaceChildren(...[...chosen, ...found.slice(0, offered)].map((code) => option(facet, name, code)));
    element.querySelector("[data-find-count]").textContent =
      !words.length ? "" : found.length > offered ? `The first ${offered} that fit; type more to see others.` : found.length ? "" : "None fits.";
    look();
  }

  // inSight are the names of the facets whose counts are seen; only of those
  // that do not list their values, if that is asked for.
  const inSight = (unlisted) =>
    panel.open ? facets.filter((facet) => facet.open && !(unlisted && !facet.querySelector("[data-find]"))).map((facet) => facet.dataset.facet) : [];

  // counts says at each value how many there would be; of facets that are not
  // in it, nothing.
  function counts(of) {
    for (const input of form.querySelectorAll("[data-facet] input[type=checkbox]")) {
      if (!of[input.name]) continue;
      const at = store.facets[input.name].at.get(input.value);
      const n = at === undefined ? 0 : of[input.name][at];
      const line = input.parentElement;
      const written = line.querySelector(".facet-n");
      // A number that the page came with is written over, so that the
      // development server finds it where it was sent.
      if (written.firstChild) written.firstChild.data = n;
      else written.textContent = n;
      line.classList.toggle("nothing", n === 0 && !input.checked);
    }
  }

  // label is the words of a value: the form's, else the store's, else the code.
  function label(name, code) {
    for (const input of form.querySelectorAll(`[data-facet="${name}"] input[type=checkbox]`)) {
      if (input.value === code) return input.parentElement.querySelector(".facet-label").textContent;
    }
    const facet = store?.facets[name];
    return facet?.labels?.[facet.at.get(code)] || code;
  }

  // show brings the form to what is chosen.
  function show() {
    const { words, chosen } = view();
    const q = form.elements.q;
    if (q && q.value !== words) q.value = words;
    for (const input of form.querySelectorAll("[data-facet] input[type=checkbox]")) {
      input.checked = chosen.get(input.name)?.has(input.value) ?? false;
    }
    for (const facet of facets) {
      const n = chosen.get(facet.dataset.facet)?.size ?? 0;
      facet.querySelector(".facet-on").textContent = n ? `(${n} chosen)` : "";
    }
    const items = [];
    for (const [name, codes] of chosen) for (const code of codes) items.push(chip(name, code));
    if (items.length > 1 || (items.length && words.trim())) items.push(chip("", ""));
    chips.replaceChildren(...items);
  }

  function chip(name, code) {
    const li = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.dataset.name = name;
    button.dataset.code = code;
    const title = form.querySelector(`[data-facet="${name}"] summary`)?.firstChild.textContent.trim();
    const words = name ? `${title ? `${title}: ` : ""}${label(name, code)}` : "Clear all filters";
    const text = document.createElement("span");
    text.textContent = words;
    if (name) button.setAttribute("aria-label", `Remove the filter ${words}`);
    button.append(text, template("chip"));
    button.addEventListener("click", () => {
      const { chosen } = view();
      if (name) {
        chosen.get(name).delete(code);
        if (!chosen.get(name).size) chosen.delete(name);
      } else {
        chosen.clear();
        view().words = "";
      }
      change(true);
      (chips.querySelector("button") ?? form.elements.q ?? panel.querySelector("summary")).focus();
    });
    li.append(button);
    return li;
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const input = event.target;
    const element = input.closest("[data-facet]");
    if (input.name === "q") {
      view().words = input.value;
      return change(false);
    }
    if (input.matches("[data-find]")) return void find(element).catch(() => {}); // change says what is wrong
    if (!element) return;
    const { chosen } = view();
    const codes = chosen.get(input.name) ?? new Set();
    if (input.checked) codes.add(input.value);
    else codes.delete(input.value);
    if (codes.size) chosen.set(input.name, codes);
    else chosen.delete(input.name);
    change(true);
  });
  form.addEventListener("keydown", (event) => {
    const details = event.key === "Escape" && event.target.closest(".facets-row > details[open]");
    if (!details) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
  panel.addEventListener("toggle", look);
  for (const facet of facets) {
    facet.addEventListener("toggle", () => {
      if (facet.open && facet.querySelector("[data-find]") && view().chosen.has(facet.dataset.facet)) find(facet).catch(() => {});
      else look();
    });
  }
  return { form, show, counts, inSight, known: (opened) => (store = opened) };
}
