from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments.catalogue import catalogue, interview
        from assessments.sheets.closing import refuse
        from clinic.core import outbox

        outbox.GUARDS.append(refuse)
        interview()
        catalogue()  # a bad data file stops the process here
