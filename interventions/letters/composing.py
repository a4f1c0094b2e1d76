"""What the file says for each part of a letter, in sentences that the therapist then edits.

Only the client's own: their own plans, goals, measures and exercises. Of joint work it says that there was some,
how much and of what kind, and never who else took part or what they said.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Client, Episode
from clients.safety.queries import current_plan
from interventions.exercises.queries import adherence_of
from interventions.letters.kinds import OUTSIDE, LetterKind, LetterPart, in_order, label_of
from interventions.letters.measures import LetterMeasure, letter_measures
from interventions.library.queries import exercises_given, modalities_of
from interventions.models import ExerciseLog, Plan, TherapySession
from interventions.plans.goals import goal_progress
from interventions.records.queries import steps_of
from interventions.sessions.queries import attended_in


def _day(value: date) -> str:
    return date_format(value, "j F Y")


@dataclass(frozen=True)
class Source:
    """Of what a letter is made: the client, the treatment it is about, and the measures that were chosen."""

    client: Client
    episode: Episode
    kind: str
    measures: Sequence[LetterMeasure]

    @property
    def plans(self) -> list[Plan]:
        """The client's own plans in the treatment, in order of time."""
        rows = Plan.objects.filter(client=self.client, episode=self.episode, household=None)
        return list(rows.prefetch_related("phases").order_by("started_on", "id"))


def treatment_for(client: Client, kind: str) -> Episode:
    """The treatment that a letter is about: the newest. Raises ValidationError where there is none, where a closing
    letter would be written before the end, or a letter to a client who has died."""
    episode: Episode | None = client.episodes.newest_first().first()
    if episode is None:
        raise ValidationError(_("There is no treatment to write about."))
    if kind == LetterKind.CLOSING and episode.closed_on is None:
        raise ValidationError(_("Close the treatment first: the letter is about a treatment that has ended."))
    if kind in {LetterKind.CLOSING, LetterKind.CLIENT} and episode.ending == Episode.Ending.DIED:
        raise ValidationError(_("No letter is written to a client who has died."))
    return episode


def compose(client: Client, kind: str, *, parts: Collection[str], measures: Sequence[str] | None) -> dict[str, str]:
    """Part → what the file says, for each of these parts; empty where it says nothing.

    ``measures``: keys of :func:`letter_measures`; the usual ones where absent. Raises ValidationError by field.
    """
    episode = treatment_for(client, kind)
    source = Source(client, episode, kind, _chosen(letter_measures(episode), kind, measures))
    return {part: COMPOSERS[part](source).strip() for part in in_order(set(parts))}


def _chosen(known: Sequence[LetterMeasure], kind: str, keys: Sequence[str] | None) -> list[LetterMeasure]:
    """Raises ValidationError at ``measures`` for one that is not there."""
    if keys is None:
        return [one for one in known if one.is_usual(kind)]
    if unknown := set(keys) - {one.key for one in known}:
        text = _("No measure with a course in this treatment: %(names)s.")
        raise ValidationError({"measures": text % {"names": ", ".join(sorted(unknown))}})
    return [one for one in known if one.key in keys]


def _identity(source: Source) -> str:
    client = source.client
    born = _("born %(day)s") % {"day": _day(client.birth_date)} if client.birth_date else ""
    number = _("file number %(number)s") % {"number": client.reference} if client.reference else ""
    return ", ".join(filter(None, (client.name, born, number))) + "."


def _treatment(source: Source) -> str:
    episode, sessions = source.episode, TherapySession.objects.of(source.client)
    days = [timezone.localdate(at) for at in sessions.attended().values_list("starts_at", flat=True)]
    values = {
        "first": _day(episode.opened_on),
        "last": _day(episode.closed_on) if episode.closed_on else "",
        "number": attended_in(episode, days),
    }
    if episode.closed_on:
        text = _("The treatment lasted from %(first)s to %(last)s. Sessions: %(number)s.")
    else:
        text = _("The treatment began on %(first)s and goes on. Sessions so far: %(number)s.")
    return text % values


def _phase(name: str, since: date, until: date | None) -> str:
    if until is None:
        return _("%(phase)s (since %(day)s)") % {"phase": name, "day": _day(since)}
    return _("%(phase)s (%(day)s to %(last)s)") % {"phase": name, "day": _day(since), "last": _day(until)}


def _method(source: Source) -> str:
    plans = source.plans
    known = modalities_of(plans)
    stands = {one.plan_id: one for one in steps_of(plans)}  # of each plan the newest
    lines = []
    for plan in plans:
        modality = known[plan.modality, plan.version]
        until = _(" to %(day)s") % {"day": _day(plan.ended_on)} if plan.ended_on else ""
        lines.append(_("%(name)s, from %(day)s") % {"name": modality.name, "day": _day(plan.started_on)} + f"{until}.")
        names = {phase.key: phase.name for phase in modality.phases}
        rows = sorted(plan.phases.all(), key=lambda row: (row.entered_on, row.pk))
        reached = "; ".join(_phase(names.get(row.phase, row.phase), row.entered_on, row.left_on) for row in rows)
        if reached:
            lines.append(_("Phases: %(phases)s.") % {"phases": reached})
        if step := stands.get(plan.pk):
            lines.append(_("Step reached: %(step)s (since %(day)s).") % {"step": step.words, "day": _day(step.on)})
    return "\n".join(lines)


def _joint(source: Source) -> str:
    plans = list(Plan.objects.of(source.client).filter(household__isnull=False).order_by("started_on", "id")[:10])
    held = TherapySession.objects.of(source.client).attended().filter(household__isnull=False)
    number = sum(day >= source.episode.opened_on for day in map(_local_day, held.values_list("starts_at", flat=True)))
    if not plans and not number:
        return ""
    known = modalities_of(plans)
    lines = [_("Joint sessions attended: %(number)s.") % {"number": number}]
    lines += [
        _("Joint work: %(name)s, from %(day)s.")
        % {"name": known[plan.modality, plan.version].name, "day": _day(plan.started_on)}
        for plan in plans
    ]
    return "\n".join(lines)


def _local_day(at: datetime) -> date:
    return timezone.localdate(at)


def _goals(source: Source) -> str:
    own = [
        one
        for plan in source.plans
        for one in goal_progress(plan, plan.goals.prefetch_related("ratings"))[0]
        if one.goal.client_id == source.client.pk
    ]
    return "\n".join(one.sentence for one in own)


def _measures(source: Source) -> str:
    return "\n".join(one.sentence for one in source.measures)


def _exercises(source: Source) -> str:
    rows = [row for row in adherence_of(source.client) if row.assignment.starts_on >= source.episode.opened_on]
    given = [row.assignment for row in rows]
    known, logs = exercises_given(given), ExerciseLog.objects.filter(assignment__in=given)
    counted = logs.exclude(done=ExerciseLog.Done.NO).values_list("assignment").annotate(Count("pk")).order_by()
    times = dict(counted)
    lines = []
    for row in rows:
        exercise = known.get((row.assignment.exercise, row.assignment.version))
        name = exercise.title if exercise else row.assignment.exercise
        done = times.get(row.assignment.pk, 0)
        line = ngettext("%(name)s, since %(day)s: done once.", "%(name)s, since %(day)s: done %(times)s times.", done)
        line = line if done else _("%(name)s, since %(day)s.")
        lines.append(line % {"name": name, "day": _day(row.assignment.starts_on), "times": done})
    return "\n".join(lines)


def _risk(source: Source) -> str:
    alerts = source.client.alerts.filter(raised_at__date__gte=source.episode.opened_on).order_by("raised_at", "id")
    lines = [
        _("%(day)s: %(source)s, level %(level)s; %(state)s.")
        % {
            "day": _day(timezone.localdate(alert.raised_at)),
            "source": alert.source,
            "level": alert.get_level_display(),
            "state": alert.get_outcome_display() if alert.closed_at else _("open"),
        }
        for alert in alerts
    ]
    plan = current_plan(source.client)
    if plan is not None:
        text = _("There is a safety plan, last written on %(day)s.")
        lines.append(text % {"day": _day(timezone.localdate(plan.written_at))})
    return "\n".join(lines or [_("No risk alert was recorded in this treatment.")])


def _outcome(source: Source) -> str:
    return "\n".join(plan.outcome for plan in source.plans if plan.outcome)


def _next(source: Source) -> str:
    """The review and the next session while the treatment runs; what else is planned is for the therapist to say."""
    lines = []
    for plan in source.plans if source.episode.closed_on is None else ():
        if plan.review_on and plan.state != Plan.State.ENDED:
            due = plan.review_on >= timezone.localdate()
            text = _("We review the plan on %(day)s.") if due else _("A review of the plan was due on %(day)s.")
            lines.append(text % {"day": _day(plan.review_on)})
    coming = TherapySession.objects.of(source.client).upcoming().in_order().first()
    if coming is not None and source.kind not in OUTSIDE:
        lines.append(_("The next session is on %(day)s.") % {"day": _day(timezone.localdate(coming.starts_at))})
    return "\n".join(lines)


COMPOSERS: dict[str, Callable[[Source], str]] = {
    LetterPart.IDENTITY: _identity,
    LetterPart.TREATMENT: _treatment,
    LetterPart.METHOD: _method,
    LetterPart.JOINT: _joint,
    LetterPart.GOALS: _goals,
    LetterPart.MEASURES: _measures,
    LetterPart.EXERCISES: _exercises,
    LetterPart.RISK: _risk,
    LetterPart.OUTCOME: _outcome,
    LetterPart.NEXT: _next,
}


def omitted(told: Collection[str]) -> list[str]:
    """The names of the parts that a letter leaves out, whether or not the file has anything for them: that one stands
    here says nothing of the client. Joint work is not among them, for its name alone would tell of somebody else."""
    return [label_of(part) for part in LetterPart.values if part not in told and part not in UNNAMED]


UNNAMED = {LetterPart.JOINT, LetterPart.IDENTITY}
