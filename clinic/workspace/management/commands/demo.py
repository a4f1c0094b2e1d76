"""Loads the demo practice, or gives its accounts a new password, or locks them."""

import os
import secrets
from argparse import ArgumentParser

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError

from clinic.core.demo_password import weak_password
from clinic.core.models import Practice, User
from clinic.workspace.demo.practice import SIGN_INS, build_demo


class Command(BaseCommand):
    help = "Loads the demo practice into an empty database; run again, it sets a new password on the demo accounts."
    requires_system_checks: list[str] = []  # each start runs it, beside web and worker, which refuse unsafe models

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lock", action="store_true", help="switch the demo accounts off")

    def handle(self, *args: object, lock: bool, **options: object) -> None:
        demo = User.objects.filter(is_demo=True)
        if lock:
            demo.update(is_active=False)
            return
        if settings.PRODUCTION:
            raise CommandError("The demo practice is for one's own machine only, never for production.")
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(12)
        if reason := weak_password(password):
            raise CommandError(reason)
        if not Practice.objects.exists():
            build_demo(password)
        elif not demo.exists():
            return
        else:
            demo.update(password=make_password(password), is_active=True)
        for name in SIGN_INS:
            self.stdout.write(f"  {name}@demo.example".ljust(30) + password)
