"""One stack and one browser for all journeys; each journey has a fresh profile.

Both end with the last journey: while the browser runs, its event loop is in the way of tests that use the database.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import DESK, Watched, a_browser
from tests.stack import RunningStack, a_stack


@pytest.fixture(scope="package")
def stack() -> Iterator[RunningStack]:
    """Sweeps come often, so that a reminder need not be waited for."""
    with a_stack(REMINDER_SWEEP="2", OUTBOX_SWEEP="2") as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with a_browser() as running:
        yield running


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A page at desk size; what it complains about is checked by the journey."""
    context = browser.new_context(viewport=DESK, locale="en-GB")
    yield Watched(context)
    context.close()
