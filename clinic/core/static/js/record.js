// Typing answers from paper: number keys answer and advance, arrows move, 0/Delete-like keys clear.
import { able } from "./drafts/storage.js";

const form = document.querySelector("[data-answers]");
if (form) {
  const items = [...form.querySelectorAll("[data-item]")];
  const radios = items.map((item) => [...item.querySelectorAll("input[type=radio]")]);
  const count = form.querySelector("[data-count]");
  const step = Number(form.dataset.answers) || 1; // with steps of ten, 3 answers 30 and x the highest

  const show = () => {
    const answered = radios.filter((group) => group.some((radio) => radio.checked)).length;
    count.textContent = String(answered);
  };
  // Says that an answer has changed, as a click would: so it is counted, and kept as a draft.
  const told = (radio) => radio.dispatchEvent(new Event("change", { bubbles: true }));
  const index = (element) => items.indexOf(element.closest("[data-item]"));
  const go = (number) => {
    const group = radios[number];
    if (!group) {
      form.querySelector("button[type=submit]").focus();
      return;
    }
    (group.find((radio) => radio.checked) || group[0]).focus({ preventScroll: true });
    items[number].scrollIntoView({ block: "center" });
  };

  form.addEventListener("change", show);
  form.addEventListener("keydown", (event) => {
    const number = index(event.target);
    if (number < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9]$/.test(event.key)) {
      const wanted = String(Number(event.key) * step);
      const radio = radios[number].find((candidate) => candidate.value === wanted);
      event.preventDefault();
      if (!radio) return;
      radio.checked = true;
      told(radio);
      go(number + 1);
    } else if (event.key === "x" && step > 1) {
      event.preventDefault();
      radios[number].at(-1).checked = true;
      told(radios[number].at(-1));
      go(number + 1);
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      go(number + 1);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      go(Math.max(0, number - 1));
    } else if (event.key === "Backspace" || event.key === "Delete" || event.key === "-") {
      event.preventDefault();
      for (const radio of radios[number]) radio.checked = false;
      told(radios[number][0]);
      if (event.key === "-") go(number + 1);
    }
  });
  show();

  // Where no draft can be kept, leaving the page asks first.
  let unsaved = false;
  form.addEventListener("change", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !able()) event.preventDefault();
  });
  if (!form.querySelector("[aria-invalid=true]")) go(0);
}
