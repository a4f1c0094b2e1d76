from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        from anymail.signals import tracking

        from clients import alert_notices, bounces, contact, handover, queries
        from clinic.core import accounts, closing, outbox, practices

        # The closed accounts last: a notice of an alert is addressed anew before.
        outbox.GUARDS += [contact.refuse, alert_notices.refuse, accounts.refuse_closed]
        outbox.BOUNCES.append(contact.bounce)
        closing.ITEMS += [handover.LedClients(), handover.SecondClients(), handover.OnCallDuty()]
        practices.ROLE_GUARDS.append(queries.still_cares)
        tracking.connect(bounces.heard, dispatch_uid="clients.bounces")
