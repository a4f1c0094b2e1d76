from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        from anymail.signals import tracking

        from clients import bounces, contact, queries
        from clinic.core import outbox, practices

        outbox.GUARDS.append(contact.refuse)
        outbox.BOUNCES.append(contact.bounce)
        practices.ROLE_GUARDS.append(queries.still_cares)
        tracking.connect(bounces.heard, dispatch_uid="clients.bounces")
