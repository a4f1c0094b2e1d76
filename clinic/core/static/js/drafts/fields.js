// What stands in the fields of a form that is sent with a button.
const SKIPPED = ["submit", "button", "reset", "image", "file", "password", "hidden"];
const SECRET = /one-time-code|password|cc-/;

export const controls = (form) => [...form.elements].filter((one) =>
  one.name && !one.name.startsWith("_") && one.matches("input, textarea, select") && !SKIPPED.includes(one.type)
  && !SECRET.test(one.autocomplete));  // "off" is said of what is about others: it is typed all the same
export const kept = (form) => form.matches("form[method=post i]:not([data-no-draft], [data-questions], [data-note])") && controls(form).length;
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
export const touched = new WeakMap();
export const fieldsOf = (form) => {
  const known = touched.get(form) ?? new Set();
  touched.set(form, known);
  for (const one of controls(form)) if (!same(stateOf(one), stateBefore(one))) known.add(placeOf(one));
  const found = {};
  for (const one of controls(form)) if (known.has(placeOf(one))) found[placeOf(one)] = stateOf(one);
  for (const one of form.querySelectorAll("[type=hidden][name=revision], [type=hidden][name^=seen]")) found[one.name] = one.value;
  return found;
};
export const fill = (form, fields) => {
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
