"""Lets an admin in again where none can get in."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from clinic.accounts.staff.actions import restore_admin
from clinic.core.access import system
from clinic.core.models import Membership, Staff
from clinic.core.scope import practice_scope


class Command(BaseCommand):
    help = (
        "Opens a staff member's account, makes it an admin's, and prints a one-time link to choose a password. The old "
        "password and second factors, sessions and tokens end. The change history keeps it as done by restore_admin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")

    def handle(self, *args: object, email: str, **options: object) -> None:
        email = email.strip().lower()
        found = Membership.objects.filter(user__email=email).first()
        if found is None:
            raise CommandError(f"No account has the address {email}.")
        if found.kind != Membership.Kind.STAFF:
            raise CommandError(f"{email} is a client's account; only staff can be admins.")
        by = system(found.practice_id, "restore_admin")
        with practice_scope(found.practice_id, by):
            staff = Staff.objects.get(pk=found.person_id)
            link = restore_admin(staff=staff, by=by)
        self.stdout.write(f"{staff.name} is an admin. This link works once, for three days:\n  {link}")
