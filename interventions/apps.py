from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self) -> None:
        from clinic.core import accounts, outbox
        from interventions.catalogue import exercises, modalities, pages
        from interventions.reminders.actions import refuse
        from interventions.sessions.diary import end_feed

        outbox.GUARDS.append(refuse)
        accounts.ENDINGS.append(end_feed)
        modalities()  # a bad data file stops the process here
        exercises()
        pages()
