// Numbers of the session by keys: a letter leads to a track, a number notes it. Without this file they are buttons.
const typed = (element) => element.closest("input, textarea, select");
let line = ""; // the letter of the track that has the keys
let written; // where the person was writing

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const track = event.target.closest("[data-track]");
  if (event.key === "Escape") {
    if (track) (written ?? document.querySelector("[data-note] textarea"))?.focus();
    return;
  }
  if (typed(event.target)) return;
  const value = event.key === "x" ? "10" : event.key;
  const button = track?.querySelector(`[data-value="${CSS.escape(value)}"]`);
  const other = document.querySelector(`[data-track="${CSS.escape(event.key)}"]`);
  if (!button && !other) return;
  event.preventDefault();
  if (button) {
    line = track.dataset.track;
    button.click();
  } else {
    other.closest("details")?.setAttribute("open", "");
    other.focus();
  }
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-note] textarea")) written = event.target;
});
document.addEventListener("htmx:afterSettle", () => {
  if (line) document.querySelector(`[data-track="${CSS.escape(line)}"]`)?.focus();
});

// The minutes since the session began: counted on from what the server said, whatever this device's clock shows.
const clock = document.querySelector("[data-clock]");
if (clock) {
  const [before, loaded] = [Number(clock.dataset.clock), performance.now()];
  setInterval(() => {
    clock.querySelector("[data-minutes]").textContent = before + Math.floor((performance.now() - loaded) / 60_000);
  }, 10_000);
}
