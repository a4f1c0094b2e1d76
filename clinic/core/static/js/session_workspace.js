// Numbers of the session by keys: a letter leads to a track, a number notes it. Without this file they are buttons.
const typed = (element) => element.closest("input, textarea, select");
let keyed = false; // whether the number came by its key: then the line keeps the keys, and not the button
let pressed; // what was pressed last, in a panel that the answer replaces
let written; // where the person was writing

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const track = event.target.closest("[data-track]");
  if (event.key === "Escape") {
    if (track) (written ?? document.querySelector("[data-note] textarea"))?.focus();
    return;
  }
  if (typed(event.target) && !event.target.matches("#tracks select")) return; // the letter of a line leads out of it
  const value = event.key === "x" ? "10" : event.key;
  const button = track?.querySelector(`[data-value="${CSS.escape(value)}"]`);
  const other = document.querySelector(`[data-track="${CSS.escape(event.key)}"]`);
  if (!button && !other) return;
  event.preventDefault();
  if (button) {
    keyed = true;
    button.click();
    keyed = false;
  } else {
    other.closest("details")?.setAttribute("open", "");
    other.focus();
  }
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-note] textarea")) written = event.target;
});

// A panel is replaced by the answer. What was pressed in it has the focus again, unless the person went on meanwhile, and
// what was noted is said in a region that stays: one that comes with the answer is not read out.
const lineOf = (name) => name && document.querySelector(`.track[aria-label="${CSS.escape(name)}"]`);
const alike = ({ name, value }) => [...document.getElementsByName(name)].find((one) => one.value === value);
const noted = (line) =>
  line?.querySelector(".ratings")?.textContent.trim() || line?.querySelector("[aria-pressed=true]")?.textContent;
const words = ({ name, line }) => {
  if (name === "sheet") return document.querySelector("#sheet [role=status]")?.textContent.trim();
  const panel = document.querySelector("#tracks");
  const step = document.querySelector("#desk .stages .now")?.textContent.trim();
  const numbers = lineOf(line) && `${line}: ${noted(lineOf(line)) ?? "–"}`;
  return [panel?.dataset.said || numbers, step].filter(Boolean).join(". ");
};
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  pressed = { name: elt.name, value: elt.value, keyed, line: elt.closest(".track")?.getAttribute("aria-label") };
});
document.addEventListener("htmx:afterSettle", () => {
  if (!pressed) return;
  if (document.activeElement === document.body) {
    const line = lineOf(pressed.line);
    (pressed.keyed ? line : (alike(pressed) ?? line))?.focus();
  }
  const spoken = document.querySelector("[data-spoken]"); // only where the note has a record beside it
  if (spoken) spoken.textContent = words(pressed) ?? "";
  pressed = undefined;
});

// The minutes since the session began: counted on from what the server said, whatever this device's clock shows.
const clock = document.querySelector("[data-clock]");
if (clock) {
  const [before, loaded] = [Number(clock.dataset.clock), performance.now()];
  setInterval(() => {
    clock.querySelector("[data-minutes]").textContent = before + Math.floor((performance.now() - loaded) / 60_000);
  }, 10_000);
}
