// Conveniences only: every page works without this file.
import { carry } from "./carry.js";
import { deliver, follow } from "./letters.js";

const typing = (element) => element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");

// Single keys follow links that carry data-key, named by the key as shipped: r records, b books, / searches. Whoever
// uses another one, or none, has said so; the body carries it.
const own = JSON.parse(document.body.dataset.ownKeys || "{}");
const off = document.body.hasAttribute("data-keys-off");
const keyOf = (shipped) => own[shipped] ?? shipped;

function nameKeys(part) {
  for (const box of part.querySelectorAll("[data-key] kbd, kbd[data-of]")) {
    box.hidden = off;
    const link = box.closest("[data-key]");
    box.textContent = keyOf(box.dataset.of ?? link.dataset.key);
    if (!link) continue;
    box.ariaHidden = "true"; // no part of the link's name: it is said as its key
    if (!off) link.setAttribute("aria-keyshortcuts", box.textContent);
  }
}
nameKeys(document);
document.addEventListener("htmx:load", (event) => nameKeys(event.target));

function reach(shipped) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(shipped)}"]`)];
  return found.find((element) => !element.hidden) ?? found[0];
}

// j and k walk the rows of a list, Enter opens the one in focus.
function walk(step) {
  const links = [...document.querySelectorAll("[data-rows] [data-row]")];
  const now = links.indexOf(document.activeElement);
  const next = now < 0 ? 0 : Math.min(links.length - 1, Math.max(0, now + step));
  links[next]?.focus();
  return links.length > 0;
}

document.addEventListener("keydown", (event) => {
  if (off || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === keyOf("j") || event.key === keyOf("k")) {
    if (walk(event.key === keyOf("j") ? 1 : -1)) event.preventDefault();
    return;
  }
  if (event.target.closest("[data-answers]")) return;
  const all = new Set([...document.querySelectorAll("[data-key]")].map((element) => element.dataset.key));
  const shipped = [...all].find((one) => keyOf(one) === event.key);
  if (shipped === undefined) return;
  const target = reach(shipped);
  event.preventDefault();
  if (target.matches("input, [data-focus]")) target.focus();
  else if (target.pathname?.endsWith("/record/")) follow(target); // the page that chooses an instrument by its letters
  else target.click();
});
const letters = document.querySelector("[data-letters]");
if (letters) deliver(letters);

// Who came to search can type at once.
if (location.hash === "#search") document.getElementById("search")?.focus();

// Pressing twice sends once. A form whose sending was stopped, or whose connection was lost, can be sent again after a
// second: it carries a mark by which the server knows it again, should the first one have come through after all.
const TWICE = 1000; // milliseconds
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (Date.now() - Number(form.dataset.sent ?? 0) < TWICE) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = String(Date.now());
  form.dataset.once ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  carry(form, "_once", form.dataset.once);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const form of document.forms) delete form.dataset.sent;
});

// A chart over time that is wider than the screen opens at its newest end.
for (const box of document.querySelectorAll(":is(.chart.course, .chart.timeline) > .scroll")) box.scrollLeft = box.scrollWidth;
