"""The words for what this package's pure modules find."""

from collections.abc import Mapping

from clinic.core.messages import Text, Words

TEXTS: Mapping[str, Text] = {
    Words.QUOTED: "%(text)s",  # data: in the language that it was written in
}
