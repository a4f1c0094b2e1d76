"""Booking, moving and cancelling; hours, leave, the waiting list; the search for a free slot."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Unpack
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clients.queries import therapists
from clinic.core.edit_forms import FormOptions, RevisedForm, Sent
from clinic.core.forms import PlainText, day_field
from clinic.core.models import Room, Staff
from clinic.core.moments import current_zone
from clinic.core.types import Checked
from clinic.core.wallclock import Kind, Moment, comes_twice, from_wall_clock, to_wall_clock
from interventions.models import CalendarSettings, Hours, TherapySession, Waiting
from interventions.notices.forms import TellForm
from interventions.sessions.actions import minutes_of
from interventions.sessions.durations import DAY, LONGEST, LONGEST_PAUSE, SHORTEST, USUAL
from interventions.sessions.people import TakesPart
from interventions.sessions.recurrence import MOST
from interventions.sessions.series import Which

NOBODY = "nobody"
FIRST, SECOND = "first", "second"  # of a time that comes twice, as the clocks go back
WHICH = [
    (Which.THIS, _("this session alone")),
    (Which.FOLLOWING, _("this and the following")),
    (Which.ALL, _("all that are to come")),
]


def time_field(**options: Any) -> forms.TimeField:
    """A time of day, in steps of five minutes."""
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"), **options)


def occurrence_of(local: datetime) -> str:
    """Which of the two a time on the wall clock is; empty where it comes once. ``local``: with its zone."""
    if not comes_twice(local):
        return ""
    return SECOND if local.fold else FIRST


def weekdays_field(**options: Any) -> forms.TypedMultipleChoiceField:
    """Days of the week; 0 is Monday."""
    return forms.TypedMultipleChoiceField(
        choices=list(WEEKDAYS.items()), coerce=int, widget=forms.CheckboxSelectMultiple, required=False, **options
    )


def minute_of(value: time | None, otherwise: int) -> int:
    """Minutes after midnight."""
    return otherwise if value is None else value.hour * 60 + value.minute


def clock_of(minute: int) -> time | None:
    """The other way round; None at the two ends of the day, where nothing is asked for."""
    return time(minute // 60, minute % 60) if 0 < minute < DAY else None


class WhenForm(TellForm):
    """A time on the practice's wall clock; ``message`` is what had to be decided about it."""

    day = day_field(label=_("Day"))
    time = time_field(label=_("Start"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST, initial=USUAL)
    room = forms.ModelChoiceField(
        Room.objects.none(), label=_("Room"), required=False, empty_label=_("online, no room")
    )
    link = forms.URLField(
        label=_("Link to the video room"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("For an online session; begins with https."),
    )
    despite = forms.BooleanField(label=_("Book anyway"), required=False)
    occurrence = forms.ChoiceField(
        label=_("Which of the two"),
        required=False,
        choices=[("", _("choose")), (FIRST, _("before the clocks go back")), (SECOND, _("after they have gone back"))],
    )
    message = ""
    twice: bool | None = None  # whether the time that was typed comes twice; None where none could be read

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["room"].queryset = Room.objects.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> Checked:
        """Adds ``starts_at``. A time that the clocks leave out is changed, and said; of one that they show twice,
        somebody chooses which."""
        found = super().clean() or {}
        day, at = found.get("day"), found.get("time")
        if not (day and at):
            return found
        zone = current_zone()
        chosen = found.get("occurrence") or ""
        moment = self.moment_at(datetime.combine(day, at), zone, chosen)
        found["starts_at"], self.twice = moment.at, moment.kind is Kind.TWICE
        shown = f"{moment.at.astimezone(zone):%H:%M}"
        if moment.kind is Kind.LEFT_OUT:
            self.message = _now("The clocks go forward that night and skip this time. It was changed to %(time)s.") % {
                "time": shown
            }
        elif moment.kind is Kind.TWICE and not chosen and "occurrence" not in self.errors:
            text = _now("The clocks go back that night: %(time)s comes twice. Choose which of the two.")
            self.add_error("occurrence", text % {"time": shown})
        return found

    def moment_at(self, typed: datetime, zone: ZoneInfo, occurrence: str) -> Moment:
        """The moment of a day and a time of day; ``occurrence``: which, where it comes twice."""
        return from_wall_clock(typed, zone, again=occurrence == SECOND)

    @property
    def asks_occurrence(self) -> bool:
        """Whether the choice between the two is shown: the time comes twice, as far as one can be read."""
        return bool(self["occurrence"].value()) if self.twice is None else self.twice


def alone_field() -> "forms.ModelChoiceField[Client]":
    """Who takes part in a session of a joint plan; whom it offers, :func:`offer_each_alone` says."""
    return forms.ModelChoiceField(
        Client.objects.none(),
        label=_("Who takes part"),
        required=False,
        empty_label=_("everybody in the plan"),
        help_text=_("Of a joint plan. One person’s session is told and shown to that person only."),
    )


def offer_each_alone(form: forms.BaseForm, people: QuerySet[Client]) -> bool:
    """Offers these people of a joint plan, each of them alone; answers whether there are any."""
    field: Any = form.fields["alone_with"]
    field.queryset = people
    listed = [(str(one.pk), _now("%(name)s alone") % {"name": one.name}) for one in people]
    field.choices = [("", field.empty_label), *listed]
    return bool(listed)


def one_alone(form: forms.BaseForm) -> Client | None:
    """The one who comes alone; more than one would come together. Raises ValidationError."""
    if len(form.data.getlist("alone_with") if hasattr(form.data, "getlist") else []) > 1:
        raise forms.ValidationError(_now("Choose one person, or everybody in the plan."))
    found: Client | None = form.cleaned_data["alone_with"]
    return found


class MoveForm(RevisedForm, WhenForm):
    """Another time or place; of a session of a joint plan, also who takes part."""

    needs_revision, repeatable = True, False  # moved again by the same entries, the others of the series move again

    which = forms.ChoiceField(label=_("Which sessions"), choices=WHICH, initial=Which.THIS, required=False)
    alone_with = alone_field()
    may_come = False  # whether there is anybody to choose

    def offer_alone(self, people: QuerySet[Client]) -> None:
        """Offers these people of the session's joint plan, each of them alone."""
        self.may_come = offer_each_alone(self, people)

    def clean_alone_with(self) -> Client | None:
        """One person; more than one would come together."""
        return one_alone(self)

    @property
    def takes_part(self) -> TakesPart | None:
        """Who comes from now on, of a checked form; None where it does not say."""
        return TakesPart(self.cleaned_data["alone_with"]) if "alone_with" in self.data else None

    def shown(self, row: TherapySession) -> Mapping[str, object]:
        local = timezone.localtime(row.starts_at)
        return {
            "alone_with": None if row.household_id else row.client_id,
            "day": local.date(),
            "time": f"{local:%H:%M}",
            "occurrence": occurrence_of(local),
            "minutes": minutes_of(row),
            "room": row.room_id,
            "link": row.link,
        }

    def moment_at(self, typed: datetime, zone: ZoneInfo, occurrence: str) -> Moment:
        """The session's own where day and time were left as they stand: of a time that comes twice, the one it has,
        unless the other one is chosen."""
        starts_at: datetime = self.row.starts_at
        stays = to_wall_clock(starts_at, zone) == typed and not occurrence
        return Moment(starts_at, Kind.ONCE) if stays else super().moment_at(typed, zone, occurrence)

    def clean_which(self) -> Which:
        return Which(self.cleaned_data["which"] or Which.THIS)


class GiveForm(RevisedForm, TellForm):
    """Who holds the session from now on."""

    needs_revision, repeatable = True, False

    therapist = forms.ModelChoiceField(Staff.objects.none(), label=_("Therapist"))
    which = forms.ChoiceField(label=_("Which sessions"), choices=WHICH, initial=Which.THIS, required=False)
    despite = forms.BooleanField(label=_("Hand it over anyway"), required=False)

    def __init__(self, data: Sent = None, *, row: TherapySession, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, row=row, **options | {"auto_id": "give_%s"})  # other forms are on the same page
        self.fields["therapist"].queryset = therapists().exclude(pk=row.therapist_id)  # type: ignore[attr-defined]

    def shown(self, row: TherapySession) -> Mapping[str, object]:
        return {}

    def clean_which(self) -> Which:
        return Which(self.cleaned_data["which"] or Which.THIS)


class ExtendForm(TellForm):
    """How many more sessions of a series."""

    last_on = forms.DateField(widget=forms.HiddenInput)
    times = forms.IntegerField(label=_("How many more"), min_value=1, max_value=MOST, initial=6)
    skip_taken = forms.BooleanField(label=_("Leave these out and book the others"), required=False)
    despite = forms.BooleanField(label=_("Book anyway"), required=False)

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options | {"auto_id": "extend_%s"})  # other forms are on the same page


class CancelForm(RevisedForm, TellForm):
    """Whose doing it is, why, and which ones."""

    needs_revision, repeatable = True, False

    by_client = forms.TypedChoiceField(
        label=_("Cancelled by"),
        choices=[("", _("choose")), ("1", _("the client")), ("0", _("the therapist"))],
        error_messages={"required": _("Say who cancelled: it decides whether a late cancellation is counted.")},
        coerce=lambda value: value == "1",
    )
    reason = PlainText(label=_("Reason"), required=False, min_length=3, max_length=200)
    which = forms.ChoiceField(label=_("Which sessions"), choices=WHICH, initial=Which.THIS, required=False)

    def __init__(self, data: Sent = None, *, row: TherapySession, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, row=row, **options | {"auto_id": "cancel_%s"})  # another form is on the same page

    def shown(self, row: TherapySession) -> Mapping[str, object]:
        return {}

    def clean_which(self) -> Which:
        return Which(self.cleaned_data["which"] or Which.THIS)


class RestoreForm(TellForm):
    """Whether those who were told of the cancellation are told that it is undone."""

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options | {"auto_id": "restore_%s"})


class SlotForm(forms.Form):
    """What free time is looked for."""

    therapist = forms.ModelChoiceField(
        Staff.objects.none(), label=_("Therapist"), required=False, empty_label=_("any of these")
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST, initial=USUAL)
    room = forms.ChoiceField(label=_("Room"), required=False)
    weekdays = weekdays_field(label=_("On"))
    earliest = time_field(label=_("Not before"), required=False)
    latest = time_field(label=_("Over by"), required=False)
    since = day_field(label=_("From"))
    until = day_field(label=_("To"))

    def __init__(self, data: Sent = None, *, therapists: QuerySet[Staff], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["therapist"].queryset = therapists  # type: ignore[attr-defined]
        self.rooms = {str(room.pk): room for room in Room.objects.order_by("name")}
        self.fields["room"].choices = [  # type: ignore[attr-defined]
            ("", _("online, no room")),
            ("any", _("any room")),
            *((key, room.name) for key, room in self.rooms.items()),
        ]

    def clean_since(self) -> date:
        """A day that is past is today."""
        since: date = max(self.cleaned_data["since"], timezone.localdate())
        return since


class WaitForm(RevisedForm, forms.Form):
    """Suitable times a client who waits."""

    therapist = forms.ModelChoiceField(
        Staff.objects.none(), label=_("Therapist"), required=False, empty_label=_("anybody")
    )
    weekdays = weekdays_field(label=_("On"), help_text=_("None chosen: any day."))
    earliest = time_field(label=_("Not before"), required=False)
    latest = time_field(label=_("Over by"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST, initial=USUAL)
    before = day_field(label=_("Before"), required=False)
    note = PlainText(label=_("Note"), required=False, max_length=200)

    def __init__(
        self, data: Sent = None, *, row: Waiting, therapists: QuerySet[Staff], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, row=row, **options)
        self.fields["therapist"].queryset = therapists  # type: ignore[attr-defined]

    def shown(self, row: Waiting) -> Mapping[str, object]:
        return {
            "therapist": row.therapist_id,
            "weekdays": row.weekdays,
            "minutes": row.minutes,
            "earliest": clock_of(row.earliest),
            "latest": clock_of(row.latest),
            "before": row.before,
            "note": row.note,
        }

    def query(self) -> Checked:
        """What ``waiting.wait`` takes."""
        found = dict(self.cleaned_data)
        return found | {
            "earliest": minute_of(found["earliest"], 0),
            "latest": minute_of(found["latest"], DAY),
        }


class CalendarSettingsForm(RevisedForm, forms.Form):
    """Usual length, pause, and one line of working hours a day: 9:00-12:30, 14:00-18:00."""

    minutes = forms.IntegerField(label=_("Usual length in minutes"), min_value=SHORTEST, max_value=LONGEST)
    buffer_minutes = forms.IntegerField(
        label=_("Break after a session in minutes"), min_value=0, max_value=LONGEST_PAUSE
    )

    def __init__(self, data: Sent = None, *, row: CalendarSettings, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, row=row, **options)
        for number, name in WEEKDAYS.items():
            self.fields[f"day{number}"] = PlainText(label=name, required=False, max_length=60)

    def shown(self, row: CalendarSettings) -> Mapping[str, object]:
        by_day: dict[int, list[tuple[int, int]]] = {number: [] for number in WEEKDAYS}
        for one in Hours.objects.filter(therapist=row.therapist_id).order_by("weekday", "starts"):
            by_day[one.weekday].append((one.starts, one.ends))
        lines = {f"day{day}": in_words(pairs) for day, pairs in by_day.items()}
        return lines | {"minutes": row.minutes, "buffer_minutes": row.buffer_minutes}

    def clean(self) -> Checked:
        """Adds ``hours``: (weekday, first minute, last minute)."""
        found = super().clean() or {}
        hours: list[tuple[int, int, int]] = []
        for number in WEEKDAYS:
            try:
                hours += [(number, *pair) for pair in stretches(found.get(f"day{number}", ""))]
            except ValueError:
                self.add_error(f"day{number}", _("Write it like 9:00-12:30, 14:00-18:00, or leave it empty."))
        found["hours"] = hours
        return found


def stretches(text: str) -> list[tuple[int, int]]:
    """``9-12:30, 14:00–18:00`` → [(540, 750), (840, 1080)]; 24:00 is the end of the day. Raises ValueError."""
    found = []
    for part in filter(None, (part.strip() for part in text.replace("–", "-").split(","))):
        first, dash, last = part.partition("-")
        if not dash:
            raise ValueError(part)
        found.append((_minute(first), _minute(last)))
        if found[-1][0] >= found[-1][1]:
            raise ValueError(part)
    return found


def _minute(text: str) -> int:
    hour, _colon, minute = text.strip().partition(":")
    found = int(hour) * 60 + int(minute or 0)
    if not (hour.isdecimal() and 0 <= int(minute or 0) < 60 and 0 <= found <= DAY):
        raise ValueError(text)
    return found


def in_words(pairs: list[tuple[int, int]]) -> str:
    """[(540, 750)] → ``9:00-12:30``."""
    return ", ".join(f"{a // 60}:{a % 60:02}-{b // 60}:{b % 60:02}" for a, b in pairs)


class LeaveForm(forms.Form):
    """Whole days, or hours of one."""

    since = day_field(label=_("From"))
    since_time = time_field(label=_("at"), required=False)
    until = day_field(label=_("To, this day included"))
    until_time = time_field(label=_("until"), required=False)
    label = PlainText(label=_("What for"), required=False, max_length=60, help_text=_("Colleagues see it."))
    cover = forms.ChoiceField(
        label=_("Who covers"),
        required=False,
        help_text=_("Risk alerts of clients whom you lead go there first. Needed while such clients are in care."),
    )

    def __init__(self, data: Sent = None, *, therapist: Staff, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        listed = [(str(one.pk), one.name) for one in therapists().exclude(pk=therapist.pk)]
        choices = [("", _("Choose")), (NOBODY, _("nobody: whoever is on call")), *listed]
        self.fields["cover"].choices = choices  # type: ignore[attr-defined]

    def covering(self) -> tuple[UUID | None, bool]:
        """Who was chosen, and whether it was nobody, knowingly."""
        chosen = self.cleaned_data["cover"]
        return (UUID(chosen) if chosen not in {"", NOBODY} else None, chosen == NOBODY)

    def clean(self) -> Checked:
        """Adds ``starts_at`` and ``ends_at``."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if not (since and until):
            return found
        if not date(2000, 1, 1) <= since <= until <= date(2100, 1, 1):
            self.add_error("until", _("The end is before the beginning."))
            return found
        zone = current_zone()
        first = datetime.combine(since, found.get("since_time") or time())
        end = (
            datetime.combine(until, found["until_time"])
            if found.get("until_time")
            else datetime.combine(until + timedelta(days=1), time())
        )
        found["starts_at"], found["ends_at"] = from_wall_clock(first, zone).at, from_wall_clock(end, zone).at
        return found


class SessionRulesForm(RevisedForm, forms.Form):
    """The practice's rules of sessions."""

    late_hours = forms.IntegerField(
        label=_("A cancellation is late from … hours before the start"), min_value=0, max_value=336
    )
    sign_hours = forms.IntegerField(
        label=_("A note that is not signed or not written is in the morning mail after … hours"),
        min_value=1,
        max_value=720,
    )
    step_minutes = forms.TypedChoiceField(
        label=_("Free times are proposed every"),
        coerce=int,
        choices=[(n, _("%(n)s minutes") % {"n": n}) for n in (5, 10, 15, 20, 30, 60)],
    )
