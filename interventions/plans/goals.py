"""Goals of a plan: setting, rating, closing, and their progress."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.catalogue import Instrument
from assessments.models import Score
from assessments.wording.queries import instruments
from clients.queries import may_for
from clinic.core.access import Actor, May
from clinic.core.revisions import touch
from clinic.core.text import clean_text
from interventions.goals import t_score
from interventions.models import Goal, GoalRating, Plan
from interventions.plans.goal_models import LEVELS


def _check_plan(plan: Plan) -> None:
    if plan.state == Plan.State.ENDED:
        raise ValidationError(_("The plan has ended."))


@transaction.atomic
def set_measure_goal(
    *, plan: Plan, by: Actor, words: str, instrument: str, subscale: str, aim: Decimal, by_date: date | None = None
) -> Goal:
    """A goal that a measure tracks: a subscale's score by a day. Raises ValidationError by field."""
    _check_plan(plan)
    known = instruments().get(instrument)
    if known is None or subscale not in known.subscales:
        raise ValidationError({"instrument": _("Choose a scale of an instrument.")})
    low, high = known.score_range(subscale)
    if not low <= float(aim) <= high:
        raise ValidationError({"aim": _("From %(low)g to %(high)g.") % {"low": low, "high": high}})
    if by_date is not None and by_date <= plan.started_on:
        raise ValidationError({"by_date": _("Choose a day after the plan's beginning.")})
    return Goal.objects.create(
        practice_id=plan.practice_id,
        plan=plan,
        client_id=plan.client_id,
        words=clean_text(words, "words", 300),
        kind=Goal.Kind.MEASURE,
        instrument=instrument,
        subscale=subscale,
        aim=aim,
        by_date=by_date,
        made_by_id=by.as_staff(),
    )


@transaction.atomic
def set_attainment_goal(*, plan: Plan, by: Actor, words: str, levels: Sequence[str], weight: int = 1) -> Goal:
    """A goal on five described levels, from −2 to +2. Raises ValidationError by field."""
    _check_plan(plan)
    if len(levels) != len(LEVELS):
        raise ValidationError({"levels": _("Describe all five levels.")})
    described = [clean_text(text, f"level_{number}", 300) for number, text in zip(LEVELS, levels, strict=True)]
    if not 1 <= weight <= 5:
        raise ValidationError({"weight": _("From 1 to 5.")})
    return Goal.objects.create(
        practice_id=plan.practice_id,
        plan=plan,
        client_id=plan.client_id,
        words=clean_text(words, "words", 300),
        kind=Goal.Kind.ATTAINMENT,
        levels=described,
        weight=weight,
        made_by_id=by.as_staff(),
    )


@transaction.atomic
def rate_goal(*, goal: Goal, by: Actor, level: int, on: date | None = None) -> GoalRating:
    """Rates goal attainment; the same day again replaces the rating. Raises ValidationError by field."""
    on = on or timezone.localdate()
    if goal.kind != Goal.Kind.ATTAINMENT or goal.closed_at is not None:
        raise ValidationError(_("This goal is not rated."))
    if level not in LEVELS:
        raise ValidationError({"level": _("From −2 to +2.")})
    if not goal.plan.started_on <= on <= timezone.localdate():
        raise ValidationError({"on": _("Choose a day between the plan's beginning and today.")})
    rating, _made = GoalRating.objects.update_or_create(
        practice_id=goal.practice_id, goal=goal, on=on, defaults={"level": level, "made_by_id": by.as_staff()}
    )
    touch(goal)
    return rating


@transaction.atomic
def close_goal(*, goal: Goal) -> None:
    """Ends a goal; it stays on record. Twice changes nothing."""
    Goal.objects.filter(pk=goal.pk, closed_at__isnull=True).update(closed_at=timezone.now())


@dataclass(frozen=True)
class GoalProgress:
    """A goal's progress. ``share``: of the way from the first score to the aim, 0 to 1; None where that is unknown.

    ``points``: its values in order of time, on the scale from ``range[0]`` to ``range[1]``.
    """

    goal: Goal
    name: str
    points: list[tuple[date, float]]
    range: tuple[float, float]
    share: float | None
    ratings: list[GoalRating]

    @property
    def first(self) -> float | None:
        return self.points[0][1] if self.points and self.goal.aim is not None else None

    @property
    def now(self) -> float | None:
        return self.points[-1][1] if self.points and self.goal.aim is not None else None

    @property
    def level(self) -> int | None:
        return self.ratings[-1].level if self.ratings else None

    @property
    def level_words(self) -> str:
        return str(self.goal.levels[self.level + 2]) if self.level is not None else ""

    @property
    def sentence(self) -> str:
        """How far it has come, as documents tell it: “sleep again”: PHQ-9, Total 17 → 9, target 4."""
        if self.goal.aim is None:
            level = "0" if self.level == 0 else f"{self.level or 0:+d}".replace("-", "−")
            stands = _("not rated yet") if self.level is None else f"{level}, {self.level_words}"
            return f"“{self.goal.words}”: {stands}"
        now = _("not measured yet") if self.now is None else f"{self.first:g} → {self.now:g}"
        aim = float(self.goal.aim)  # a decimal would keep its zeros
        return f"“{self.goal.words}”: {self.name} {now}, {_('target')} {aim:g}"


def open_goals(plan: Plan) -> QuerySet[Goal]:
    """The plan's goals that are not closed, the first one set in front, with their ratings."""
    return plan.goals.filter(closed_at__isnull=True).prefetch_related("ratings").order_by("made_at")


def readable_goals(actor: Actor, plan: Plan) -> QuerySet[Goal]:
    """:func:`open_goals` for who may read the record they rest on, the client's; none for readers of the others."""
    goals = open_goals(plan)
    return goals if may_for(actor, plan.client, May.READ_RECORD) else goals.none()


def readable_goal_progress(actor: Actor, plan: Plan) -> tuple[list[GoalProgress], float | None]:
    """:func:`goal_progress` of :func:`readable_goals`."""
    return goal_progress(plan, readable_goals(actor, plan))


def goal_progress(plan: Plan, goals: Iterable[Goal] | None = None) -> tuple[list[GoalProgress], float | None]:
    """The plan's open goals with their progress, and the T-score of those on five levels; three statements."""
    goals = list(open_goals(plan) if goals is None else goals)
    measured = {(goal.instrument, goal.subscale) for goal in goals if goal.kind == Goal.Kind.MEASURE}
    scores: dict[tuple[str, str], list[tuple[date, float]]] = {}
    rows = Score.objects.filter(
        client_id=plan.client_id,
        episode_id=plan.episode_id,
        instrument__in={key for key, _s in measured},
        value__isnull=False,
    )
    for row in rows.order_by("completed_on", "assessment_id") if measured else ():
        if row.value is not None:
            scores.setdefault((row.instrument, row.subscale), []).append((row.completed_on, float(row.value)))
    known = instruments() if measured else {}
    found = [_progress(goal, scores.get((goal.instrument, goal.subscale), []), known) for goal in goals]
    rated = [(one.level, one.goal.weight) for one in found if one.level is not None]
    return found, t_score(rated)


def _progress(goal: Goal, points: list[tuple[date, float]], known: Mapping[str, Instrument]) -> GoalProgress:
    ratings = sorted(goal.ratings.all(), key=lambda rating: rating.on)
    if goal.kind == Goal.Kind.ATTAINMENT or goal.aim is None:
        levels = [(rating.on, float(rating.level)) for rating in ratings]
        return GoalProgress(goal, "", levels, (LEVELS[0], LEVELS[-1]), None, ratings)
    instrument = known.get(goal.instrument)
    if instrument is None:  # the practice's own, out of use: its scale is what was measured
        values = [value for _on, value in points] or [0.0]
        return GoalProgress(goal, goal.instrument, points, (min(values), max(values)), None, ratings)
    name = f"{instrument.short}, {instrument.subscales[goal.subscale].name}"
    share = None
    if points:
        first, now, aim = points[0][1], points[-1][1], float(goal.aim)
        share = 1.0 if first == aim else min(1.0, max(0.0, (now - first) / (aim - first)))
    return GoalProgress(goal, name, points, instrument.score_range(goal.subscale), share, ratings)
