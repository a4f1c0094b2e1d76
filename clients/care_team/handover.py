"""What somebody may hold of clients when their account is closed."""

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.alerts.actions import set_alert_rules
from clients.alerts.queries import alert_rules
from clients.care_team.actions import add_second, end_care, transfer_all
from clients.care_team.covers import replace_cover
from clients.escalation.actions import give_step, remove_step
from clients.escalation.queries import steps_kept
from clients.models import CareRelation, Cover, RiskAlert
from clients.on_call.actions import end_duties, give_duty
from clients.on_call.models import OnCallException, OnCallShift
from clients.on_call.queries import coming_exceptions, shifts_of_week
from clients.on_call.texts import in_words
from clinic.accounts.closing.actions import Decision, HandoverItem, Held
from clinic.core.access import Actor, May
from clinic.core.models import Staff
from clinic.core.moments import here_text
from clinic.core.periods import until_in_words

Part = CareRelation.Part


class _Care(HandoverItem):
    """Care relations of one part."""

    part = Part.LEAD
    takers, one_by_one = May.RECORD, True

    def _rows(self, staff: Staff) -> QuerySet[CareRelation]:
        found = CareRelation.objects.current().filter(staff=staff, part=self.part)
        return found.select_related("client").order_by("client__sort_name", "client_id")

    def held(self, staff: Staff) -> list[Held]:
        open_alert = RiskAlert.objects.open().filter(client=OuterRef("client"))
        return [
            Held(row.client_id, row.client.name + (f" ({_('open alert')})" if row.alerted else ""))
            for row in self._rows(staff).annotate(alerted=Exists(open_alert))
        ]

    def leave(self, staff: Staff, by: Actor, reason: str) -> None:
        for row in self._rows(staff):
            end_care(relation=row, by=by, reason=reason, unassigned=True)


class LedClients(_Care):
    """Clients whose lead the person is."""

    kind, title = "clients", gettext_lazy("Clients as lead therapist")
    left = gettext_lazy("They are unassigned, and appear on the admins' Today page until somebody is named.")

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        transfer_all(
            of=staff,
            by=by,
            reason=reason,
            note=_("The account was closed: %(reason)s") % {"reason": reason},
            to=decision.to.pk if decision.to else None,
            each={client: to.pk for client, to in decision.each.items()},
            leaving=True,
        )


class SecondClients(_Care):
    """Clients whose second therapist the person is."""

    part = Part.SECOND
    kind, title = "second", gettext_lazy("Clients as second therapist")
    left = gettext_lazy("They continue with their lead therapist.")

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        for row in self._rows(staff):
            to = decision.each.get(row.client_id, decision.to)
            if to is None:
                continue
            if not CareRelation.objects.current().filter(client=row.client_id, staff=to).exists():
                add_second(client=row.client, staff_id=to.pk, by=by, reason=reason)
            end_care(relation=row, by=by, reason=reason)


class ComingCovers(HandoverItem):
    """Colleagues for whom the person covers, now and later."""

    kind, title = "covers", gettext_lazy("Covers for colleagues on leave")
    takers, one_by_one = May.RECORD, True
    left = gettext_lazy("Nobody covers then: the second therapists, the supervisor or the admins are told of alerts.")

    def _rows(self, staff: Staff) -> QuerySet[Cover]:
        return Cover.objects.coming().filter(staff=staff).select_related("therapist")

    def held(self, staff: Staff) -> list[Held]:
        text = _("%(name)s, until %(day)s")
        rows = self._rows(staff)
        return [Held(row.pk, text % {"name": row.therapist.name, "day": until_in_words(row.ends_at)}) for row in rows]

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        for row in self._rows(staff):
            if to := decision.each.get(row.pk, decision.to):
                try:
                    replace_cover(cover=row, staff_id=to.pk, by=by, with_sessions=False)
                except ValidationError as error:
                    raise ValidationError({self.kind: error.messages}) from error

    def leave(self, staff: Staff, by: Actor, reason: str) -> None:
        self._rows(staff).delete()


class OnCallDuty(HandoverItem):
    """Being told of every alert."""

    kind, title, takers = "on_call", gettext_lazy("On-call duty for risk alerts"), May.SEE_ALERTS
    left = gettext_lazy(
        "Only the lead therapists are notified; the person's times in the rota stay empty, and steps of escalation that"
        " name the person are removed."
    )

    def held(self, staff: Staff) -> list[Held]:
        rules = alert_rules(staff.practice_id)
        found = [Held(rules.pk, _("told of every alert"))] if rules.on_call_id == staff.pk else []
        found += [Held(row.pk, in_words((row.begins, row.ends))) for row in shifts_of_week().filter(staff=staff)]
        exceptions = coming_exceptions().filter(staff=staff)
        found += [Held(row.pk, here_text(row.starts_at, "j M H:i")) for row in exceptions]
        steps = steps_kept().filter(staff=staff)
        return found + [Held(row.pk, _("told after %(n)s minutes") % {"n": row.minutes}) for row in steps]

    def _give(self, staff: Staff, to: Staff | None) -> None:
        set_alert_rules(practice_id=staff.practice_id, on_call=to)

    def hand_over(self, staff: Staff, decision: Decision, by: Actor, reason: str) -> None:
        rules = alert_rules(staff.practice_id)
        if rules.on_call_id == staff.pk and (to := decision.each.get(rules.pk, decision.to)):
            self._give(staff, to)
        duties: list[OnCallShift | OnCallException] = [*shifts_of_week().filter(staff=staff)]
        duties += coming_exceptions().filter(staff=staff)
        for row in duties:
            if to := decision.each.get(row.pk, decision.to):
                give_duty(row, to)
        for step in steps_kept().filter(staff=staff):
            if to := decision.each.get(step.pk, decision.to):
                give_step(step=step, to=to)

    def leave(self, staff: Staff, by: Actor, reason: str) -> None:
        if alert_rules(staff.practice_id).on_call_id == staff.pk:
            self._give(staff, None)
        end_duties(staff)
        for step in steps_kept().filter(staff=staff):
            remove_step(step=step)
