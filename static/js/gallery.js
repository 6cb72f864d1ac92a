// The gallery shows questions without saving anything: the kinds' own scripts, and the keys.

import "./cloze.js";
import "./essay.js";
import { watchKeys } from "./form.js";
import "./ordering.js";
import "./scrolling.js";

const form = document.getElementById("answer");
if (form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  watchKeys(form);
}
