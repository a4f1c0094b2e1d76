"""Which clients a search finds. Pages, API and reports ask here; who may be found is said by the rows they give."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Q, QuerySet

from clients.finding.keys import LAST, Sought, is_close_name, sought, sought_closely
from clients.finding.models import SearchKey
from clients.households.joint import EqualsAny
from clients.models import Client

MOST_CLOSE = 8  # names that are offered
_LOOKED_AT = 200  # rows whose keys are close; few of them are the same word but for one error


def _keyed(wanted: Sought) -> Q:
    rule = Q(key__in=sorted(wanted.exactly)) if wanted.exactly else Q()
    for beginning in sorted(wanted.beginnings):
        rule |= Q(key__gte=beginning, key__lt=beginning + LAST)
    return rule


def having_all(meaning: Sequence[Sought]) -> QuerySet[SearchKey, UUID]:
    """The clients that have a key for each part; the longest, of which there are fewest, is looked up first."""
    first, *others = sorted(meaning, key=lambda one: -max(map(len, one.beginnings | one.exactly)))
    found = SearchKey.objects.filter(_keyed(first))
    for other in others:
        found = found.filter(client__in=SearchKey.objects.filter(_keyed(other)).values("client"))
    return found.values_list("client", flat=True)


def _each_meaning(text: str) -> list[QuerySet[SearchKey, UUID]]:
    """The ids for each meaning of the text; meanings of one part are looked up together."""
    meanings = sought(text)
    single = [meaning[0] for meaning in meanings if len(meaning) == 1]
    each = [meaning for meaning in meanings if len(meaning) > 1]
    if single:
        merged = Sought(
            frozenset[str]().union(*(one.beginnings for one in single)),
            frozenset[str]().union(*(one.exactly for one in single)),
        )
        each.insert(0, (merged,))
    return [having_all(meaning) for meaning in each]


def ids_found(text: str) -> QuerySet[SearchKey, UUID]:
    """The ids of the practice's clients whom the text names: by the beginnings of words of the name, phone number,
    e-mail, date of birth or reference number. Not restricted to whom somebody may see: use it within such a set.
    """
    if not (each := _each_meaning(text)):
        return SearchKey.objects.none().values_list("client", flat=True)
    first, *others = each
    return first.union(*others) if others else first


def matching(rows: QuerySet[Client], text: str) -> QuerySet[Client]:
    """Those of the clients whom the text names, see :func:`ids_found`; all of them for an empty text."""
    if not text.strip():
        return rows
    rule = Q(pk__in=[])
    for ids in _each_meaning(text):
        rule |= Q(is_one_of(ids))
    return rows.filter(rule)


def is_one_of(ids: QuerySet[SearchKey, UUID]) -> EqualsAny:
    """As an array, which is found first. With IN, PostgreSQL expects many and goes through all names in their order."""
    return EqualsAny(F("pk"), ArraySubquery(ids))


def close_to(rows: QuerySet[Client], text: str) -> list[Client]:
    """Those of the clients whose names are the text but for one typing error a word, at most eight, by name.

    One statement; to be asked where :func:`matching` finds nobody.
    """
    if not (wanted := sought_closely(text)):
        return []
    found = rows.filter(is_one_of(having_all(wanted))).order_by()[:_LOOKED_AT]
    close = [client for client in found if is_close_name(text, client.name)]
    return sorted(close, key=lambda client: (client.sort_name, client.pk))[:MOST_CLOSE]
