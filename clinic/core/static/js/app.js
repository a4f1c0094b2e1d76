// Conveniences only: every page works without this file.
"use strict";

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

// Who signs out leaves no draft behind.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  for (const name of Object.keys(localStorage)) if (name.startsWith("draft:")) localStorage.removeItem(name);
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
