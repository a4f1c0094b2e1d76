"""Takes away the second factors of an account whose owner has lost theirs."""

from argparse import ArgumentParser

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from clinic.accounts.actions import reset_second_factor
from clinic.accounts.mails import tell_of_reset
from clinic.accounts.staff.actions import reset_factor
from clinic.core.access import system
from clinic.core.models import Membership, Staff
from clinic.core.scope import practice_scope


class Command(BaseCommand):
    help = (
        "Takes away somebody's second factors; sessions and tokens end, the password stays. They are told by"
        " mail, of staff all admins too. Make sure first that it is they who ask."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")

    def handle(self, *args: object, email: str, **options: object) -> None:
        email = email.strip().lower()
        found = Membership.objects.select_related("user").filter(user__email=email).first()
        if found is None:
            raise CommandError(f"No account has the address {email}.")
        by = system(found.practice_id, "reset_second_factor")
        with practice_scope(found.practice_id, by):
            if found.kind == Membership.Kind.STAFF:
                try:
                    reset_factor(staff=Staff.objects.get(pk=found.person_id), by=by)
                except ValidationError as error:
                    raise CommandError(" ".join(error.messages)) from error
            elif Authenticator.objects.filter(user=found.user).exists():
                reset_second_factor(found.user)
                tell_of_reset(user=found.user, name=found.user.email, by=by, to=[found.user])
            else:
                raise CommandError("There is no second factor to reset.")
        self.stdout.write(f"{email} has no second factor any more.")
