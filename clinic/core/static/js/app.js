// Conveniences only: every page works without this file.
import { carry } from "./carry.js";

const typing = (element) => element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");

// Single keys follow links that carry data-key: r records, b books, / searches.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.target.closest("[data-answers]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, [data-focus]")) target.focus();
  else target.click();
});

// j and k walk the rows of a list, Enter opens the one in focus.
document.addEventListener("keydown", (event) => {
  if (!["j", "k"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const links = [...document.querySelectorAll("[data-rows] [data-row]")];
  if (!links.length) return;
  const now = links.indexOf(document.activeElement);
  const next = now < 0 ? 0 : Math.min(links.length - 1, Math.max(0, now + (event.key === "j" ? 1 : -1)));
  event.preventDefault();
  links[next].focus();
});

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
