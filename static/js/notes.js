// A month that was opened can be read again without a network.

import { keepNotes } from "./offline.js";

const { notes } = document.querySelector("[data-notes]")?.dataset ?? {};
if (notes) keepNotes(new URL(notes, location.href).pathname, location.pathname);
