from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments.catalogue import catalogue, interview

        interview()
        catalogue()  # a bad data file stops the process here
