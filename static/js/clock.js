// The time that is left, by the server's clock; it speaks at five minutes and at one.

export function startClock(timer) {
  const { deadline, now, done, label, five, one } = timer.dataset;
  const skew = Date.parse(now) - Date.now();
  const end = Date.parse(deadline);
  const shown = timer.querySelector("span");
  const voice = document.createElement("p");
  voice.className = "sr";
  voice.setAttribute("role", "status");
  timer.after(voice);
  timer.setAttribute("role", "timer");
  timer.setAttribute("aria-live", "off");
  timer.setAttribute("aria-label", label);
  let last = Infinity;

  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now() - skew) / 1000));
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    for (const [seconds, words] of [
      [300, five],
      [60, one],
    ]) {
      if (last > seconds && left <= seconds && last !== Infinity) voice.textContent = words;
    }
    last = left;
    if (left === 0) {
      clearInterval(ticking);
      // The server hands in by itself what it has; a moment later it is past its deadline as well.
      setTimeout(() => location.assign(done), 1500);
    }
  };
  const ticking = setInterval(tick, 1000);
  tick();
}
