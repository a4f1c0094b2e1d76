"""What a client's own tables tell of them."""

from clients.models import Client, Episode, RiskAlert, ViolenceAnswer, ViolenceScreen
from clients.summaries.keeping import Fact
from clinic.core.compiled import column

PRACTICE, CLIENT = column("c.practice_id"), column("c.client_id")

FACTS = (
    Fact(
        "identity",
        ("name", "sort_name"),
        "{names}",
        lambda: {"names": Client.objects.filter(practice=PRACTICE, pk=CLIENT).values("name", "sort_name")},
    ),
    Fact(
        "treatment",
        ("in_treatment", "is_running"),
        "SELECT EXISTS ({open}), EXISTS ({running})",
        lambda: {
            "open": Episode.objects.open().filter(practice=PRACTICE, client=CLIENT).values("pk"),
            "running": Episode.objects.running().filter(practice=PRACTICE, client=CLIENT).values("pk"),
        },
    ),
    Fact(
        "alerts",
        ("open_alerts",),
        "SELECT count(*) FROM ({alerts}) n",
        lambda: {"alerts": RiskAlert.objects.open().filter(practice=PRACTICE, client=CLIENT).values("pk")},
    ),
    Fact(
        "violence",
        ("violence_at",),
        f"SELECT max(n.asked_at) FILTER (WHERE n.answer = '{ViolenceAnswer.ONGOING}') FROM ({{newest}}) n",  # noqa: S608
        lambda: {
            "newest": ViolenceScreen.objects.filter(practice=PRACTICE).newest_of(CLIENT).values("answer", "asked_at")
        },
    ),
)
