// The free place of the calendar follows the arrow keys and the pointer. Without this file it stays where it is.
const calendar = document.querySelector("[data-calendar]");
const cursor = calendar?.querySelector("[data-cursor]");
if (cursor) {
  const { first, length, book, words } = calendar.dataset;
  const days = [...calendar.querySelectorAll("[data-on]")];
  const last = Number(first) + Number(length) * 60;
  let day = days.findIndex((one) => one.contains(cursor));
  let minute = Number(first) + (Number(cursor.className.match(/at-(\d+)/)[1]) - 1) * 5;
  const two = (number) => String(number).padStart(2, "0");

  const put = (nextDay, nextMinute) => {
    day = Math.min(Math.max(nextDay, 0), days.length - 1);
    minute = Math.min(Math.max(nextMinute, Number(first)), last - 30);
    const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
    cursor.className = `cursor at-${(minute - Number(first)) / 5 + 1} for-6`;
    const { on, whose } = days[day].dataset;
    cursor.href = `${book}?at=${on}T${time}${whose ? `&therapist=${whose}` : ""}`;
    cursor.querySelector("[data-at]").textContent = `${days[day].dataset.name} ${time}`;
    cursor.setAttribute("aria-label", `${words} ${days[day].dataset.name} ${time}`);
    days[day].querySelector(".hours").append(cursor);
  };
  const moves = { ArrowUp: [0, -30], ArrowDown: [0, 30], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  cursor.addEventListener("keydown", (event) => {
    const by = moves[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    put(day + by[0], minute + by[1]);
    cursor.focus();
  });
  for (const [number, one] of days.entries()) {
    const hours = one.querySelector(".hours");
    hours.addEventListener("click", (event) => {
      if (event.target.closest("a")) return;
      const share = (event.clientY - hours.getBoundingClientRect().top) / hours.clientHeight;
      put(number, Number(first) + Math.floor((share * (last - Number(first))) / 30) * 30);
      cursor.click();
    });
  }
}
