// What pages do beyond being read. Everything works without it.
import { themeSwitch } from "./js/theme-switch.js";
import { contents } from "./js/contents.js";
import { sidenotes } from "./js/sidenotes.js";
import { popovers } from "./js/popovers.js";
import { shortcut } from "./js/shortcut.js";
import { copying } from "./js/copying.js";

themeSwitch();
contents();
sidenotes();
popovers();
copying();
shortcut();
