from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self) -> None:
        from clinic.core import outbox
        from interventions.catalogue import exercises, modalities, pages
        from interventions.reminders.actions import refuse

        outbox.GUARDS.append(refuse)
        modalities()  # a bad data file stops the process here
        exercises()
        pages()
