// The drafts that lie in this browser, each sealed with the key of the person who typed it.
import { carry } from "../carry.js";

const KEPT = 30 * 24 * 3600 * 1000; // milliseconds
const { draftKey: url } = document.body.dataset;
const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
const text = (found) => btoa(Array.from(new Uint8Array(found), (one) => String.fromCharCode(one)).join(""));

export const names = () => Object.keys(localStorage).filter((name) => name.startsWith("draft:"));
// Without a person signed in, or without a safe connection, nothing is kept.
export const able = () => Boolean(url && window.crypto.subtle);

// What the server says of the form that was sent before this page, and what is too old.
export const clear = () => {
  for (const cookie of document.cookie.split("; ")) {
    const [, what, id] = cookie.match(/^(saved|drop)-([0-9a-f-]+)=/) ?? [];
    if (!what) continue;
    for (const name of names()) {
      if (what === "saved" ? name.endsWith(`:${id}`) : name.startsWith(`draft:${id}:`)) localStorage.removeItem(name);
    }
    document.cookie = `${what}-${id}=; Max-Age=0; Path=/; SameSite=Strict`;
  }
  for (const name of names()) {
    let at = 0;
    try { ({ at } = JSON.parse(localStorage.getItem(name))); } catch { /* not one of ours: it goes */ }
    if (!(Date.now() - at < KEPT)) localStorage.removeItem(name);
  }
};

let opening;
const asked = async () => {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : null;
};
const opened = async () => {
  if (!able()) return null;
  try {
    // One page at a time: the first page on a device sets the cookie that names it.
    const found = await (navigator.locks ? navigator.locks.request("draft-key", asked) : asked());
    if (!found) return null;
    if (found.first) for (const name of names()) localStorage.removeItem(name); // sealed for a cookie that is gone: unreadable
    for (const form of document.querySelectorAll("[data-sign-out]")) carry(form, "_owner", found.owner);
    return { owner: found.owner, key: await crypto.subtle.importKey("raw", bytes(found.key), "AES-GCM", false, ["encrypt", "decrypt"]) };
  } catch {
    return null; // no connection
  }
};
export const open = async () => {
  opening ??= opened();
  const found = await opening;
  if (!found) opening = undefined;
  return found;
};
// Another tab may have signed out and in again meanwhile.
export const askAgain = () => { opening = undefined; };

// A form is known by where it is sent to, so that it is the same one on the page that shows its errors.
export const idOf = async (form) => {
  if (!form.dataset.draftId) {
    const target = new URL(form.getAttribute("action") || location.href, location.href);
    const alike = [...document.forms].filter((one) => one.getAttribute("action") === form.getAttribute("action"));
    const name = form.dataset.draft ?? `${target.pathname}${target.search}#${form.id || alike.indexOf(form)}`;
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name));
    form.dataset.draftId = Array.from(new Uint8Array(hash), (one) => one.toString(16).padStart(2, "0")).join("");
  }
  return form.dataset.draftId;
};

const write = async (form, fields) => {
  const mine = await open();
  if (!mine) return;
  const id = await idOf(form);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const content = { page: location.pathname + location.search, title: document.title, fields };
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, mine.key, new TextEncoder().encode(JSON.stringify(content)));
  try {
    localStorage.setItem(`draft:${mine.owner}:${id}`, JSON.stringify({ at: Date.now(), iv: text(iv), data: text(sealed) }));
  } catch { /* the browser has no place left */ }
};
// Of several in a row the last one is written last.
let writing = Promise.resolve();
export const put = (form, fields) => (writing = writing.then(() => write(form, fields())));

export const read = async (name, key) => {
  try {
    const { iv, data } = JSON.parse(localStorage.getItem(name));
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, key, bytes(data));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
};
export const get = async (form) => {
  const mine = await open();
  if (!mine) return null;
  const name = `draft:${mine.owner}:${await idOf(form)}`;
  const found = await read(name, mine.key);
  if (!found) localStorage.removeItem(name); // sealed under a key that is gone: nobody can read it any more
  return found?.fields ?? null;
};
export const drop = async (form) => {
  await writing;
  const mine = await open();
  if (mine) localStorage.removeItem(`draft:${mine.owner}:${await idOf(form)}`);
};
