// An answer form: what is in it, how it is filled again, and its keys.

const PREFIX = "answer-";

/** What is entered, by input name; every value is a list. */
export function answerOf(form) {
  const answer = {};
  for (const [name, value] of new FormData(form)) {
    if (!name.startsWith(PREFIX) || value === "") continue;
    (answer[name.slice(PREFIX.length)] ??= []).push(value);
  }
  return answer;
}

/** How sure the learner is, 1 to 3; null where the quiz does not ask or nothing is chosen. */
export function sureness(form) {
  return Number(form.elements.certainty?.value) || null;
}

/** Whether something else stands in the form than the page came with: entered before its scripts were there. */
export function isChanged(form) {
  return [...form.elements].some((field) => {
    if (!field.name?.startsWith(PREFIX) && field.name !== "certainty") return false;
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (!field.options) return field.value !== field.defaultValue;
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  });
}

/** Fill the form with an answer that was kept; fields of one name take its values one after another. */
export function restore(form, answer, certainty) {
  for (const field of form.querySelectorAll("[name=certainty]")) field.checked = Number(field.value) === certainty;
  const taken = {};
  for (const field of form.elements) {
    if (!field.name?.startsWith(PREFIX)) continue;
    const name = field.name.slice(PREFIX.length);
    const values = answer[name] ?? [];
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked = values.includes(field.value);
    } else {
      taken[name] = (taken[name] ?? -1) + 1;
      field.value = values[taken[name]] ?? "";
    }
  }
  form.dispatchEvent(new Event("restored"));
}

/** Digits pick options; Enter goes on, but never the one that ends a composition. */
export function watchKeys(form) {
  const options = [...form.querySelectorAll(".choice input:not([name=certainty])")];
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
    if (!writing && /^[1-9]$/.test(event.key) && options[event.key - 1]) {
      options[event.key - 1].click();
      options[event.key - 1].focus();
    } else if (event.key === "Enter" && !event.target.closest("a, button, summary, select, textarea")) {
      event.preventDefault();
      if (!event.repeat) form.requestSubmit(form.querySelector("button.go:not([disabled])"));
    }
  });
}
