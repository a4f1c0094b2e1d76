"""What an instrument's file carries over from publications: samples, cut-offs, terms, and texts above the questions.

Pure: no Django.
"""

from typing import Annotated, Literal

from pydantic import Field

from clinic.core.datafiles import Strict


class Norm(Strict):
    """Mean and standard deviation of a published sample, in score units."""

    mean: float
    sd: Annotated[float, Field(gt=0)]
    sample: str


class Texts(Strict):
    """What stands above the questions, in this project's own words and one language."""

    recall_period: Annotated[str, Field(min_length=3, max_length=120)]  # a phrase: "the past two weeks"
    instruction: Annotated[str, Field(min_length=3, max_length=400)]
    scale_meaning: Annotated[str, Field(min_length=3, max_length=200)]  # what the answers mean


class FurtherCutoff(Strict):
    """Another published cut-off of the same score: what is at or beyond it."""

    at: float
    meaning: str
    source: str


class Rights(Strict):
    """Where the rights-holder publishes the wording, and under which terms; in this project's own words."""

    holder: str
    published_at: Annotated[str, Field(pattern=r"^https://\S+$")] | Literal[""] = ""
    terms: str
    copyright_line: str = ""  # shown beneath the published wording, where the terms ask for it
    own_words: bool = True  # whether clients may be asked it in other words
    checked: str
