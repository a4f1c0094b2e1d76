// Saves a note as it is written. Without this file it is saved when the button is pressed.
import { carry } from "./carry.js";
import { drop, get, idOf, put } from "./drafts/storage.js";

const noteForm = document.querySelector("[data-note]");
if (noteForm) {
  const status = noteForm.querySelector("[data-message]");
  const revision = noteForm.querySelector("[name=revision]");
  const PAUSE = 3000; // milliseconds after the last key
  const STOPPED = 5000; // milliseconds after which a sent page that is still there was stopped
  let timer = 0;
  let busy = false;
  let leaving = false;
  let dirty = false; // something is written that is not saved: the browser asks before it leaves

  // What is not saved yet also lies in this browser, see drafts/storage.js.
  const fields = () => [...new FormData(noteForm)].filter(([name]) => name !== "csrfmiddlewaretoken" && !name.startsWith("_"));
  const keep = () => { if (dirty) put(noteForm, fields); };
  const bringBack = async () => {
    const kept = await get(noteForm);
    if (!kept || dirty) return;
    // The page that answers with what was just sent has the revision that it shows beside it.
    if (kept.every(([name, value]) => name === "revision" || !noteForm.elements[name] || noteForm.elements[name].value === value)) {
      dirty = true;
      return;
    }
    for (const [name, value] of kept) {
      const field = noteForm.elements[name];
      if (field) field.value = value;
    }
    dirty = true;
    status.textContent = status.dataset.back;
    wait();
  };

  const written = () => {
    const found = new FormData(noteForm);
    for (const name of ["revision", "_once", "_draft"]) found.delete(name);
    return new URLSearchParams(found).toString();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  // After signing in again the form's token is an old one: the page has the new one. False while signed out, and when
  // somebody else has signed in: what is written here is not theirs.
  const renewed = async () => {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector(`[data-note][data-author="${noteForm.dataset.author}"] [name=csrfmiddlewaretoken]`);
    if (token) noteForm.querySelector("[name=csrfmiddlewaretoken]").value = token.value;
    return Boolean(token);
  };

  const save = async () => {
    if (busy || !dirty) return;
    busy = true;
    const sent = written();
    let again = true;
    try {
      const answer = await fetch(location.href, {
        method: "POST", body: new URLSearchParams(new FormData(noteForm)), headers: { Accept: "application/json" },
      });
      if ([401, 403].includes(answer.status)) {
        status.textContent = (await renewed()) ? status.dataset.offline : status.dataset.signedOut;
      } else if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
        const found = await answer.json();
        status.textContent = found.message;
        if (answer.ok) {
          revision.value = found.revision;
          dirty = written() !== sent;
          if (!dirty) drop(noteForm);
        } else {
          again = false; // the person decides: the button shows what is wrong, or both texts
        }
      } else {
        status.textContent = status.dataset.offline;
      }
    } catch {
      status.textContent = status.dataset.offline;
    }
    busy = false;
    if (dirty && again) wait();
  };

  noteForm.addEventListener("input", () => {
    dirty = true;
    keep();
    wait();
  });
  // Sent by its button, the page goes. When it does not (stopped, no connection), the text is still not saved; the
  // draft stays until the server says that it is.
  noteForm.addEventListener("submit", () => {
    clearTimeout(timer);
    leaving = true;
    setTimeout(() => {
      leaving = false;
      if (dirty) wait();
    }, STOPPED);
  });
  addEventListener("online", save);
  idOf(noteForm).then((id) => carry(noteForm, "_draft", id));
  bringBack();
  addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) event.preventDefault();
  });
}
