"""Lists that people keep under a name."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainCharField
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from clinic.core.tracking import track

MOST_LISTS = 20  # of one person
LONGEST_LIST_NAME = 40  # characters


@track()
class SavedList(PracticeModel):
    """A list of clients that somebody keeps under a name. ``query``: what it asks for, as the query of its address."""

    staff_id: UUID
    staff = TenantForeignKey("core.Staff", related_name="saved_lists", db_index=False)
    name = PlainCharField(_("name"), max_length=LONGEST_LIST_NAME)
    query = models.CharField(max_length=300, blank=True)
    opens = models.BooleanField(default=False)  # the caseload opens with it

    class Meta:
        constraints = [
            *tenant_constraints("staff"),
            models.UniqueConstraint("staff", Lower("name"), name="core_savedlist_name"),
            models.UniqueConstraint(fields=["staff"], condition=Q(opens=True), name="core_savedlist_opens"),
        ]

    def __str__(self) -> str:
        return self.name
