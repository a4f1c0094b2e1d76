from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        from anymail.signals import tracking

        from clients import bounces, contact
        from clinic.core import outbox

        outbox.GUARDS.append(contact.refuse)
        outbox.BOUNCES.append(contact.bounce)
        tracking.connect(bounces.heard, dispatch_uid="clients.bounces")
