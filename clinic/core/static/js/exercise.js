// One step at a time. Without this file all steps stand below one another.
const steps = document.querySelector("[data-steps]");
if (steps) {
  const parts = [...steps.querySelectorAll("[data-step]")];
  const bar = [...steps.querySelectorAll(".steps li")];
  const where = document.querySelector("[data-where]");
  let at = 0;

  const show = (focus) => {
    parts.forEach((part, number) => { part.hidden = number !== at; });
    bar.forEach((mark, number) => { mark.className = number < at ? "done" : number === at ? "now" : ""; });
    where.textContent = where.dataset.text.replace("{at}", at + 1).replace("{of}", parts.length);
    if (focus) parts[at].querySelector("h2, p, legend").focus();
  };
  steps.addEventListener("click", (event) => {
    const move = event.target.closest("[data-move]");
    if (!move) return;
    event.preventDefault();
    at = Math.min(parts.length - 1, Math.max(0, at + Number(move.dataset.move)));
    show(true);
  });
  for (const control of steps.querySelectorAll("[data-move]")) control.hidden = false;
  steps.querySelector(".steps").hidden = false;
  const wrong = parts.findIndex((part) => part.querySelector(".errorlist"));
  if (wrong > 0) at = wrong; // what has to be mended is seen at once
  show(false);
}
