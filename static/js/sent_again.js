// The page that sends a form once more: after a sign-in in another tab the token is another one than the page's.

import { session } from "./network.js";

const form = document.getElementById("again");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const found = await session();
  if (found) form.elements.csrf_token.value = found.token;
  HTMLFormElement.prototype.submit.call(form);
});
