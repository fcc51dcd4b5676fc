// The key / leads to the search field from everywhere. It can be turned off,
// since a single key gets in the way of those who speak their commands.
const kept = "readout-shortcut";

function isOn() {
  try {
    return localStorage.getItem(kept) !== "off";
  } catch {
    return true;
  }
}

export function shortcut() {
  document.addEventListener("keydown", (e) => {
    if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented) return;
    if (e.target.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false])") || !isOn()) return;
    const field = document.querySelector("input[type=search]");
    const link = document.querySelector("[data-search-link]");
    if (!field && !link) return;
    e.preventDefault();
    if (field) {
      field.focus();
      field.select();
    } else {
      location.assign(link.href);
    }
  });
}

// shortcutSwitch lets a checkbox turn the key on and off.
export function shortcutSwitch(box) {
  if (!box) return;
  box.checked = isOn();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(kept);
      else localStorage.setItem(kept, "off");
    } catch {
      // Without storage the key stays on.
    }
  });
}
