"""Numbers of a session on the tracks of its plan's modality, one key each. SUD and VOC go into the target's ledger."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from interventions.catalogue import Modality, Track
from interventions.library.queries import modality_of_plan
from interventions.models import Plan, SessionRating, Target, TargetMeasure, TherapySession
from interventions.records.actions import remove_row, save_row
from interventions.records.kinds import kind_of

ONE_KEY = 11  # as many values as keys: 0 to 9, and x for ten
MOST_RATINGS = 200  # of one session
LEDGER = ("sud", "voc")  # tracks of a target, not of the session


@dataclass(frozen=True)
class Line:
    """A track and what was noted on it in this session, in order. ``key``: the letter that leads to it."""

    track: Track
    values: list[int]
    key: str

    @property
    def choices(self) -> range:
        """The values there are a key for."""
        return range(self.track.min, self.track.max + 1)


@dataclass(frozen=True)
class Panel:
    """The tracks of a session; ``targets``: those of the ledger that can be worked on, ``target`` the chosen one."""

    lines: list[Line]
    targets: list[Target]
    target: Target | None


def _tracks(modality: Modality) -> list[Track]:
    return [track for track in modality.tracks if track.max - track.min < ONE_KEY]


def panel_of(session: TherapySession, target_id: UUID | None = None) -> Panel | None:
    """The panel of a session; None without a plan, or where the modality has no track."""
    plan = session.plan
    if plan is None or not (tracks := _tracks(modality_of_plan(plan))):
        return None
    targets = _targets(plan)
    target = next((one for one in targets if one.pk == target_id), targets[0] if targets else None)
    noted: dict[str, list[int]] = {}
    for name, value in (
        SessionRating.objects.filter(session=session, plan=plan, removed_at__isnull=True)
        .order_by("at", "id")
        .values_list("track", "value")
    ):
        noted.setdefault(name, []).append(value)
    if target is not None:
        for measure in _measures(session, target):
            for name in LEDGER:
                if (value := getattr(measure, name)) is not None:
                    noted.setdefault(name, []).append(value)
    used: set[str] = set()
    lines = [Line(track, noted.get(track.key, []), _letter(track, used)) for track in tracks]
    lines = [line for line in lines if line.track.key not in LEDGER or target is not None]
    return Panel(lines, targets, target)  # without lines: the ledger has no target yet


# Letters that other keys of the session workspace have.
TAKEN = {"x", "j", "k"}


def _letter(track: Track, used: set[str]) -> str:
    """The first letter of the track that no other one has."""
    found = next((one for one in track.key if one.isalpha() and one not in used | TAKEN), "")
    used.add(found)
    return found


def _targets(plan: Plan) -> list[Target]:
    if plan.modality != "emdr" and not Target.objects.filter(plan=plan).exists():
        return []
    open_ = Target.objects.filter(plan=plan, removed_at__isnull=True).exclude(status=Target.Status.COMPLETE)
    return sorted(open_.order_by("made_at"), key=lambda row: row.status != Target.Status.PROCESSING)


def _measures(session: TherapySession, target: Target) -> list[TargetMeasure]:
    found = TargetMeasure.objects.filter(session=session, target=target, removed_at__isnull=True)
    return list(found.order_by("made_at", "id"))


def _track(session: TherapySession, key: str) -> tuple[Plan, Track]:
    if session.plan is None:
        raise ValidationError(_("The session has no plan, so there is nothing to note a number on."))
    for track in _tracks(modality_of_plan(session.plan)):
        if track.key == key:
            return session.plan, track
    raise ValidationError(_("This plan has no such track."))


def _target(plan: Plan, target_id: UUID | None) -> Target:
    found = Target.objects.filter(pk=target_id, plan=plan, removed_at__isnull=True).first() if target_id else None
    if found is None:
        raise ValidationError(_("Choose the target that is worked on."))
    return found


@transaction.atomic
def note_track(*, session: TherapySession, by: Actor, key: str, value: int, target_id: UUID | None = None) -> None:
    """Notes a number on a track. SUD and VOC are of a target, and count its sets. Raises ValidationError."""
    plan, track = _track(session, key)
    if not track.min <= value <= track.max:
        raise ValidationError(
            _("%(name)s: from %(a)s to %(b)s.") % {"name": track.label, "a": track.min, "b": track.max}
        )
    if key in LEDGER:
        target = _target(plan, target_id)
        sets = max((row.sets for row in _measures(session, target)), default=-1) + (1 if key == "sud" else 0)
        save_row(
            plan=plan,
            kind=kind_of("emdr", "measure"),
            by=by,
            values={"target": target, "session": session, "on": timezone.localdate(), "sets": max(sets, 0), key: value},
        )
        return
    if SessionRating.objects.filter(session=session, removed_at__isnull=True).count() >= MOST_RATINGS:
        raise ValidationError(_("At most %(most)s numbers a session.") % {"most": MOST_RATINGS})
    SessionRating.objects.create(
        practice_id=session.practice_id, session=session, plan=plan, made_by_id=by.as_staff(), track=key, value=value
    )


@transaction.atomic
def undo_track(*, session: TherapySession, by: Actor, key: str, target_id: UUID | None = None) -> None:
    """Takes the last number on a track back. Does nothing where there is none. Raises ValidationError."""
    plan, _found = _track(session, key)
    if key in LEDGER:
        rows = [row for row in _measures(session, _target(plan, target_id)) if getattr(row, key) is not None]
        if rows:
            remove_row(plan=plan, kind=kind_of("emdr", "measure"), row_id=rows[-1].pk)
        return
    last = SessionRating.objects.filter(session=session, plan=plan, track=key, removed_at__isnull=True)
    row = last.order_by("-at", "-id").first()
    if row is not None:
        row.removed_at = timezone.now()
        row.save(update_fields=["removed_at"])
