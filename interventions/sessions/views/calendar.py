"""The calendar, the search for a free slot, and the feed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clients.episodes.actions import refused_giving
from clients.finding.queries import close_to, matching
from clients.queries import client_for, listed
from clinic.core.access import ActorRequest, May, may, page, system
from clinic.core.address import day_of, moment_of, number_of, search_of, uuid_of
from clinic.core.forms import errors_at_fields
from clinic.core.models import Staff
from clinic.core.moments import here_text
from clinic.core.scope import practice_scope
from interventions.models import Hours, TherapySession
from interventions.sessions import calendar_settings
from interventions.sessions.calendar import MOST_SHOWN, SHOWN, CalendarDay, Entry, Search, calendar_of, free_slots
from interventions.sessions.durations import DAY, USUAL
from interventions.sessions.feed import as_icalendar, sessions_of_feed
from interventions.sessions.forms import SlotForm, minute_of
from interventions.sessions.queries import day_bounds

FIRST, LAST = 8 * 60, 19 * 60  # what the calendar shows at least
PEOPLE = 20


def _chosen(request: ActorRequest, first: date, length: int) -> tuple[list[Staff], list[Staff]]:
    """(the therapists one may see in that period, those who are shown): the one asked for, oneself, or all."""
    start, end = day_bounds(first)[0], day_bounds(first + timedelta(days=length - 1))[1]
    known = list(calendar_settings.calendars(request.actor, start, end, uuid_of(request.GET.get("therapist", ""))))
    wanted = request.GET.get("therapist", "")
    shown = [one for one in known if str(one.pk) == wanted]
    if not shown and wanted != "all":
        shown = [one for one in known if one.pk == request.actor.staff_id]
    return known, shown or known


@page(May.SEE_CALENDAR)
def calendar(request: ActorRequest) -> HttpResponse:
    """A week or a day."""
    on, view = day_of(request.GET.get("on", "")), "day" if request.GET.get("view") == "day" else "week"
    first = on if view == "day" else on - timedelta(days=on.weekday())
    length = 1 if view == "day" else 7
    known, shown = _chosen(request, first, length)
    days = calendar_of(request.actor, shown, first, length, apart=view == "day")
    step = timedelta(days=length)
    now, bounds = timezone.localtime(), _bounds(days)
    whose, address = str(shown[0].pk) if len(shown) == 1 else "all", _addresses()
    context = {
        "section": "calendar",
        "view": view,
        "on": on,
        "therapists": known,
        "whose": whose,
        "one": len(shown) == 1,
        "days": [_drawn(day, bounds, address) for day in days],
        "hours": list(range(bounds[0] // 60, bounds[1] // 60)),
        "first": bounds[0],
        "before": first - step,
        "after": first + step,
        "today": timezone.localdate(),
        "cursor": _cursor(days, now, bounds),
        "last_day": days[-1].on,
        "length": (bounds[1] - bounds[0]) // 60,
        "now_row": _row(now.hour * 60 + now.minute, bounds) if bounds[0] <= now.hour * 60 < bounds[1] else None,
        "keeps": [one.pk for one in calendar_settings.therapists_in_reach(request.actor, May.KEEP_HOURS)]
        if may(request.actor, May.KEEP_HOURS)
        else [],
    }
    return render(request, "sessions/calendar.html", context)


def _bounds(days: list[CalendarDay]) -> tuple[int, int]:
    """The first and last minute that is drawn, whole hours: 8 to 19, and whatever is outside of that."""
    starts = [entry.starts for day in days for entry in day.entries] + [a for day in days for a, _b in day.open]
    ends = [entry.starts + entry.minutes for day in days for entry in day.entries]
    ends += [b for day in days for _a, b in day.open]
    first, last = min([FIRST, *starts]) // 60 * 60, -(-max([LAST, *ends]) // 60) * 60
    return first, min(last, DAY)


def _row(minute: int, bounds: tuple[int, int]) -> int:
    """The line of the grid, one for five minutes."""
    return (min(max(minute, bounds[0]), bounds[1]) - bounds[0]) // 5 + 1


def _addresses() -> Callable[[UUID], str]:
    """Session → the address of its page; the URL map is asked once, not for each of hundreds."""
    unknown = UUID(int=0)
    pattern = reverse("sessions:session", args=[unknown])
    return lambda session: pattern.replace(str(unknown), str(session))


def _drawn(day: CalendarDay, bounds: tuple[int, int], address: Callable[[UUID], str]) -> dict[str, object]:
    """A day with its places in the grid."""
    rows = [_entry(entry, bounds, address, alone=day.therapist is not None) for entry in day.entries]
    away = [
        {"who": who, "label": label, "at": _row(a, bounds), "for": max(_row(b, bounds) - _row(a, bounds), 1)}
        for who, label, a, b in day.away
        if b > bounds[0] and a < bounds[1]
    ]
    open_ = [{"at": _row(a, bounds), "for": _row(b, bounds) - _row(a, bounds)} for a, b in day.open]
    return {"on": day.on, "rows": rows, "away": away, "open": open_, "therapist": day.therapist}


def _entry(entry: Entry, bounds: tuple[int, int], address: Callable[[UUID], str], *, alone: bool) -> dict[str, str]:
    """A session as text for the template: numbers and filters of hundreds would take most of the page's time.

    One that is not for these eyes has no ``href``: only that its time is taken. ``alone``: it is clear whose it is.
    """
    session, at = entry.session, _row(entry.starts, bounds)
    length, of = max(_row(entry.starts + entry.minutes, bounds) - at, 2), min(entry.lanes, 8)
    place = f"at-{at} for-{length} lane-{min(entry.lane, 7)}-{of}{' thin' if of > 2 else ''}"
    time = here_text(session.starts_at)
    if not entry.named:
        return {"css": f"entry taken {place}", "time": time, "href": ""}
    facts = [session.room.name if session.room else _("online")]
    if not alone:
        facts.append(session.therapist.name)
    if not session.therapist.is_active:
        facts.append(_("left the practice"))
    state = "" if session.state == TherapySession.State.BOOKED else str(session.get_state_display())
    if session.state == TherapySession.State.MISSED:
        facts.append(state)
        state = ""
    return {
        "css": f"entry {session.state} {place}",
        "time": time,
        "href": address(session.pk),
        "names": session.names,
        "facts": " · ".join(facts),
        "state": state,  # for those who cannot see its colour
    }


def _cursor(days: list[CalendarDay], now: datetime, bounds: tuple[int, int]) -> dict[str, object]:
    """Where a new session would go: the first half hour from now on, or of the working day, that is free."""
    of_today = [one for one in days if one.on == now.date()] or days
    offered = [one for one in of_today if one.therapist is None or one.therapist.is_active]
    day = next((one for one in offered or of_today if one.open), (offered or of_today)[0])  # rather who works that day
    first = max((now.hour * 60 + now.minute) // 30 * 30 + 30 if day.on == now.date() else 9 * 60, bounds[0])
    taken = [(entry.starts, entry.starts + entry.minutes) for entry in day.entries]
    minutes = range(min(first, bounds[1] - 30), bounds[1] - 29, 30)
    minute = next((one for one in minutes if all(b <= one or a >= one + 30 for a, b in taken)), minutes[0])
    return {
        "on": day.on,
        "therapist": day.therapist,
        "at": _row(minute, bounds),
        "time": f"{minute // 60:02}:{minute % 60:02}",
        "offered": bool(offered),
    }


@page(May.BOOK)
def whom(request: ActorRequest) -> HttpResponse:
    """A time was chosen in the calendar: for whom?"""
    search = search_of(request)
    everybody = listed(request.actor, May.BOOK)
    found = list(matching(everybody, search).order_by("sort_name", "id")[:PEOPLE])
    at = moment_of(request.GET.get("at", ""))
    context = {
        "section": "calendar",
        "search": search,
        "clients": found,
        "close": close_to(everybody, search) if search and not found else [],
        "at": at,
        "therapist": uuid_of(request.GET.get("therapist", "")) or "",
    }
    return render(request, "sessions/whom.html", context)


def _more(request: ActorRequest, shown: int) -> str:
    """The query of the same search with more free times."""
    query = request.GET.copy()
    query["shown"] = str(shown + SHOWN)
    return query.urlencode()


@page(May.BOOK)
def slots(request: ActorRequest) -> HttpResponse:
    """Free times, for a client or for nobody yet."""
    known = calendar_settings.therapists_in_reach(request.actor, May.SEE_CALENDAR)
    client_id = uuid_of(request.GET.get("client", ""))
    client = client_for(request.actor, client_id, May.BOOK) if client_id else None
    today = timezone.localdate()
    initial = {"since": today, "until": today + timedelta(weeks=4), "minutes": USUAL}
    given = request.GET if "since" in request.GET else None
    form = SlotForm(given, initial=initial, therapists=known)
    found: list[Any] = []
    shown = number_of(request.GET.get("shown", ""), SHOWN, MOST_SHOWN)
    if form.is_valid():
        wanted = form.cleaned_data
        search = Search(
            therapists=[wanted["therapist"]] if wanted["therapist"] else list(known),
            minutes=wanted["minutes"],
            since=wanted["since"],
            until=wanted["until"],
            weekdays=frozenset(wanted["weekdays"]),
            room=form.rooms.get(wanted["room"]),
            any_room=wanted["room"] == "any",
            people=frozenset({client.pk}) if client else frozenset(),
            earliest=minute_of(wanted["earliest"], 0),
            latest=minute_of(wanted["latest"], DAY),
            limit=shown,
        )
        with errors_at_fields(form):
            found = free_slots(request.actor.practice_id, search)
    hours = Hours.objects.filter(therapist__in=known).exists()
    context = {
        "section": "calendar",
        "form": form,
        "client": client,
        "found": found,
        "asked": given is not None,
        "more": _more(request, shown) if len(found) == shown < MOST_SHOWN else "",
        "many": known.count() > 1,
        "hours": hours,
        "refused": refused_giving(client) if client else None,
    }
    return render(request, "sessions/slots.html", context)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar as a file, for whoever has the address: when and where, no name of anybody."""
    found = calendar_settings.feed_of(secret)
    if found is None:
        return HttpResponse(status=404)
    with practice_scope(found.practice_id, system(found.practice_id, "calendar feed")):
        therapist = Staff.objects.filter(pk=found.therapist_id, is_active=True).first()
        if therapist is None:
            return HttpResponse(status=404)
        content = as_icalendar(sessions_of_feed(therapist.pk), name=found.practice.sender_name)
    etag = quote_etag(calendar_settings.digest(content))
    response: HttpResponse
    if request.headers.get("If-None-Match", "") in {etag, f"W/{etag}"}:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    return response
