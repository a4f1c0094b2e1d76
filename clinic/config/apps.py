from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The last of the apps: it connects the others when all of them are loaded."""

    name = "clinic.config"
    label = "config"

    def ready(self) -> None:
        from clinic.config.registry import fill

        fill()
