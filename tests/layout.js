// Measures the page as it is laid out now and returns its faults: [{kind, where, detail}].
// Kinds: overflow, target, cut, overprint, outside, covered. What each means stands in tests/layout.py.
(options) => {
  "use strict";
  const LEAST = options.least; // CSS px, WCAG 2.5.8
  const faults = [];
  const root = document.documentElement;
  const [width, height] = [root.clientWidth, window.innerHeight];
  const styles = new Map();
  const style = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const words = (text) => text.replace(/\s+/g, " ").trim().slice(0, 40);
  const name = (element) => {
    const own = element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "");
    const classes = typeof element.className === "string" && element.className ? `.${element.className.trim().split(/\s+/).join(".")}` : "";
    const up = element.parentElement;
    const above = up && up !== document.body ? up.tagName.toLowerCase() + (typeof up.className === "string" && up.className ? `.${up.className.trim().split(/\s+/)[0]}` : "") : "";
    return `${above ? `${above} > ` : ""}${own}${classes} “${words(element.textContent || element.value || element.name || "")}”`;
  };
  const fault = (kind, element, detail) => faults.push({ kind, where: name(element), detail });
  const px = (number) => Math.round(number * 10) / 10;
  const parentOf = (element) => element.parentElement;

  const memo = (work) => {
    const known = new Map();
    return (element) => {
      if (!known.has(element)) known.set(element, work(element));
      return known.get(element);
    };
  };
  // For screen readers only: clipped to nothing on purpose, or transparent.
  const unseen = memo((element) => {
    const own = style(element);
    if (own.clipPath === "inset(50%)" || own.clip === "rect(0px, 0px, 0px, 0px)" || own.opacity === "0") return true;
    return parentOf(element) ? unseen(parentOf(element)) : false;
  });
  const fixedIn = memo((element) => {
    if (["fixed", "sticky"].includes(style(element).position)) return element;
    return parentOf(element) ? fixedIn(parentOf(element)) : null;
  });
  // The nearest ancestor that a person can scroll sideways, whether there is something to scroll or not.
  const scrollerOf = memo((element) => {
    const up = parentOf(element);
    if (!up || up === document.body || up === root) return null;
    return ["auto", "scroll"].includes(style(up).overflowX) ? up : scrollerOf(up);
  });
  const announced = (scroller) => scroller.tabIndex >= 0 && scroller.hasAttribute("role") && (scroller.hasAttribute("aria-label") || scroller.hasAttribute("aria-labelledby"));
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const over = (a, b) => [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];

  // Pieces of text: one for each line of each text node, and one for each text of a drawing.
  const pieces = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!node.data.trim() || element.closest("script, style, noscript, template, option, textarea, svg")) continue;
      if (!shown(element) || unseen(element)) continue;
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) if (rect.width > 0.5 && rect.height > 0.5) found.push({ element, node, rect, text: node.data });
    }
    for (const element of document.querySelectorAll("svg text")) {
      if (!shown(element) || unseen(element) || !element.textContent.trim()) continue;
      const lines = element.querySelectorAll("tspan").length ? element.querySelectorAll("tspan") : [element];
      for (const line of lines) {
        const rect = line.getBoundingClientRect();
        if (rect.width > 0.5) found.push({ element: line, node: line, rect, text: line.textContent });
      }
    }
    return found;
  };

  const hides = (value) => ["hidden", "clip"].includes(value);
  const scrolls = (value) => ["auto", "scroll"].includes(value);
  const cut = (piece) => {
    let [sideways, upright] = [true, true];
    const middle = piece.rect.height * 0.25; // the font's box is higher than its letters
    for (let up = piece.element; up && up !== root; up = parentOf(up)) {
      const own = style(up);
      if ((own.display === "inline" && up.tagName !== "svg") || own.display === "contents") continue;
      const box = up.getBoundingClientRect();
      if (sideways && hides(own.overflowX) && (piece.rect.right > box.right + 1 || piece.rect.left < box.left - 1)) return up;
      if (upright && hides(own.overflowY) && (piece.rect.bottom - middle > box.bottom + 1 || piece.rect.top + middle < box.top - 1)) return up;
      if (scrolls(own.overflowX)) sideways = false;
      if (scrolls(own.overflowY)) upright = false;
      if (own.position === "fixed") return null;
    }
    return null;
  };

  const visiblePart = (piece) => {
    const seen = { left: piece.rect.left, right: piece.rect.right, top: piece.rect.top, bottom: piece.rect.bottom };
    for (let up = piece.element; up && up !== document.body; up = parentOf(up)) {
      const own = style(up);
      if (own.display === "inline" || own.overflowX === "visible" && own.overflowY === "visible") continue;
      const box = up.getBoundingClientRect();
      if (own.overflowX !== "visible") [seen.left, seen.right] = [Math.max(seen.left, box.left), Math.min(seen.right, box.right)];
      if (own.overflowY !== "visible") [seen.top, seen.bottom] = [Math.max(seen.top, box.top), Math.min(seen.bottom, box.bottom)];
    }
    return seen;
  };

  const overflow = () => {
    const wide = Math.max(root.scrollWidth, document.body.scrollWidth);
    if (wide <= width + 1) return;
    let widest = document.body;
    for (const element of document.body.querySelectorAll("*")) {
      if (!shown(element) || scrollerOf(element)) continue;
      if (element.getBoundingClientRect().right > width + 1) { widest = element; if (!element.children.length) break; }
    }
    fault("overflow", widest, `${px(wide - width)} px wider than the window`);
  };

  const texts = (found) => {
    const told = new Set();
    const once = (kind, element, detail) => {
      if (told.has(element)) return;
      told.add(element);
      fault(kind, element, detail);
    };
    for (const piece of found) {
      const by = cut(piece);
      if (by) once("cut", piece.element, `cut off by ${name(by).split(" “")[0]}`);
      else if ((piece.rect.right > width + 1 || piece.rect.left < -1) && !scrollerOf(piece.element)) once("cut", piece.element, `reaches ${px(Math.max(piece.rect.right - width, -piece.rect.left))} px out of the window`);
    }
    for (const element of new Set(found.map((piece) => piece.element.closest("svg") ? null : piece.element))) {
      if (!element) continue;
      const own = style(element);
      if (hides(own.overflowX) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1) once("cut", element, `${element.scrollWidth - element.clientWidth} px of the text do not show`);
      if (hides(own.overflowY) && element.scrollHeight > element.clientHeight + 3 && element.clientHeight > 1) once("cut", element, `${element.scrollHeight - element.clientHeight} px of the lines do not show`);
    }
  };

  const overprinted = (found) => {
    const drawn = found.map((piece) => ({ ...piece, seen: visiblePart(piece), bar: fixedIn(piece.element) }))
      .filter(({ seen }) => seen.right - seen.left > 1 && seen.bottom - seen.top > 1)
      .sort((a, b) => a.seen.top - b.seen.top);
    const told = new Set();
    drawn.forEach((one, index) => {
      for (let next = index + 1; next < drawn.length && drawn[next].seen.top < one.seen.bottom; next += 1) {
        const two = drawn[next];
        if (two.node === one.node || two.bar !== one.bar) continue;
        const [across, down] = over(one.seen, two.seen);
        const slack = 0.35 * Math.min(one.rect.height, two.rect.height); // letters are lower than the font's box
        if (across <= 1.5 || down <= slack || told.has(one.node)) continue;
        told.add(one.node);
        fault("overprint", one.element, `with “${words(two.text)}”, ${px(across)} × ${px(down)} px`);
      }
    });
  };

  const CONTROLS = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [role=tab], [contenteditable=true]";
  const targets = () => [...document.querySelectorAll(CONTROLS)].filter((element) => {
    if (element.disabled || element.closest("[inert]")) return false;
    if (!shown(element)) return false;
    if (["radio", "checkbox"].includes(element.type)) return true; // its label may be what one sees
    return !unseen(element) && element.getClientRects().length > 0;
  });
  // What can be pressed: the control's own box, or the box of a label of its own.
  const boxes = (element) => {
    const own = [element.getBoundingClientRect()];
    if (["radio", "checkbox"].includes(element.type)) for (const label of element.labels) if (shown(label) && !unseen(label)) own.push(label.getBoundingClientRect());
    return own.sort((a, b) => Math.min(b.width, b.height) - Math.min(a.width, a.height));
  };
  const inTarget = (node) => node.parentElement.closest(CONTROLS);
  // WCAG 2.5.8, "inline": the link stands in a line of other text that has letters.
  const inSentence = (element) => {
    if (style(element).display !== "inline") return false;
    let block = parentOf(element);
    while (block && style(block).display === "inline") block = parentOf(block);
    const own = [...element.getClientRects()];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!/\p{L}/u.test(node.data) || inTarget(node) || !shown(node.parentElement) || unseen(node.parentElement)) continue;
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) for (const line of own) if (Math.min(rect.bottom, line.bottom) - Math.max(rect.top, line.top) > 0.5 * Math.min(rect.height, line.height)) return true;
    }
    return false;
  };

  const small = (all) => {
    for (const { element, box } of all) {
      if (box.width >= LEAST - 0.5 && box.height >= LEAST - 0.5) continue;
      if (inSentence(element)) continue;
      fault("target", element, `${px(box.width)} × ${px(box.height)} px`);
    }
  };

  const outside = (all) => {
    for (const { element, box } of all) {
      const scroller = scrollerOf(element);
      const bar = fixedIn(element);
      if (scroller && announced(scroller)) continue; // a named region that the keyboard can scroll
      let now = box;
      if (now.right > width + 1 || now.left < -1 || now.bottom + window.scrollY < 1) {
        element.focus({ preventScroll: true }); // a skip link comes into the window with the focus
        styles.delete(element);
        now = element.getBoundingClientRect();
        element.blur();
        styles.delete(element);
      }
      if (now.right > width + 1 || now.left < -1) fault("outside", element, `from ${px(now.left)} to ${px(now.right)} of ${width} px`);
      else if (bar && style(bar).position === "fixed" && (now.bottom > height + 1 || now.top < -1)) fault("outside", element, `from ${px(now.top)} to ${px(now.bottom)} of ${height} px high`);
    }
  };

  // Whatever is hit at the middle of a target must be the target, its label, or a bar that scrolling moves away from it.
  const hit = (element, box) => {
    const [line] = style(element).display === "inline" ? element.getClientRects() : [box]; // of a link in two lines, the first
    const found = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
    if (!found) return null;
    const mine = [element, ...(element.labels || [])];
    return mine.some((one) => one.contains(found) || found.contains(one)) ? null : found;
  };
  // What lies on top in the middle of where two boxes meet.
  const atop = (a, b) => document.elementFromPoint((Math.max(a.left, b.left) + Math.min(a.right, b.right)) / 2, (Math.max(a.top, b.top) + Math.min(a.bottom, b.bottom)) / 2);
  const covered = (all) => {
    const bars = [...document.querySelectorAll("body *")].filter((element) => ["fixed", "sticky"].includes(style(element).position) && shown(element) && !unseen(element));
    const standing = all.filter(({ element, box }) => !fixedIn(element) && box.width > 1 && box.height > 1);
    for (const { element, box } of standing) {
      if (box.top < 0 || box.bottom > height || box.left < 0 || box.right > width) continue;
      const found = hit(element, box);
      if (found && !fixedIn(found)) fault("covered", element, `by ${name(found)}`);
    }
    if (!bars.length) return;
    const some = standing.filter((_, index) => index >= standing.length - 5 || index % Math.ceil(standing.length / 8) === 0);
    for (const { element } of some) {
      element.focus();
      const box = boxes(element)[0];
      const mine = [element, ...(element.labels || [])];
      for (const bar of bars) {
        if (bar.contains(element) || mine.some((one) => one.contains(bar)) || parentOf(bar).closest("[hidden]")) continue;
        const [across, down] = over(box, bar.getBoundingClientRect());
        if (across > 1 && down > 1 && bar.contains(atop(box, bar.getBoundingClientRect()))) fault("covered", element, `${px(down)} px under ${name(bar).split(" “")[0]} when it has the focus`);
      }
      if (box.bottom < 1 || box.top > height - 1) fault("outside", element, "not in the window when it has the focus");
      element.blur();
    }
    for (const bar of bars) { // a bar that is higher than the window hides its own end
      const inside = all.filter(({ element }) => bar.contains(element));
      for (const { element } of inside.slice(-2)) {
        element.focus();
        const box = element.getBoundingClientRect();
        if (box.top < -1 || box.bottom > height + 1) fault("outside", element, `from ${px(box.top)} to ${px(box.bottom)} of ${height} px high, in a bar`);
        element.blur();
      }
    }
    window.scrollTo(0, root.scrollHeight);
    const last = pieces().filter((piece) => !fixedIn(piece.element)).sort((a, b) => b.rect.bottom - a.rect.bottom).slice(0, 6);
    for (const piece of last) {
      for (const bar of bars) {
        if (style(bar).position !== "fixed" || bar.contains(piece.element)) continue;
        const [across, down] = over(piece.rect, bar.getBoundingClientRect());
        if (across > 1 && down > 0.35 * piece.rect.height) fault("covered", piece.element, `the page's last lines end ${px(down)} px under ${name(bar).split(" “")[0]}`);
      }
    }
    window.scrollTo(0, 0);
  };

  // On a desk nothing needs to be scrolled sideways, not even inside a region.
  const regions = () => {
    for (const element of document.querySelectorAll("body *")) {
      if (!scrolls(style(element).overflowX) || !shown(element) || element.matches("textarea, input, select")) continue;
      const hidden = element.scrollWidth - element.clientWidth;
      if (hidden <= 1) continue;
      if (options.desk) fault("cut", element, `${hidden} px only by scrolling sideways`);
      else if (!announced(element)) fault("cut", element, `${hidden} px by scrolling sideways, in no named region that the keyboard reaches`);
    }
  };

  window.scrollTo(0, 0);
  const found = pieces();
  const all = targets().map((element) => ({ element, box: boxes(element)[0] }));
  overflow();
  texts(found);
  overprinted(found);
  small(all);
  outside(all);
  regions();
  covered(all);
  window.scrollTo(0, 0);
  return faults;
}
