// Letters that are typed while the page that takes them is still on its way are handed to it, and so is Enter: a lost
// first letter would open another form than the one that was meant.
const KEPT = "letters";
const SOON = 5000; // milliseconds: later than this, what was typed was meant for something else

// Collects what is typed on this page from now on, until it is gone.
export function collect() {
  let typed = "";
  const over = new AbortController();
  const take = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Backspace") typed = typed.slice(0, -1);
    else if (event.key === "Enter") typed += "\n";
    else if (event.key.length === 1) typed += event.key;
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sessionStorage.setItem(KEPT, JSON.stringify({ typed, at: Date.now() }));
  };
  document.addEventListener("keydown", take, { capture: true, signal: over.signal });
  window.addEventListener("pageshow", () => over.abort(), { signal: over.signal });
  setTimeout(() => over.abort(), SOON);
}

// Puts what was collected before what the field has got since, and sends it where Enter was among it.
export function deliver(field) {
  const { typed = "", at = 0 } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  sessionStorage.removeItem(KEPT);
  if (!typed || Date.now() - at > SOON) return;
  const [letters, ...sent] = typed.split("\n");
  field.value = letters + field.value;
  if (sent.length > 0) field.form.requestSubmit();
  else field.dispatchEvent(new Event("input", { bubbles: true }));
}
