"""The three stages and nine steps, the moves of a session, and the steps by which an injury is repaired. Pure data.

In this project's own words. Stages, steps and the five moves of the tango: Johnson, The Practice of Emotionally Focused
Couple Therapy (3rd ed., 2019); for one person: Johnson & Campbell, A Primer for Emotionally Focused Individual Therapy
(2022), which names three stages as well; that its work is told in nine steps is this project's own summary, not yet
against the book. Attachment injury resolution model: Johnson, Makinen & Millikin 2001, tested by Makinen & Johnson
2006 (24 couples, 15 resolved); its steps here after summaries of both, not yet against the papers.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[int, str | Promise]

LAST_OF_STAGE = (4, 7, 9)  # the last step of each stage

COUPLE_STEPS: Words = {
    1: _("alliance and assessment"),
    2: _("the cycle is named"),
    3: _("feels what is under the position"),
    4: _("sees the cycle as the problem"),
    5: _("owns needs and parts of self"),
    6: _("takes in what the other shows"),
    7: _("asks for what is needed"),
    8: _("new solutions to old problems"),
    9: _("consolidates"),
}
INDIVIDUAL_STEPS: Words = {
    1: _("alliance and assessment"),
    2: _("the pattern is named"),
    3: _("feels what is under the pattern"),
    4: _("sees the pattern as the problem"),
    5: _("meets needs and parts of self"),
    6: _("accepts what was met"),
    7: _("tells needs in encounters"),
    8: _("new ways with old problems"),
    9: _("consolidates"),
}
MOVES: Words = {
    1: _("mirror what happens now"),
    2: _("assemble and deepen emotion"),
    3: _("shape an encounter"),
    4: _("go through the encounter"),
    5: _("tie together and affirm"),
}
REPAIR: Words = {
    1: _("the wound is named, the other defends"),
    2: _("stays with the hurt, and says what it meant"),
    3: _("the other hears what it meant"),
    4: _("shows grief and fear whole"),
    5: _("the other takes responsibility and regrets"),
    6: _("asks for the comfort that was missing"),
    7: _("the other gives it"),
    8: _("a new story of it, and of the bond"),
}
BEFORE_NEW_STORY = frozenset({5, 6, 7})  # recorded before a new story counts
NEW_STORY = 8


def stage_of(step: int) -> int:
    """The stage, 1 to 3, that a step from 1 to 9 belongs to."""
    return next(stage for stage, last in enumerate(LAST_OF_STAGE, 1) if step <= last)
