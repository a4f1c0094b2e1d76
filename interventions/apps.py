from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self) -> None:
        from interventions.catalogue import exercises, modalities, pages

        modalities()  # a bad data file stops the process here
        exercises()
        pages()
