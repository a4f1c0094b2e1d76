"""Questionnaires to fill in by hand. Typed in afterwards as any other from paper, dated when they were filled in."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from assessments.catalogue import Instrument
from assessments.wording.queries import Words, words_of
from clients.models import Client
from clinic.core import sheets
from clinic.core.practices import current_practice
from clinic.core.sheets import Block, Row, Sheet


def questionnaire_sheets(client: Client, instruments: Sequence[Instrument]) -> Sequence[Sheet]:
    """A sheet for each, in this order; one statement each, for its wording."""
    return [_sheet(client, instrument, words_of(instrument)) for instrument in instruments]


def _sheet(client: Client, instrument: Instrument, words: Words) -> Sheet:
    published = words.wording is not None
    how = _(
        "There is no right or wrong. Take the answer that comes first, and tick one box for each number. You can leave"
        " out what you do not want to answer."
    )
    blocks: list[Block] = [sheets.lines(_("Filled in on (day, month, year):"), 1)]
    if instrument.targets:
        blocks.append(sheets.text(_("Think of: %(people)s (mark one)") % {"people": " · ".join(instrument.targets)}))
    if words.instruction:
        blocks.append(sheets.text(words.instruction))
    if words.recall_period:
        about = _("This is about: %(period)s.") % {"period": words.recall_period}
        blocks.append(sheets.text(f"{about} {words.scale_meaning}".strip()))
    blocks.append(sheets.text(how))
    if not published:
        blocks.append(
            sheets.text(_("The questions are on the sheet that came with this page. Look for the same number there."))
        )
    if legend := _legend(words.anchors):
        blocks.append(sheets.note(legend))
    blocks.append(sheets.answers(_row(instrument, words, item, published) for item in range(1, instrument.items + 1)))
    if words.copyright_line:
        blocks.append(sheets.note(words.copyright_line))
    if instrument.risk_items:
        crisis = current_practice().crisis_contacts or _("The emergency number of your country")
        blocks.append(sheets.note(_("If things are very hard right now, do not wait. Call for help:") + f"\n{crisis}"))
    return Sheet(instrument.name, blocks)


def _row(instrument: Instrument, words: Words, item: int, published: bool) -> Row:
    """The item's words only where they are the published ones: the project's own are for finding one's place."""
    own = words.item_anchors.get(str(item), {})
    choices = [str(value) for value, _word in words.choices(instrument, item)]
    return Row(item, words.prompts[item - 1] if published else "", choices, _legend(own))


def _legend(anchors: Mapping[str, str]) -> str:
    return " · ".join(f"{value} = {word}" for value, word in anchors.items())
