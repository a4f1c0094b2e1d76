"""Starts everything on embedded parts: `make run`."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from clinic.core.embedded.house import House
from clinic.core.embedded.postgres import EmbeddedError


class Command(BaseCommand):
    help = (
        "Starts PostgreSQL, Valkey, a mail sink, web, worker and beat. PORT, VAR, HOST, DEMO and DEMO_PASSWORD choose."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            port = os.environ.get("PORT") or "8000"
            if not port.isascii() or not port.isdecimal() or not 1 <= int(port) <= 65535:
                raise EmbeddedError(f"PORT is “{port}”; it must be a number from 1 to 65535")
            if settings.PRODUCTION:
                raise EmbeddedError("`up` is for one's own machine; for production see docs/operations.md")
            House(
                base=settings.BASE_DIR,
                var=Path(os.environ.get("VAR") or "var").absolute(),
                host=os.environ.get("HOST") or "127.0.0.1",
                port=int(port),
                demo=(os.environ.get("DEMO") or "1").lower() not in {"0", "no", "false"},
            ).run()
        except (EmbeddedError, OSError) as error:
            self.stderr.write(f"secure-base: {error}")
            sys.exit(1)
