from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"

    def ready(self) -> None:
        from clients import care, contact, responsibility
        from clinic.core import accounts, closing, outbox
        from interventions import handover
        from interventions.catalogue import exercises, modalities, pages
        from interventions.notices import telling
        from interventions.reminders.actions import refuse
        from interventions.sessions.diary import end_feed, on_leave

        outbox.GUARDS += [refuse, telling.refuse]
        outbox.CALENDARS.append(telling.calendars)
        contact.REROUTED.append(telling.tell_another_way)
        accounts.ENDINGS.append(end_feed)
        care.IN_CARE.append(handover.coming_session)
        care.FOLLOWS += [handover.sessions_follow, handover.plans_follow, handover.waiting_follows]
        closing.ITEMS += [
            handover.ComingSessions(),
            handover.RunningPlans(),
            handover.WaitingForThem(),
            handover.UnsignedNotes(),
        ]
        responsibility.AWAY.append(on_leave)
        modalities()  # a bad data file stops the process here
        exercises()
        pages()
