"""How far the work with each target has come (phases 3 to 8 of Shapiro 2018), by what is recorded. Pure: no Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

CLEAR_SUD, FULL_VOC = 0, 7


class Stage(StrEnum):
    """The steps that belong to a target, in their order."""

    ASSESS = "assess"
    DESENSITISE = "desensitise"
    INSTALL = "install"
    SCAN = "scan"
    REEVALUATE = "reevaluate"


class Gap(StrEnum):
    """What a target lacks before it is complete."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    FIRST_SUD = "first-sud"
    FIRST_VOC = "first-voc"
    SUD = "sud"
    VOC = "voc"
    SCAN = "scan"
    REEVALUATION = "reevaluation"


class Measured(Protocol):
    """A row of SUD and VOC; ``phase``: of MeasurePhase, or empty where it follows from the others."""

    target_id: UUID
    on: date
    phase: str
    sets: int
    sud: int | None
    voc: int | None


class Worked(Protocol):
    """How a target was worked on in a session."""

    target_id: UUID
    on: date
    sets: int
    scan: str
    closure: str

    @property
    def contained_by(self) -> str:
        """What an incomplete session was contained by."""


class Described(Protocol):
    """A target in words."""

    image: str
    negative: str
    positive: str
    emotions: str
    body: str
    reason: str


def phase_asked(row: Measured, earlier: Iterable[Measured]) -> str:
    """In which phase numbers were asked, where nobody says it: by the sets before them, and by what was asked."""
    if row.sets:
        return "set" if row.voc is None else "installation"
    processed = any(other.sets and other.on < row.on for other in earlier)
    return "reevaluation" if processed else "assessment"


@dataclass(frozen=True)
class Course:
    """One target. ``sud``, ``voc``: first and newest number; ``processed_on``: the last day with sets, None before.

    ``asked_since``: whether SUD or VOC was asked on a later day; ``work``: the newest session with it.
    """

    sud: tuple[int, int] | None = None
    voc: tuple[int, int] | None = None
    processed_on: date | None = None
    asked_since: bool = False
    installed: bool = False
    scanned: bool = False
    work: Worked | None = None
    reason: str = ""
    lacks: list[str] = field(default_factory=list)  # names of what the assessment lacks in words

    @property
    def holds(self) -> bool:
        """Whether the newest numbers are those of a processed target, or a reason says why others are right."""
        return bool(self.reason) or bool(self.sud and self.sud[1] == CLEAR_SUD and self.voc and self.voc[1] == FULL_VOC)

    @property
    def is_clear(self) -> bool:
        """Whether the disturbance is gone, so that the positive cognition can be installed."""
        return bool(self.reason) or bool(self.processed_on and self.sud and self.sud[1] == CLEAR_SUD)

    @property
    def done(self) -> dict[Stage, bool]:
        """Step → whether it is done; a step counts only where those before it are done."""
        steps = {
            Stage.ASSESS: not self.lacks and self.sud is not None and self.voc is not None,
            Stage.DESENSITISE: self.processed_on is not None and self.is_clear,
            Stage.INSTALL: self.installed,
            Stage.SCAN: self.scanned,
            Stage.REEVALUATE: self.asked_since and self.holds,
        }
        found, so_far = {}, True
        for stage, one in steps.items():
            so_far = found[stage] = one and (so_far or stage == Stage.DESENSITISE)
        return found

    @property
    def now(self) -> Stage | None:
        """The step that is due, None after the last; who desensitises with a gap in the assessment is there all the
        same."""
        done = self.done
        if self.processed_on and not done[Stage.ASSESS]:
            done[Stage.ASSESS] = True
        return next((stage for stage, one in done.items() if not one), None)

    @property
    def is_due(self) -> bool:
        """Whether it is to be re-evaluated at the next session: it had sets, and nobody has asked on a later day."""
        return self.processed_on is not None and not self.asked_since

    @property
    def is_unclosed(self) -> bool:
        """Whether the last session with sets is not closed: neither complete nor contained."""
        work = self.work
        return self.processed_on is not None and (work is None or work.on < self.processed_on or not work.closure)

    @property
    def contained_by(self) -> str:
        """What the last session was contained by, where it was left incomplete and nobody has asked since."""
        return "" if self.asked_since or self.work is None else self.work.contained_by


def gaps(target: Described, course: Course) -> list[Gap]:
    """What the target lacks before it is complete, whatever reason is given for it."""
    newest_sud, newest_voc = (numbers[1] if numbers else None for numbers in (course.sud, course.voc))
    missing = {
        Gap.NEGATIVE: not target.negative,
        Gap.POSITIVE: not target.positive,
        Gap.FIRST_SUD: course.sud is None,
        Gap.FIRST_VOC: course.voc is None,
        Gap.SUD: newest_sud is not None and newest_sud != CLEAR_SUD,
        Gap.VOC: newest_voc is not None and newest_voc != FULL_VOC,
        Gap.SCAN: not course.scanned,
        Gap.REEVALUATION: not course.asked_since,
    }
    return [gap for gap, is_missing in missing.items() if is_missing]


WORDS = ("image", "negative", "positive", "emotions", "body")  # what the assessment says of a target beside the numbers


def course_of(target: Described, measures: Iterable[Measured], work: Iterable[Worked]) -> Course:
    """Where one target stands; ``measures`` and ``work`` are its own, in any order."""
    rows = sorted(measures, key=lambda row: (row.on, row.sets))
    worked = sorted(work, key=lambda row: row.on)
    with_sets = [row.on for row in rows if row.sets] + [row.on for row in worked if row.sets]
    processed = max(with_sets, default=None)
    suds = [row.sud for row in rows if row.sud is not None]
    vocs = [row.voc for row in rows if row.voc is not None]
    installed = [row for row in rows if row.voc is not None and _is_after_sets(row, with_sets)]
    scans = [row for row in worked if row.scan]
    reason = target.reason
    return Course(
        sud=(suds[0], suds[-1]) if suds else None,
        voc=(vocs[0], vocs[-1]) if vocs else None,
        processed_on=processed,
        asked_since=processed is not None and any(row.on > processed for row in rows),
        installed=bool(installed) and (bool(reason) or installed[-1].voc == FULL_VOC),
        scanned=bool(scans) and scans[-1].scan == "clear",
        work=worked[-1] if worked else None,
        reason=reason,
        lacks=[name for name in WORDS if not getattr(target, name)],
    )


def _is_after_sets(row: Measured, days: Sequence[date]) -> bool:
    """Whether the number belongs to installation or to what follows it, and not to the assessment."""
    return bool(row.sets) or any(day < row.on for day in days)
