"""The words for what the pure modules of this package find: they return codes, and each code has its sentence here."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, gettext_noop, ngettext_lazy
from django.utils.translation import gettext as _

from clients.health.models import HealthKind
from clinic.core.messages import Params, Text
from interventions.cautions import Against
from interventions.choosing.arguing import Argues
from interventions.choosing.models import TrainingLevel
from interventions.dissociation import Finding
from interventions.exercises.definitions import Contradicts
from interventions.exercises.noting import Wrong
from interventions.exercises.suggesting import Reason
from interventions.plans.gates import Missing
from interventions.sessions.recurrence import Problem

KINDS = {kind.value: kind.label for kind in HealthKind}
STYLES = {
    "secure": gettext_lazy("made for scores in the secure quadrant"),
    "preoccupied": gettext_lazy("made for scores in the preoccupied quadrant"),
    "dismissing": gettext_lazy("made for scores in the dismissing quadrant"),
    "fearful": gettext_lazy("made for scores in the fearful quadrant"),
}


def _signs(params: Params) -> str:
    words = {"total": _("a total of %(n)g"), "taxon": _("a taxon mean of %(n)g"), "highest": _("a taxon item of %(n)g")}
    shown = [text % {"n": params[name]} for name, text in words.items() if params[name] is not None]
    return _("The DES-II shows %(signs)s: pathological dissociation is possible.") % {"signs": ", ".join(shown)}


def _conditions(text: str) -> Callable[[Params], str]:
    """A sentence that names conditions of somebody's health."""
    return lambda params: gettext(text) % {"kinds": ", ".join(str(KINDS[kind]) for kind in params["kinds"])}


def _no_such_day(params: Params) -> str:
    months = ", ".join(date_format(date(year, month, 1), "F Y") for year, month in params["months"])
    named = _("%(months)s and others") % {"months": months} if params["others"] else months
    instead = {
        "BYDAY": _("For the last such weekday of each month write %(part)s."),
        "BYMONTHDAY=-1": _("For the last day of each month write %(part)s."),
    }
    default = _("For the last day that the shorter months have write %(part)s.")
    part = params["instead"]
    hint = instead.get(part, instead["BYDAY"] if part.startswith("BYDAY") else default) % {"part": part}
    return _("%(months)s: the month has no such day. %(hint)s") % {"months": named, "hint": hint}


def _ends_before(params: Params) -> str:
    days = {name: date_format(date.fromisoformat(params[name]), "d M Y") for name in ("until", "start")}
    return _("The series would end (%(until)s) before it begins (%(start)s).") % days


def _below(params: Params) -> str:
    names = {"before": _("the rating before"), "after": _("the rating at the end")}
    return _("This cannot be lower than %(value)s, %(other)s.") % {
        "value": params["value"],
        "other": names.get(params["other"], f"“{params['other']}”"),
    }


PROBLEMS = {
    "ptsd": gettext_lazy("post-traumatic stress"),
    "complex-ptsd": gettext_lazy("complex post-traumatic stress"),
    "couple-distress": gettext_lazy("distress in the relationship"),
    "depression": gettext_lazy("depression"),
    "schemas": gettext_lazy("a raised schema"),
}


def _measured(with_value: str, without: str) -> Callable[[Params], str]:
    """A sentence about a form of a day, with its value and cut-off where there is a number."""

    def text(params: Params) -> str:
        given = dict(params) | {
            "problem": str(PROBLEMS[params["problem"]]),
            "on": date_format(date.fromisoformat(params["on"]), "d M Y"),
        }
        return gettext(with_value if given.get("value") else without) % given

    return text


def _not_measured(params: Params) -> str:
    return _("Not measured: %(problem)s (%(measures)s).") % {
        "problem": PROBLEMS[params["problem"]],
        "measures": ", ".join(params["measures"]),
    }


def _no_findings(params: Params) -> str:
    names = ", ".join(str(PROBLEMS[one]) for one in params["problems"])
    return _("No finding is graded here for what the measures show: %(problems)s.") % {"problems": names}


def _trained(params: Params) -> str:
    level = TrainingLevel(params["level"]).label
    if params["year"]:
        words = _("%(who)s, who leads the treatment: %(level)s, since %(year)s.")
        return words % {"who": params["who"], "level": level, "year": params["year"]}
    return _("%(who)s, who leads the treatment: %(level)s.") % {"who": params["who"], "level": level}


TEXTS: Mapping[str, Text] = {
    Finding.NONE_ON_FILE: gettext_lazy("No DES-II is on file."),
    Finding.NO_SCORE: gettext_lazy("The newest DES-II has no score: too many items are missing."),
    Finding.HIGH: gettext_lazy("The DES-II is %(total)g, not below %(limit)g."),
    Finding.EARLIER_TREATMENT: gettext_lazy("The newest DES-II is from an earlier treatment."),
    Finding.OLD: gettext_lazy("The newest DES-II is older than %(months)s months."),
    Finding.TOTAL_ONLY: gettext_lazy(
        "The DES-II was typed in as a total: its answers are not on file; pathological dissociation is possible."
    ),
    Finding.OWN_WORDS: gettext_lazy(
        "The newest DES-II was answered in this program's own words: it can close this gate and does not open it."
    ),
    Finding.SIGNS: _signs,
    Against.ALERT_OPEN: gettext_lazy("An alert is open (%(alerts)s): stabilise first."),
    Against.DES_NOT_LOOKED_FOR: gettext_lazy("No DES-II is on file: dissociation has not been looked for."),
    Against.DES_HIGH: gettext_lazy("The DES-II is %(total)g: process trauma only after stabilisation."),
    Against.VIOLENCE_NAMED: gettext_lazy(
        "Violence or fear of the partner was named: no couple work while it is ongoing."
    ),
    Against.UNREACHABLE: gettext_lazy("No consent to e-mail or the portal: exercises and questions go on paper."),
    Against.MODALITY_WITH_DES: gettext_lazy("%(modality)s with a DES-II of %(total)g: not before stabilisation."),
    Against.MODALITY_WITH_ALERT: gettext_lazy("%(modality)s while an alert is open (%(alerts)s)."),
    Against.NO_CONSENT_TO_TOUCH: gettext_lazy("No consent to touch is on file: work without it."),
    Against.COUPLE_VIOLENCE: gettext_lazy(
        "Couple work is contra-indicated: violence or fear of the partner is ongoing."
    ),
    Against.VIOLENCE_NOT_ASKED: gettext_lazy(
        "Not every partner has been asked alone about violence. Ask before the first joint session."
    ),
    Against.VIOLENCE_IN_THE_PAST: gettext_lazy(
        "There was violence in the past: agree first how each of them stays safe."
    ),
    Against.NOT_ON_FILE: _conditions(gettext_noop("Not on file: ask about %(kinds)s.")),
    Against.HEALTH_PRESENT: _conditions(gettext_noop("On file: %(kinds)s. This asks for care with it.")),
    Against.HEALTH_PAST: _conditions(gettext_noop("On file, in the past: %(kinds)s. This asks for care with it.")),
    Against.VIOLENCE_GOES_ON: gettext_lazy("Violence or fear of the partner is ongoing."),
    Against.WITH_PARTNER: gettext_lazy(
        "Violence or fear of the partner is ongoing, and this is done with or about the partner."
    ),
    Against.EXERCISE_WITH_ALERT: gettext_lazy("An alert is open, and this one has a caution."),
    Against.EXERCISE_WITH_DES: gettext_lazy("The DES-II is %(total)g, and this one has a caution."),
    Against.TURNS_INWARD: gettext_lazy("This one turns inward."),
    Contradicts.OPTIONS: gettext_lazy("A choice has 2 to %(most)s answers, each different."),
    Contradicts.ONLY_CHOICE: gettext_lazy("Only a choice has answers to choose from."),
    Contradicts.ONLY_NUMBER: gettext_lazy("Only a number has this."),
    Contradicts.RANGE: gettext_lazy("The highest must be above the lowest."),
    Contradicts.BREATHS: gettext_lazy("The breath in and the breath out belong together: give both, or neither."),
    Contradicts.KEYS: gettext_lazy("Another question has this key, or it is called before or after."),
    Contradicts.STEPS: ngettext_lazy("There is only %(steps)s step.", "There are only %(steps)s steps.", "steps"),
    Contradicts.TIMERS: gettext_lazy("This step has a timer already."),
    Contradicts.NUMBER: gettext_lazy("No number is called %(key)s."),
    Wrong.UNKNOWN: gettext_lazy("This exercise has no such field. It has: %(known)s."),
    Wrong.NO_NUMBER: gettext_lazy("Enter a whole number from %(least)s to %(most)s."),
    Wrong.NO_OPTION: gettext_lazy("Choose one of the answers."),
    Wrong.NO_TEXT: gettext_lazy("Write this as plain text."),
    Wrong.TOO_LONG: gettext_lazy("Write at most %(longest)s characters."),
    Wrong.BELOW: _below,
    Argues.SHOWN: _measured(
        gettext_noop("%(measure)s of %(on)s shows %(problem)s: %(value)s, cut-off %(cut)s."),
        gettext_noop("%(measure)s of %(on)s shows the pattern of %(problem)s; provisional, an interview decides."),
    ),
    Argues.NOT_SHOWN: _measured(
        gettext_noop("%(measure)s of %(on)s does not show %(problem)s: %(value)s, cut-off %(cut)s."),
        gettext_noop("%(measure)s of %(on)s does not show the pattern of %(problem)s."),
    ),
    Argues.UNCLEAR: _measured(
        "",
        gettext_noop("%(measure)s of %(on)s cannot say whether there is %(problem)s: own wording, or items left out."),
    ),
    Argues.NOT_MEASURED: _not_measured,
    Argues.NO_FINDINGS: _no_findings,
    Argues.WANTS: gettext_lazy("The client wishes for it."),
    Argues.WOULD_RATHER_NOT: gettext_lazy("The client would rather not."),
    Argues.NO_PREFERENCE: gettext_lazy("The client has no preference."),
    Argues.WISH_NOT_ASKED: gettext_lazy("The client has not been asked."),
    Argues.TRAINED: _trained,
    Argues.IN_TRAINING: gettext_lazy("%(who)s, who leads the treatment, is in training for it: with supervision."),
    Argues.NOT_TRAINED: gettext_lazy("%(who)s, who leads the treatment, is not trained in it."),
    Argues.TRAINING_NOT_SAID: gettext_lazy("%(who)s, who leads the treatment, has not said whether trained in it."),
    Argues.NO_LEAD: gettext_lazy("Nobody leads the treatment, so no training can be weighed."),
    Missing.EXIT: gettext_lazy("The exit of “%(phase)s” is not recorded."),
    Missing.PREPARATION_EXIT: gettext_lazy("The exit of the preparation is not recorded."),
    Missing.NO_SPECIALIST: gettext_lazy("No specialist's assessment is noted."),
    Missing.NOT_LOOKED_AT: gettext_lazy("Not checked: %(need)s."),
    Reason.MADE_FOR_STYLE: lambda params: str(STYLES[params["style"]]),
    Reason.GOES_WITH: gettext_lazy("goes with %(modalities)s"),
    Reason.STEADIES_AT_RISK: gettext_lazy("steadies while an alert is open"),
    Reason.STEADIES_EARLY: gettext_lazy("steadies, which the plan's first phases ask for"),
    Problem.NO_RULE: gettext_lazy("A rule looks like this: FREQ=WEEKLY;COUNT=12."),
    Problem.UNKNOWN_PART: gettext_lazy("%(name)s is not known here; known are %(known)s."),
    Problem.FREQ: gettext_lazy("FREQ is one of DAILY, WEEKLY, MONTHLY."),
    Problem.NO_END: gettext_lazy("Say how many (COUNT) or until when (UNTIL), one of the two."),
    Problem.INTERVAL: gettext_lazy("INTERVAL is a number from 1 to 52."),
    Problem.COUNT: gettext_lazy("COUNT is a number from 1."),
    Problem.TOO_MANY: gettext_lazy("At most %(most)s sessions in one series."),
    Problem.NOT_READ: gettext_lazy("This rule cannot be read: %(why)s"),
    Problem.TOO_FAR: gettext_lazy("The series reaches more than two years ahead."),
    Problem.HOW_MANY_MORE: gettext_lazy("From 1 to %(most)s more sessions."),
    Problem.NO_SUCH_DAY: _no_such_day,
    Problem.UNTIL: gettext_lazy("UNTIL is a day, for example 20270630."),
    Problem.ENDS_BEFORE: _ends_before,
}
