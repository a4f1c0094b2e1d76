// What is typed and not saved lies in this browser, encrypted with a key that the server gives out to the person who
// typed it alone, signed in, on this device. A draft goes when the server says that it was saved, when its person signs
// out, or after 30 days. Without this file, or without a safe connection, nothing is kept.
// A note saves itself by the same drafts, see note.js.
import { carry } from "./carry.js";
import { controls, fieldsOf, fill, kept, touched } from "./drafts/fields.js";
import { able, askAgain, clear, drop, get, idOf, names, open, put, read } from "./drafts/storage.js";

const { draftBack, draftSignedOut, draftDiscard, draftUnsaved } = document.body.dataset;

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

clear();
const link = document.querySelector("[data-draft-kept]");
if (link) link.hidden = !names().length;
if (able() && !location.pathname.startsWith("/account/")) {
  for (const form of document.forms) if (kept(form)) bringBack(form);
  if (["/", "/my/"].includes(location.pathname)) list();
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, ({ target }) => {
      if (target.form && controls(target.form).includes(target) && kept(target.form)) put(target.form, () => fieldsOf(target.form));
    });
  }
  document.addEventListener("visibilitychange", askAgain);
}
