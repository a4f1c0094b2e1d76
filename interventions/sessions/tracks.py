"""Numbers of a session on the tracks of its plan's modality, one key each. Some belong to a row of its record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core.access import Actor
from interventions.catalogue import Modality, Track
from interventions.library.queries import modality_of_plan
from interventions.modalities.package import RowTracks
from interventions.modalities.packages import package_of
from interventions.models import Plan, SessionRating, TherapySession
from interventions.records.models import RecordRow

ONE_KEY = 11  # as many values as keys: 0 to 9, and x for ten
MOST_RATINGS = 200  # of one session


@dataclass(frozen=True)
class Line:
    """A track and what was noted on it in this session, in order. ``key``: the letter that leads to it; ``closed``: why
    it takes no number now."""

    track: Track
    values: list[int]
    key: str
    closed: str = ""

    @property
    def choices(self) -> range:
        """The values there are a key for."""
        return range(self.track.min, self.track.max + 1)

    @property
    def is_counter(self) -> bool:
        """Whether it has more values than keys, and is counted up and down."""
        return _is_counter(self.track)


@dataclass(frozen=True)
class RowLine:
    """A row of the record with its own number of the session, where all rows stand side by side."""

    row: RecordRow
    group: str
    track: Track
    value: int | None

    @property
    def choices(self) -> range:
        """The values there are a button for."""
        return range(self.track.min, self.track.max + 1)


@dataclass(frozen=True)
class Panel:
    """The tracks of a session; ``targets``: rows of the record that can be worked on, ``target`` the chosen one.

    ``grid``: rows that have one number each, under their headings.
    """

    lines: list[Line]
    targets: list[RecordRow]
    target: RecordRow | None
    grid: list[tuple[str, list[RowLine]]] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """(name of a group, its lines) in order; those of the empty group are shown as they are, others folded."""
        return [(name, list(lines)) for name, lines in groupby(self.lines, lambda line: line.track.group)]

    @property
    def opened(self) -> set[str]:
        """The groups that are unfolded: those in which a number was noted."""
        return {line.track.group for line in self.lines if line.values}


def _is_counter(track: Track) -> bool:
    return track.max - track.min >= ONE_KEY


def _tracks(modality: Modality) -> list[Track]:
    """Those that are noted by one key, and the counters of a row of the record."""
    return [track for track in modality.tracks if track.per or not _is_counter(track)]


def _of_rows(modality: Modality) -> RowTracks | None:
    package = package_of(modality.record_key)
    return package.tracks if package else None


def panel_of(session: TherapySession, target_id: UUID | None = None) -> Panel | None:
    """The panel of a session; None without a plan, where the modality has no track, and where one person of a joint
    plan comes alone: who reads the joint plan reads its numbers."""
    plan = session.plan
    if plan is None or session.is_alone_in_joint_plan or not (tracks := _tracks(modality := modality_of_plan(plan))):
        return None
    of_rows = _of_rows(modality)
    if of_rows and of_rows.side_by_side:
        grid = _grid(session, plan, of_rows, tracks)
        return Panel(_lines(_own(tracks, of_rows), _ratings(session, plan)), [], None, grid)
    targets = of_rows.rows(plan) if of_rows else []
    target = next((one for one in targets if one.pk == target_id), targets[0] if targets else None)
    own = of_rows.values(session, target) if of_rows and target else []
    closed = of_rows.closed(session, target) if of_rows and target else {}
    lines = _lines(tracks, [*_ratings(session, plan), *own], closed)
    if of_rows and target is None:
        lines = [line for line in lines if line.track.key not in of_rows.keys]
    return Panel(lines, targets, target)  # without lines: the ledger has no target yet


def _own(tracks: list[Track], of_rows: RowTracks) -> list[Track]:
    """The tracks of the session itself."""
    return [track for track in tracks if track.key not in of_rows.keys]


def _lines(tracks: list[Track], found: list[tuple[str, int]], closed: Mapping[str, str] | None = None) -> list[Line]:
    noted: dict[str, list[int]] = {}
    for name, value in found:
        noted.setdefault(name, []).append(value)
    used: set[str] = set()
    reasons = closed or {}
    return [Line(track, noted.get(track.key, []), _letter(track, used), reasons.get(track.key, "")) for track in tracks]


def _grid(
    session: TherapySession, plan: Plan, of_rows: RowTracks, tracks: list[Track]
) -> list[tuple[str, list[RowLine]]]:
    """All rows under their headings, each with its number of this session; one statement for the rows, one for all
    numbers."""
    track = next((one for one in tracks if one.key in of_rows.keys), None)
    if track is None:  # the plan runs on an earlier version of the modality
        return []
    noted: dict[UUID, int] = {}
    for one in of_rows.given([plan]).filter(session=session):
        noted[of_rows.row_id(one)] = of_rows.read(one)[1][-1][1]
    lines = [RowLine(row, of_rows.group(row), track, noted.get(row.pk)) for row in of_rows.rows(plan)]
    return [(name, list(found)) for name, found in groupby(lines, lambda line: line.group)]


def _ratings(session: TherapySession, plan: Plan) -> list[tuple[str, int]]:
    rows = SessionRating.objects.filter(session=session, plan=plan, removed_at__isnull=True).order_by("at", "id")
    return list(rows.values_list("track", "value"))


# Letters that other keys of the session workspace have.
TAKEN = {"x", "j", "k"}


def _letter(track: Track, used: set[str]) -> str:
    """The first letter of the track that no other one has."""
    found = next((one for one in track.key if one.isalpha() and one not in used | TAKEN), "")
    used.add(found)
    return found


def _track(session: TherapySession, key: str) -> tuple[Plan, Track, RowTracks | None]:
    """The plan, the track, and who keeps its numbers where they belong to a row. Raises ValidationError."""
    if session.plan is None:
        raise ValidationError(_("The session has no plan, so there is nothing to note a number on."))
    if session.is_alone_in_joint_plan:
        raise ValidationError(_("Numbers of a joint plan are noted in its joint sessions. Write this one in the note."))
    modality = modality_of_plan(session.plan)
    for track in _tracks(modality):
        if track.key == key:
            of_rows = _of_rows(modality)
            return session.plan, track, of_rows if of_rows and key in of_rows.keys else None
    raise ValidationError(_("This plan has no such track."))


@transaction.atomic
def note_track(*, session: TherapySession, by: Actor, key: str, value: int, target_id: UUID | None = None) -> None:
    """Notes a number on a track, of the session or of the target that is worked on. Raises ValidationError."""
    plan, track, of_row = _track(session, key)
    if not track.min <= value <= track.max:
        raise ValidationError(
            _("%(name)s: from %(a)s to %(b)s.") % {"name": track.label, "a": track.min, "b": track.max}
        )
    if of_row:
        of_row.note(session=session, plan=plan, by=by, key=key, value=value, row_id=target_id)
        return
    if SessionRating.objects.filter(session=session, removed_at__isnull=True).count() >= MOST_RATINGS:
        raise ValidationError(_("At most %(most)s numbers per session.") % {"most": MOST_RATINGS})
    SessionRating.objects.create(
        practice_id=session.practice_id, session=session, plan=plan, made_by_id=by.as_staff(), track=key, value=value
    )


@transaction.atomic
def step_track(*, session: TherapySession, by: Actor, key: str, step: int, target_id: UUID | None = None) -> None:
    """Counts a counter of a row up or down by ``step``. Raises ValidationError."""
    plan, track, of_row = _track(session, key)
    if of_row is None or not _is_counter(track):
        raise ValidationError(_("Press a number."))
    Plan.objects.select_for_update().get(pk=plan.pk)  # two presses at once count two
    row = next((one for one in of_row.rows(plan) if one.pk == target_id), None)
    if row is None:
        raise ValidationError(_("Choose the target that is worked on."))
    now = dict(of_row.values(session, row)).get(key, track.min)
    note_track(session=session, by=by, key=key, value=now + step, target_id=target_id)


@transaction.atomic
def undo_track(*, session: TherapySession, by: Actor, key: str, target_id: UUID | None = None) -> None:
    """Takes the last number on a track back. Does nothing where there is none. Raises ValidationError."""
    plan, _found, of_row = _track(session, key)
    if of_row:
        of_row.undo(session=session, plan=plan, key=key, row_id=target_id)
        return
    last = SessionRating.objects.filter(session=session, plan=plan, track=key, removed_at__isnull=True)
    row = last.order_by("-at", "-id").first()
    if row is not None:
        row.removed_at = timezone.now()
        row.save(update_fields=["removed_at"])
