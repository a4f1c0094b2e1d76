"""What a check says, in words for somebody who runs a practice and not a computer."""

from collections.abc import Callable, Mapping

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.core.status.checks import Check, Code, Level

TITLES = {
    Code.DATABASE: gettext_lazy("Database"),
    Code.CONNECTIONS: gettext_lazy("Connections to the database"),
    Code.MIGRATIONS: gettext_lazy("Update of the tables"),
    Code.DISK: gettext_lazy("Disk"),
    Code.BROKER: gettext_lazy("Broker of tasks"),
    Code.WORKER: gettext_lazy("Workers"),
    Code.BEAT: gettext_lazy("Beat, which starts regular work"),
    Code.BEHIND: gettext_lazy("Work that waits"),
    Code.TASK: gettext_lazy("Regular work"),
    Code.MAIL: gettext_lazy("Mail server"),
    Code.MESSAGES: gettext_lazy("Messages"),
    Code.FAILED: gettext_lazy("Messages that failed"),
    Code.BACKUP: gettext_lazy("Backup"),
    Code.CERTIFICATE: gettext_lazy("Certificate of the address"),
}
# What regular work is for, by the name of its task.
TASKS = {
    "interventions.enqueue_reminders": gettext_lazy("reminders of appointments"),
    "interventions.enqueue_due_work_reminders": gettext_lazy("reminders to practise, and of what waits for staff"),
    "interventions.assign_questionnaires": gettext_lazy("questionnaires that are due"),
    "clients.escalate_alerts": gettext_lazy("escalation of risk alerts"),
    "core.poll_outbox": gettext_lazy("sending messages"),
    "core.delete_old_messages": gettext_lazy("deleting old messages"),
    "core.mail_heads": gettext_lazy("the weekly mail on the access log"),
    "core.add_months": gettext_lazy("tables of the coming months"),
    "accounts.housekeeping": gettext_lazy("tidying up sign-ins"),
}


def title_of(check: Check) -> str:
    """The name of the part, for a list or a subject."""
    return _title(check.code, check.subject)


def _title(code: Code, subject: str) -> str:
    title = str(TITLES[code])
    if code is Code.TASK:
        return f"{title}: {TASKS.get(subject, subject)}"
    return _("Disk at %(path)s") % {"path": subject} if code is Code.DISK else title


def versions_in_words(versions: Mapping[str, str]) -> list[str]:
    """What runs here, a line each."""
    return [_("%(name)s, version %(version)s") % {"name": name, "version": one} for name, one in versions.items()]


def text_of(check: Check) -> str:
    """How it is, and where it is amiss what follows and what to do."""
    return _SENTENCES[check.code](check)


def over_in_words(code: Code, subject: str) -> tuple[str, str]:
    """Title and sentence for something that is well again."""
    return _title(code, subject), _("It is as it should be again.")


def _size(value: float | str) -> str:
    return str(filesizeformat(value)).replace("\xa0", " ")


def _database(check: Check) -> str:
    return _("Answers; it holds %(size)s.") % {"size": _size(check.figures["size"])}


def _connections(check: Check) -> str:
    text = _("%(used)s of %(most)s are in use.") % check.figures
    return text if check.level is Level.OK else text + " " + _("When none is left, pages fail.")


def _migrations(check: Check) -> str:
    number = int(check.figures["waiting"])
    if not number:
        return _("The tables are those of this version.")
    text = ngettext("%(n)s step waits: run migrate.", "%(n)s steps wait: run migrate.", number)
    return text % {"n": number}


def _disk(check: Check) -> str:
    text = _("%(free)s of %(total)s are free.") % {
        "free": _size(check.figures["free"]),
        "total": _size(check.figures["total"]),
    }
    return text if check.level is Level.OK else text + " " + _("Make room: on a full disk nothing can be saved.")


def _broker(check: Check) -> str:
    if check.level is Level.OK:
        return _("Answers.")
    return _("Does not answer: no message goes out, and nobody signs in with a password. Messages wait.")


def _worker(check: Check) -> str:
    number = int(check.figures["workers"])
    if not number:
        return _("None answers: no message, reminder or escalation goes out. What waits is sent once one runs.")
    return ngettext("%(n)s worker answers.", "%(n)s workers answer.", number) % {"n": number}


def _beat(check: Check) -> str:
    if check.level is Level.OK:
        return _("Runs.")
    return _("Stands still: no reminder is made and no alert escalated until it is started again.")


def _behind(check: Check) -> str:
    number = int(check.figures["waiting"])
    if not number:
        return _("Nothing waits for a worker.")
    text = ngettext("%(n)s piece of work waits for a worker.", "%(n)s pieces of work wait for a worker.", number)
    return text % {"n": number}


def _task(check: Check) -> str:
    if check.figures["error"]:
        return _("Failed the last time (%(error)s); the log says where.") % check.figures
    return _("Runs in time.") if check.level is Level.OK else _("Has not run for too long.")


def _mail(check: Check) -> str:
    if check.level is Level.OK:
        return _("Takes mail.")
    reason, tried = check.figures["refusal"], int(check.figures["tried"])
    text = _("Refuses mail (%(reason)s).") % {"reason": reason} if reason else _("Refuses mail.")
    waiting = ngettext("%(n)s mail waits after a try in vain.", "%(n)s mails wait after a try in vain.", tried)
    return f"{text} {waiting % {'n': tried}}" if tried else text


def _messages(check: Check) -> str:
    number = int(check.figures["due"])
    if not number:
        return _("None is overdue.")
    return ngettext("%(n)s is due and has not gone.", "%(n)s are due and have not gone.", number) % {"n": number}


def _failed(check: Check) -> str:
    number = int(check.figures["failed"])
    if not number:
        return _("None in the last seven days.")
    text = ngettext("%(n)s in the last seven days.", "%(n)s in the last seven days.", number) % {"n": number}
    return text + " " + _("Each client's file says which.")


def _backup(check: Check) -> str:
    if not check.figures["made"]:
        return _("None was ever reported here. Ask whoever runs Secure Base for you whether there is one.")
    return _("The last one is recent.") if check.level is Level.OK else _("The last one is older than two days.")


def _certificate(check: Check) -> str:
    if check.figures["refusal"]:
        return _("Is not believed by browsers (%(refusal)s).") % check.figures
    number = int(check.figures["days"])
    return ngettext("Holds for %(n)s more day.", "Holds for %(n)s more days.", number) % {"n": number}


_SENTENCES: dict[Code, Callable[[Check], str]] = {
    Code.DATABASE: _database,
    Code.CONNECTIONS: _connections,
    Code.MIGRATIONS: _migrations,
    Code.DISK: _disk,
    Code.BROKER: _broker,
    Code.WORKER: _worker,
    Code.BEAT: _beat,
    Code.BEHIND: _behind,
    Code.TASK: _task,
    Code.MAIL: _mail,
    Code.MESSAGES: _messages,
    Code.FAILED: _failed,
    Code.BACKUP: _backup,
    Code.CERTIFICATE: _certificate,
}
