// The key that leads to the choice of instruments is followed by letters and Enter, faster than a page comes: a lost
// letter would open another form than the one that was meant. So the page is asked for when the letters are known, or
// after a pause; what is typed until it has come is handed to it.
const KEPT = "letters";
const PAUSE = 300; // milliseconds
const SOON = 5000; // milliseconds: later than this, what was typed was meant for something else

// None where the browser keeps nothing: then the page opens without the letters.
const storage = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
})();

// Follows the link, with the letters that are typed from now on.
export function follow(link) {
  let typed = "";
  const over = new AbortController();
  const keep = () => storage?.setItem(KEPT, JSON.stringify({ typed, at: Date.now() }));
  const go = () => {
    keep();
    link.click();
  };
  let waiting = setTimeout(go, PAUSE);
  const take = (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || (key.length > 1 && !["Enter", "Backspace"].includes(key))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (key === "Enter" && typed.trim()) {
      clearTimeout(waiting);
      over.abort();
      storage?.removeItem(KEPT);
      location.assign(`${link.href}?${new URLSearchParams({ q: typed })}`);
      return;
    }
    if (key === "Backspace") typed = typed.slice(0, -1);
    else if (key !== "Enter") typed += key;
    if (storage?.getItem(KEPT)) return keep(); // the page is on its way
    clearTimeout(waiting);
    waiting = setTimeout(go, PAUSE);
  };
  storage?.removeItem(KEPT);
  document.addEventListener("keydown", take, { capture: true, signal: over.signal });
  window.addEventListener("pageshow", () => over.abort(), { signal: over.signal });
  setTimeout(() => over.abort(), SOON);
}

// Puts what was typed before the page came in front of what its field has got since.
export function deliver(field) {
  const { typed = "", at = 0 } = JSON.parse(storage?.getItem(KEPT) ?? "{}");
  storage?.removeItem(KEPT);
  if (!typed || Date.now() - at > SOON) return;
  field.value = typed + field.value;
  // htmx listens once the page is whole, and would take the value for one that has not changed.
  window.addEventListener("load", () => field.dispatchEvent(new Event("letters")));
}
