// The page to sign in: it names whose answers wait on this device, as nobody else can send them.

import { others } from "./journal.js";

const place = document.getElementById("left");

async function list() {
  for (const { person, answers, handIns } of await others()) {
    const { one, many, handIn } = place.dataset;
    const lines = [];
    if (answers) lines.push(answers > 1 ? many : one);
    if (handIns) lines.push(handIn);
    for (const line of lines) {
      const words = document.createElement("p");
      words.textContent = line.replaceAll("{name}", person).replace("{n}", answers);
      place.querySelector("div").append(words);
    }
    place.hidden = false;
  }
}

list();
