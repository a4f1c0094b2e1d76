from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _grant(sender: Any, using: str, **_: Any) -> None:
    from clinic.core.grants import grant_running_role

    grant_running_role(using)


class CoreConfig(AppConfig):
    name = "clinic.core"
    label = "core"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset, password_set

        from clinic.core import checks, closing, drafts, signin  # noqa: F401  (registers the checks)

        closing.ITEMS.append(closing.Supervisees())
        for signal in (password_changed, password_reset, password_set):
            signal.connect(signin.password_changed, dispatch_uid="core.password")
        password_reset.connect(drafts.forget_on_reset, dispatch_uid="core.drafts")
        post_migrate.connect(_grant, sender=self, dispatch_uid="core.grant")
