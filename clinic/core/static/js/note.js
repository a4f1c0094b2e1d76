// Saves a note as it is written. Without this file it is saved when the button is pressed.
"use strict";

const room = document.querySelector("[data-note]");
if (room) {
  const said = room.querySelector("[data-said]");
  const revision = room.querySelector("[name=revision]");
  const PAUSE = 3000; // milliseconds after the last key
  let timer = 0;
  let busy = false;
  let dirty = false;

  const text = () => new URLSearchParams(new FormData(room)).toString();
  let kept = text();

  const save = async () => {
    if (busy || !dirty) return;
    busy = true;
    const sent = text();
    try {
      const answer = await fetch(location.href, {
        method: "POST", body: new URLSearchParams(sent), headers: { Accept: "application/json" },
      });
      const found = await answer.json();
      said.textContent = found.said;
      if (answer.ok) {
        revision.value = found.revision;
        kept = text();
        dirty = text() !== kept || sent.replace(/revision=\d+/, "") !== kept.replace(/revision=\d+/, "");
      } else {
        dirty = false; // the person decides: the button shows both texts
      }
    } catch {
      said.textContent = said.dataset.offline;
    }
    busy = false;
    if (dirty) timer = setTimeout(save, PAUSE);
  };

  room.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
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
