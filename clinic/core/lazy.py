"""The type of a text that may be put into words later. Apart from the other types: pure modules know no Django."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a library of the type checker: nobody installs it who only runs this
    from django_stubs_ext import StrOrPromise as StrOrPromise
else:
    from django.utils.functional import Promise

    StrOrPromise = str | Promise
