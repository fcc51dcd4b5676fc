// What pages do beyond being read. Everything works without it.
import { themeSwitch } from "./js/theme-switch.js";
import { contents } from "./js/contents.js";
import { sidenotes } from "./js/sidenotes.js";
import { popovers } from "./js/popovers.js";
import { notes } from "./js/notes.js";
import { previews } from "./js/previews.js";
import { shortcut } from "./js/shortcut.js";
import { copying } from "./js/copying.js";
import { drawings } from "./js/drawings.js";

themeSwitch();
popovers(notes, previews);
shortcut();
drawings();

// The development server says when it has changed the page in place.
const dress = () => {
  contents();
  sidenotes();
  copying();
};
document.addEventListener("contentchange", dress);
dress();
