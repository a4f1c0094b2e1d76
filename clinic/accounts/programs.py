"""Tokens that live for weeks: for programs that nobody sits in front of. See decision 51."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.accounts import events, mails, signin
from clinic.core.access import system
from clinic.core.models import LONGEST_TOKEN, Membership, Token, User
from clinic.core.scope import practice_scope
from clinic.core.scopes import Scope

MOST_PROGRAMS = 10  # of one account; none of them ends because another one is made
LONGEST = LONGEST_TOKEN.days - 1
USUAL = 90  # days
PREFIX = "sbp_"  # so that a scanner for secrets knows one that was left in a file


@transaction.atomic
def make_program(*, user: User, name: str, scope: Scope, days: int = USUAL) -> tuple[Token, str]:
    """A token for a program, and its text, which is shown once; its owner is told by mail.

    ``user``: as they were when they were asked who they are. Raises AuthenticationFailed where the account has changed
    since, ValidationError by field for a name that shows nothing, a number of days that is none, and the eleventh.
    """
    now = signin.unchanged(user)
    if not name.strip():
        raise ValidationError({"name": _("Say which program it is for.")})
    if not 1 <= days <= LONGEST:
        raise ValidationError({"days": _("From 1 to %(most)d days.") % {"most": LONGEST}})
    if programs_of(now) >= MOST_PROGRAMS:
        raise ValidationError(_("You have %(most)d already. End one that is not used.") % {"most": MOST_PROGRAMS})
    made: tuple[Token, str] = Token.objects.create(
        user=now, name=name, scope=scope, expiry=timedelta(days=days), prefix=PREFIX
    )
    events.made_token(now, scope)
    membership = Membership.objects.select_related("practice").get(user=now)
    with practice_scope(membership.practice_id, system(membership.practice_id, "sign-in")):
        mails.tell_of_program(user=now, practice=membership.practice, name=name, scope=str(scope.label))
    return made


def programs_of(user: User) -> int:
    """How many of them hold now."""
    number: int = Token.objects.filter(user=user, expiry__gt=timezone.now()).exclude(scope="").count()
    return number
