// Saves a note as it is written. Without this file it is saved when the button is pressed.
"use strict";

const room = document.querySelector("[data-note]");
if (room) {
  const said = room.querySelector("[data-said]");
  const revision = room.querySelector("[name=revision]");
  const PAUSE = 3000; // milliseconds after the last key
  let timer = 0;
  let busy = false;
  let dirty = false; // something is written that is not saved: the browser asks before it leaves

  const written = () => {
    const found = new FormData(room);
    found.delete("revision");
    return new URLSearchParams(found).toString();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  // After signing in again the form's token is an old one: the page has the new one. False while signed out.
  const renewed = async () => {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector("[data-note] [name=csrfmiddlewaretoken]");
    if (token) room.querySelector("[name=csrfmiddlewaretoken]").value = token.value;
    return Boolean(token);
  };

  const save = async () => {
    if (busy || !dirty) return;
    busy = true;
    const sent = written();
    let again = true;
    try {
      const answer = await fetch(location.href, {
        method: "POST", body: new URLSearchParams(new FormData(room)), headers: { Accept: "application/json" },
      });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
        const found = await answer.json();
        said.textContent = found.said;
        if (answer.ok) {
          revision.value = found.revision;
          dirty = written() !== sent;
        } else {
          again = false; // the person decides: the button shows what is wrong, or both texts
        }
      } else {
        said.textContent = (await renewed()) ? said.dataset.offline : said.dataset.signedOut;
      }
    } catch {
      said.textContent = said.dataset.offline;
    }
    busy = false;
    if (dirty && again) wait();
  };

  room.addEventListener("input", () => {
    dirty = true;
    wait();
  });
  room.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
  });
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
