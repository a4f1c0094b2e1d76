"""Prints the one-time link for the first set-up."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from clinic.core.models import Practice
from clinic.workspace.practice.setup import set_up_token


class Command(BaseCommand):
    help = "Prints the link that makes the practice and its first admin. Prints nothing once a practice exists."
    requires_system_checks: list[str] = []  # each start runs it, before web and worker, which refuse unsafe models

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lock-demo", action="store_true", help="switch the demo accounts off first")

    def handle(self, *args: object, lock_demo: bool, **options: object) -> None:
        if lock_demo:
            call_command("demo", "--lock")
        if not Practice.objects.exists():
            self.stdout.write(settings.SITE_URL + reverse("practice:setup", args=[set_up_token()]))
