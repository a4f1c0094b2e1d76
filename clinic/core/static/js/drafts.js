// What is typed and not saved lies in this browser, encrypted with a key that the server gives out to the person who
// typed it alone, signed in, on this device. A draft goes when the server says that it was saved, when its person signs
// out, or after 30 days. Without this file, or without a safe connection, nothing is kept.
"use strict";

const drafts = (() => {
  const KEPT = 30 * 24 * 3600 * 1000; // milliseconds
  const SKIPPED = ["submit", "button", "reset", "image", "file", "password", "hidden"];
  const SECRET = /one-time-code|password|cc-/;
  const { draftKey: url, draftBack, draftSignedOut, draftDiscard, draftUnsaved } = document.body.dataset;
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const text = (found) => btoa(Array.from(new Uint8Array(found), (one) => String.fromCharCode(one)).join(""));
  const names = () => Object.keys(localStorage).filter((name) => name.startsWith("draft:"));

  // What the server says of the form that was sent before this page, and what is too old.
  const clear = () => {
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
    if (!url || !window.crypto.subtle) return null;
    try {
      // One page at a time: the first one of a device makes its mark.
      const found = await (navigator.locks ? navigator.locks.request("draft-key", asked) : asked());
      if (!found) return null;
      if (found.first) for (const name of names()) localStorage.removeItem(name); // of a mark that is gone: unreadable
      for (const form of document.querySelectorAll("[data-sign-out]")) carry(form, "_owner", found.owner);
      return { owner: found.owner, key: await crypto.subtle.importKey("raw", bytes(found.key), "AES-GCM", false, ["encrypt", "decrypt"]) };
    } catch {
      return null; // no connection
    }
  };
  const open = async () => {
    opening ??= opened();
    const found = await opening;
    if (!found) opening = undefined;
    return found;
  };

  // A form is known by where it is sent to, so that it is the same one on the page that shows its errors.
  const idOf = async (form) => {
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
  const put = (form, fields) => (writing = writing.then(() => write(form, fields())));

  const read = async (name, key) => {
    try {
      const { iv, data } = JSON.parse(localStorage.getItem(name));
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, key, bytes(data));
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return null;
    }
  };
  const get = async (form) => {
    const mine = await open();
    if (!mine) return null;
    const name = `draft:${mine.owner}:${await idOf(form)}`;
    const found = await read(name, mine.key);
    if (!found) localStorage.removeItem(name); // sealed under a key that is gone: nobody can read it any more
    return found?.fields ?? null;
  };
  const drop = async (form) => {
    await writing;
    const mine = await open();
    if (mine) localStorage.removeItem(`draft:${mine.owner}:${await idOf(form)}`);
  };

  // --- forms that are sent with a button; a note saves itself, see note.js --------------------------------------------
  const controls = (form) => [...form.elements].filter((one) =>
    one.name && !one.name.startsWith("_") && one.matches("input, textarea, select") && !SKIPPED.includes(one.type)
    && !SECRET.test(one.autocomplete) && !(one.matches("input") && one.getAttribute("autocomplete") === "off"));
  const kept = (form) => form.matches("form[method=post i]:not([data-no-draft], [data-questions], [data-note])") && controls(form).length;
  const chosen = (select, by) => {
    const values = [...select.options].filter((one) => one[by]).map((one) => one.value);
    return values.length || select.multiple ? values : [...select.options].slice(0, 1).map((one) => one.value);
  };
  const stateOf = (one) =>
    one.matches("[type=checkbox], [type=radio]") ? one.checked : one.matches("select") ? chosen(one, "selected") : one.value;
  const stateBefore = (one) =>
    one.matches("[type=checkbox], [type=radio]") ? one.defaultChecked : one.matches("select") ? chosen(one, "defaultSelected") : one.defaultValue;
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const placeOf = (one) => (one.matches("[type=checkbox], [type=radio]") ? `${one.name}=${one.value}` : one.name);

  // Field → what stands in it, of all that were touched here or on the page before; and the revision they belong to.
  const touched = new WeakMap();
  const fieldsOf = (form) => {
    const known = touched.get(form) ?? new Set();
    touched.set(form, known);
    for (const one of controls(form)) if (!same(stateOf(one), stateBefore(one))) known.add(placeOf(one));
    const found = {};
    for (const one of controls(form)) if (known.has(placeOf(one))) found[placeOf(one)] = stateOf(one);
    for (const one of form.querySelectorAll("[type=hidden][name=revision], [type=hidden][name^=seen]")) found[one.name] = one.value;
    return found;
  };
  const fill = (form, fields) => {
    let changed = false;
    for (const one of controls(form)) {
      const value = fields[placeOf(one)];
      if (value === undefined || same(stateOf(one), value)) continue;
      changed = true;
      if (one.matches("[type=checkbox], [type=radio]")) one.checked = value;
      else if (one.matches("select")) for (const option of one.options) option.selected = value.includes(option.value);
      else one.value = value;
    }
    if (!changed) return false;
    for (const one of form.querySelectorAll("[type=hidden][name=revision], [type=hidden][name^=seen]")) one.value = fields[one.name] ?? one.value;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  const note = (words, ...more) => {
    const line = document.createElement("div");
    line.className = "notice";
    line.setAttribute("role", "status");
    line.append(words, ...more);
    return line;
  };
  const told = (form) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = draftDiscard;
    const line = note(`${document.referrer.includes("/account/") ? draftSignedOut : draftBack} `, button);
    button.addEventListener("click", () => {
      form.reset();
      touched.delete(form);
      drop(form);
      line.remove();
      form.dispatchEvent(new Event("change", { bubbles: true }));
      controls(form)[0].focus();
    });
    form.prepend(line);
  };
  const bringBack = async (form) => {
    carry(form, "_draft", await idOf(form));
    const fields = await get(form);
    if (!fields) return;
    touched.set(form, new Set(Object.keys(fields)));
    if (fill(form, fields)) told(form);
  };

  // The first page says where something waits: one does not always come back to the page by itself.
  const list = async () => {
    const mine = names().length ? await open() : null;
    if (!mine) return;
    const links = [];
    for (const name of names().filter((one) => one.startsWith(`draft:${mine.owner}:`))) {
      const found = await read(name, mine.key);
      if (!found?.page.startsWith("/") || found.page.startsWith("//")) continue;
      const link = document.createElement("a");
      link.href = found.page;
      link.textContent = found.title.split(" · ")[0];
      if (links.length) links.push(", ");
      links.push(link);
    }
    if (links.length) document.querySelector("main").prepend(note(`${draftUnsaved} `, ...links));
  };

  const start = () => {
    clear();
    const link = document.querySelector("[data-draft-kept]");
    if (link) link.hidden = !names().length;
    if (!url || location.pathname.startsWith("/account/") || !window.crypto.subtle) return;
    for (const form of document.forms) if (kept(form)) bringBack(form);
    if (["/", "/my/"].includes(location.pathname)) list();
    for (const kind of ["input", "change"]) {
      document.addEventListener(kind, ({ target }) => {
        if (target.form && controls(target.form).includes(target) && kept(target.form)) put(target.form, () => fieldsOf(target.form));
      });
    }
    // Another tab may have signed out and in again meanwhile.
    document.addEventListener("visibilitychange", () => { opening = undefined; });
  };
  return { start, put, get, drop, idOf };
})();

drafts.start();
