"""One world a module, at its moment, with a mail server on loopback; what a fact changes is taken back after it."""

import logging
from collections.abc import Iterator, Mapping

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from clinic.core import paper
from clinic.local.stack import free_port
from tests.consequences.surfaces import SURFACES
from tests.consequences.world import NOW, World


@pytest.fixture(scope="module")
def _sink() -> Iterator[list[bytes]]:
    """What a real mail server on loopback got."""
    taken: list[bytes] = []

    class Keeps:
        async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
            taken.append(envelope.content if isinstance(envelope.content, bytes) else b"")
            return "250 OK"

    logging.getLogger("mail.log").setLevel(logging.WARNING)
    server = Controller(Keeps(), hostname="127.0.0.1", port=free_port())
    server.start()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port):
        yield taken
    server.stop()


@pytest.fixture(scope="module")
def _set_once() -> Iterator[None]:
    """What is to be set as it was before is not set anew: most facts leave the papers as they are."""
    known: dict[object, bytes] = {}
    compiled = paper._compiled

    def set_once(files: Mapping[str, bytes], standards: list[str]) -> bytes:
        wanted = (tuple(sorted(files.items())), tuple(standards))
        if wanted not in known:
            known[wanted] = compiled(files, standards)
        return known[wanted]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "_compiled", set_once)
        yield


@pytest.fixture(scope="module")
def _made(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, _sink: list[bytes], _set_once: None
) -> Iterator[World]:
    hosts = override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"])
    with django_db_blocker.unblock(), hosts, time_machine.travel(NOW, tick=False), transaction.atomic():
        world = World(_sink)
        with transaction.atomic():
            world.at_first = {surface.name: surface.read(world) for surface in SURFACES}
            transaction.set_rollback(True)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(_made: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world as it is at first, read on every surface; everybody signs in anew."""
    with django_db_blocker.unblock(), transaction.atomic():
        _made.browsers, _made.programs, _made.known, _made.received = {}, {}, {}, {}
        for who in _made.people:  # before anything happens: what ends a sign-in has to end these
            _made.browser(who), _made.program(who)
        yield _made
        transaction.set_rollback(True)
