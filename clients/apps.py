from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        from anymail.signals import tracking

        from clients import bounces, contact, handover, queries
        from clinic.core import accounts, closing, outbox, practices

        outbox.GUARDS.append(contact.refuse)
        outbox.GUARDS.append(accounts.refuse_closed)  # last: a notice may have been addressed anew before
        outbox.BOUNCES.append(contact.bounce)
        closing.ITEMS += [handover.LedClients(), handover.SecondClients(), handover.OnCallDuty()]
        practices.ROLE_GUARDS.append(queries.still_cares)
        tracking.connect(bounces.heard, dispatch_uid="clients.bounces")
