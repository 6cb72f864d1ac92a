// How saving stands, in words and with a sign, always in the same place.

const ICONS = {
  saving: "again",
  saved: "check",
  local: "off",
  failed: "warn",
  signedout: "warn",
  otheraccount: "warn",
  signedoutsaved: "warn",
  otheraccountsaved: "warn",
  closed: "warn",
  kept: "warn",
  conflict: "warn",
  long: "warn",
  refused: "warn",
  queued: "off",
  unkept: "warn",
  elsewhere: "info",
  typed: "pen",
};

export function icon(name) {
  const sprite = document.querySelector("svg.i use")?.getAttribute("href").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

function timeOf(moment) {
  const { lang, dataset } = document.documentElement;
  const time = new Date(moment).toLocaleTimeString(lang, {
    hour: "numeric",
    minute: "2-digit",
    timeZone: dataset.zone,
  });
  const small = document.createElement("span");
  small.className = "hide-s";
  small.textContent = ` · ${time}`;
  return small;
}

/** Say `state` in `place`, whose data hold the words; `detail` may have what the server said and how many wait. */
export function showState(place, state, detail = {}) {
  const text = place.dataset[state].replace("{n}", Math.max(1, detail.waiting ?? 1));
  const parts = [icon(ICONS[state]), text];
  if (detail.saved) parts.push(timeOf(detail.saved.saved_at));
  if (/^(signedout|otheraccount)/.test(state)) {
    const link = document.createElement("a");
    link.href = place.dataset.signin;
    link.textContent = place.dataset.signinText;
    parts.push(" ", link);
  }
  const hadFocus = place.contains(document.activeElement);
  place.dataset.state = state;
  place.dataset.waiting = detail.waiting ?? 0;
  place.replaceChildren(...parts);
  if (hadFocus) place.querySelector("a")?.focus();
}
