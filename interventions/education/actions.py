"""Giving pages to read, and the client's receipts."""

from django.db import transaction
from django.utils import timezone

from clients.episodes.actions import open_episode
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.text import clean_text
from interventions.catalogue import Page
from interventions.models import ReadingAssignment


class AlreadyGiven(Exception):
    """The client already has this page and has not read it yet."""


@transaction.atomic
def give_page(*, client: Client, page: Page, by: Actor, note: str = "") -> ReadingAssignment:
    """Gives a page to read. Raises AlreadyGiven, TreatmentClosed, or ValidationError by field."""
    note = clean_text(note, "note", 300, least=0)
    open_episode(client)
    with constraint_errors({"interventions_readingassignment_once": AlreadyGiven(page.title)}):
        return ReadingAssignment.objects.create(
            practice_id=client.practice_id,
            client=client,
            page=page.key,
            version=page.version,
            given_by_id=by.as_staff(),
            note=note,
        )


@transaction.atomic
def take_back_page(*, reading: ReadingAssignment) -> None:
    """Takes back a page that was not read; one that was read stays. Twice changes nothing."""
    open_ones = ReadingAssignment.objects.filter(pk=reading.pk, read_at__isnull=True, taken_back_at__isnull=True)
    open_ones.update(taken_back_at=timezone.now())


@transaction.atomic
def mark_page_opened(*, reading: ReadingAssignment) -> None:
    """The client has the page before them. The first time counts."""
    ReadingAssignment.objects.filter(pk=reading.pk, opened_at__isnull=True).update(opened_at=timezone.now())


@transaction.atomic
def mark_page_read(*, reading: ReadingAssignment) -> None:
    """The client says that they have read it. The first time counts."""
    mark_page_opened(reading=reading)
    ReadingAssignment.objects.filter(pk=reading.pk, read_at__isnull=True).update(read_at=timezone.now())
