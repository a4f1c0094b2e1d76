"""The rota in words."""

from django.utils.dates import WEEKDAYS

from clients.on_call.rota import DAY, Stretch


def in_words(found: Stretch) -> str:
    """A stretch of the week, for example "Monday 18:00 – Tuesday 08:00"."""
    (first, starts), (last, ends) = divmod(found[0], DAY), divmod(found[1], DAY)
    if ends == 0:
        last, ends = last - 1, DAY
    begin = f"{WEEKDAYS[first % 7]} {starts // 60:02}:{starts % 60:02}"
    day = f"{WEEKDAYS[last % 7]} " if last != first else ""
    return f"{begin} – {day}{ends // 60:02}:{ends % 60:02}"
