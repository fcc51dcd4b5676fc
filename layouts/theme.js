// Runs in the head, before anything is drawn, so that a page never flashes in
// the colours that its reader did not choose.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's colours do then.
  }
})();
