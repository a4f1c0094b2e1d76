from django.apps import AppConfig
from django.db.models.signals import post_migrate

from clinic.core.startup import remember_swappable_settings, remember_triggers

remember_triggers()


def _grant(sender: object, using: str, **_: object) -> None:
    from clinic.core.grants import grant_running_role
    from clinic.core.hardening import harden_triggers
    from clinic.core.partitions import install

    harden_triggers(using)
    grant_running_role(using)
    install(using)


class CoreConfig(AppConfig):
    name = "clinic.core"
    label = "core"

    def ready(self) -> None:
        from clinic.core import checks  # noqa: F401  (registers them)

        remember_swappable_settings()
        post_migrate.connect(_grant, sender=self, dispatch_uid="core.grant")
