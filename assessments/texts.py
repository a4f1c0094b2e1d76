"""The words for what the pure modules of this package find: they return codes, and each code has its sentence here."""

from django.utils.translation import gettext_lazy as _

from assessments.change import Verdict

VERDICTS = {
    Verdict.RECOVERED: _("recovered"),
    Verdict.IMPROVED: _("reliably improved"),
    Verdict.UNCHANGED: _("no reliable change"),
    Verdict.WORSE: _("reliably worse"),
    Verdict.UNKNOWN: _("no threshold known"),
}
VERDICT_CHOICES = [(verdict.value, label) for verdict, label in VERDICTS.items()]


def verdict_text(verdict: str) -> str:
    """The words for a verdict as it is stored; empty for none, as a baseline has."""
    return str(VERDICTS[Verdict(verdict)]) if verdict else ""
