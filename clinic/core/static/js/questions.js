// Each answer of the list is kept at once. Without this file they are kept when the button is pressed.
const questions = document.querySelector("[data-questions]");
if (questions) {
  const token = questions.querySelector("[name=csrfmiddlewaretoken]").value;

  const keep = async (part, value) => {
    const item = part.dataset.question;
    const seen = part.querySelector(`[name="seen-${item}"]`);
    const status = part.querySelector("[data-message]");
    const body = new URLSearchParams({ value, [`seen-${item}`]: seen.value });
    try {
      const answer = await fetch(`${questions.dataset.questions}${item}/`, {
        method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token },
      });
      const { message, detail } = await answer.json();
      status.textContent = message ?? detail;
      if (answer.ok) seen.value = value;
      else if (answer.status === 409) seen.value = "?";
    } catch {
      status.textContent = status.dataset.offline;
    }
  };

  questions.addEventListener("change", (event) => {
    const part = event.target.closest("[data-question]");
    if (part) keep(part, event.target.value);
  });
}
