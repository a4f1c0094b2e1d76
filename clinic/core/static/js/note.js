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

  // What is not saved yet also lies in this browser, encrypted with a key of the login: who signs out loses the key.
  const place = `draft:${room.dataset.draft}`;
  const secret = window.crypto.subtle && room.dataset.key
    ? crypto.subtle.importKey("raw", Uint8Array.from(atob(room.dataset.key), (one) => one.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"])
    : null;
  const fields = () => [...new FormData(room)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const keep = async () => {
    if (!secret) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(fields()));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await secret, plain));
    if (dirty) localStorage.setItem(place, JSON.stringify([[...iv], [...sealed]]));
  };
  const drop = () => localStorage.removeItem(place);
  const bringBack = async () => {
    const kept = localStorage.getItem(place);
    if (!kept || !secret) return;
    try {
      const [iv, sealed] = JSON.parse(kept).map((one) => new Uint8Array(one));
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await secret, sealed);
      for (const [name, value] of JSON.parse(new TextDecoder().decode(plain))) {
        const field = room.elements[name];
        if (field) field.value = value;
      }
      dirty = true;
      said.textContent = said.dataset.back;
      wait();
    } catch {
      drop(); // of another login: nobody can read it any more
    }
  };

  const written = () => {
    const found = new FormData(room);
    found.delete("revision");
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
    const token = fresh.querySelector(`[data-note][data-author="${room.dataset.author}"] [name=csrfmiddlewaretoken]`);
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
          if (!dirty) drop();
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
    keep();
    wait();
  });
  room.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
    drop();
  });
  addEventListener("online", save);
  bringBack();
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
