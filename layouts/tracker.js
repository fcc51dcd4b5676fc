// The tracker of /recommendations/: filters, sorts and counts all
// recommendations, remembers in the address what was chosen, and saves the rows
// that are left. The page is whole without it. What it needs of the others than
// this page's rows it fetches when a reader begins; see js/tracker/store.js.
import { tracker } from "./js/tracker/tracker.js";

const root = document.querySelector("[data-tracker]");
if (root?.dataset.tracker) tracker(root);
