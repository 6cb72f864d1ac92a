// The page that sends a form once more: whoever signed in meanwhile, in another tab, has another token than the page.

import { session } from "./network.js";

const form = document.getElementById("again");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const found = await session();
  if (found) form.elements.csrf_token.value = found.token;
  HTMLFormElement.prototype.submit.call(form);
});
