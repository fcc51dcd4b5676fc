// The guide to recommendations, actors and sources: what the data twin beside
// their page says of them. A site without twins has no previews.
const texts = [".prose", ".summary", ".key-points", ".card-text", ".history-what", ".statements", ".references", ".backlink-context", ".side"];
const records = /(^|\/)(recommendations|actors|sources)\/[^/]+\/$/;
const known = new Map(); // address of a twin → promise of it

const twin = (address) => {
  if (!known.has(address)) {
    known.set(address, fetch(address).then((r) => (r.ok ? r.json() : null)).catch(() => null));
  }
  return known.get(address);
};

const line = (className, ...words) => {
  const said = words.filter(Boolean).join(" · ");
  if (!said) return null;
  const p = document.createElement("p");
  p.className = className;
  p.textContent = said;
  return p;
};

const day = (iso) => {
  const full = /^\d{4}-\d\d-\d\d$/.test(iso ?? "");
  if (!full) return iso;
  return new Date(iso).toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
};

const short = (words) => (words?.length > 260 ? `${words.slice(0, 240).replace(/\s+\S*$/, "")} …` : words);

export const previews = {
  links: `:is(${texts}) a`,
  delay: 350,
  tap: false,
  async content(link) {
    if (!("twins" in document.body.dataset) || link.origin !== location.origin) return null;
    if (link.pathname === location.pathname || !records.test(link.pathname)) return null;
    const of = await twin(link.origin + link.pathname + "index.json");
    if (!of) return null;
    return [
      line("preview-title", of.title),
      line("preview-state", of.badge_label),
      line("preview-facts", of.publisher, day(of.date)),
      line("preview-text", short(of.summary ?? of.text_plain)),
      of.badge_label ? line("preview-facts", of.id, day(of.as_of)) : null,
    ].filter(Boolean);
  },
};
