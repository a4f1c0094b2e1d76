// A clock beside a step that takes time, and a pacer for the breath. Without this file the text above it says how long.
// Where motion is unwanted nothing grows or shrinks (portal.css): the words say when to breathe in and out.
const shown = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

for (const box of document.querySelectorAll("[data-timer]")) {
  const words = box.dataset;
  const breaths = words.in ? [Number(words.in), Number(words.out)] : null;
  const [clock, breath, told] = ["clock", "breath", "told"].map((name) => box.querySelector(`[data-${name}]`));
  const [run, reset] = ["run", "reset"].map((name) => box.querySelector(`[data-${name}]`));
  const pacer = box.querySelector(".pacer");
  const minutes = words.minutesOf ? document.getElementsByName(words.minutesOf)[0] : null;
  let total = 0;
  let spent = 0; // milliseconds before the last start
  let since = null; // when it was last started; null while it rests
  let ticking = 0;

  const length = () => (Number(minutes?.value) > 0 ? Number(minutes.value) * 60 : Number(words.timer));
  const elapsed = () => spent + (since === null ? 0 : Date.now() - since);

  const say = (element, text) => { if (element.textContent !== text) element.textContent = text; };
  const draw = () => {
    const left = Math.max(0, Math.ceil(total - elapsed() / 1000));
    clock.textContent = shown(left);
    if (breaths) {
      const inside = (elapsed() / 1000) % (breaths[0] + breaths[1]) < breaths[0];
      const runs = since !== null && left > 0;
      say(breath, runs ? (inside ? words.sayIn : words.sayOut) : "");
      pacer.style.setProperty("--breath", `${breaths[inside ? 0 : 1]}s`);
      pacer.classList.toggle("in", runs && inside);
    }
    if (since !== null && left === 60 && total > 90) say(told, words.sayLeft);
    if (left === 0) stop(words.sayOver);
  };
  const stop = (text) => {
    clearInterval(ticking);
    spent = elapsed();
    since = null;
    pacer?.classList.remove("in");
    say(breath, "");
    say(told, text);
    const over = spent >= total * 1000;
    run.hidden = over;
    run.textContent = words.sayResume;
    if (over && document.activeElement === document.body) reset.focus();
  };
  const rest = () => {
    clearInterval(ticking);
    [total, spent, since] = [length(), 0, null];
    run.hidden = false;
    run.textContent = words.sayStart;
    reset.hidden = true;
    say(told, "");
    draw();
  };

  run.addEventListener("click", () => {
    if (since !== null) return stop("");
    since = Date.now();
    run.textContent = words.sayPause;
    reset.hidden = false;
    ticking = setInterval(draw, 200);
    return draw();
  });
  reset.addEventListener("click", () => { rest(); run.focus(); });
  minutes?.addEventListener("input", () => { if (since === null && spent === 0) rest(); });
  box.hidden = false;
  rest();
}
