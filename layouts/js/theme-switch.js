// The button in the masthead goes round: as the system, light, dark.
const names = { "": "as the system", light: "light", dark: "dark" };
const next = { "": "light", light: "dark", dark: "" };

export function themeSwitch() {
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  const root = document.documentElement;
  const label = button.querySelector("[data-theme-name]");
  const show = () => {
    const name = names[root.dataset.theme ?? ""];
    label.textContent = name;
    button.title = `Colours: ${name}`;
  };
  button.addEventListener("click", () => {
    const theme = next[root.dataset.theme ?? ""];
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    try {
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch {
      // Not remembered, then.
    }
    show();
  });
  show();
}
