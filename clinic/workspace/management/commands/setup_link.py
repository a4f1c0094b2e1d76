"""Prints the one-time link for the first set-up."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from clinic.core.models import Practice
from clinic.workspace.practice.setup import set_up_token


class Command(BaseCommand):
    help = "Prints the link that makes the practice and its first admin. Prints nothing once a practice exists."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Practice.objects.exists():
            self.stdout.write(settings.SITE_URL + reverse("practice:setup", args=[set_up_token()]))
