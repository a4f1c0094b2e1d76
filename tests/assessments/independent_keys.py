"""Keys of the instruments, written down by hand from docs/clinical.md, for the independent scorer."""

from dataclasses import dataclass, field


def span(first: int, last: int) -> list[int]:
    """The items from first to last."""
    return list(range(first, last + 1))


@dataclass(frozen=True)
class Scale:
    """Items of one scale; ``missing``: how many may be left out, where it differs from the sheet's."""

    items: list[int]
    reverse: tuple[int, ...] = ()
    missing: int | None = None
    bands: tuple[tuple[int, str], ...] = ()  # (highest score, name), rising
    tables: dict[int, list[int]] = field(default_factory=dict)  # item → what its answers count, the lowest first
    minus: tuple[int, ...] = ()


@dataclass(frozen=True)
class Key:
    """One instrument. ``answers``: lowest, highest, step. ``mean``: of the items, else their sum."""

    items: int
    answers: tuple[int, int, int]
    scales: dict[str, Scale]
    mean: bool = False
    times: int = 1
    missing: int = 0
    plane: bool = False
    first_up_to: int | None = None  # the highest answer of item 1, where it has more of them


DISTRESS = ((5, "healthy"), (9, "low level"), (14, "mild"), (19, "moderate"), (24, "moderately severe"), (40, "severe"))
CORE_REVERSED = (3, 4, 7, 12, 19, 21, 31, 32)
CORE_RISK = (6, 9, 16, 22, 24, 34)
SURE = [3, 2, 1, 0, 0, 0, 0]  # RFQ: disagreeing counts
UNSURE = [0, 0, 0, 0, 1, 2, 3]  # agreeing counts


def profile(*pairs: tuple[str, list[int]]) -> dict[str, Scale]:
    """Scales without reversed items."""
    return {name: Scale(items) for name, items in pairs}


KEYS: dict[str, Key] = {
    "ecr-r": Key(
        36,
        (1, 7, 1),
        {
            "anxiety": Scale(span(1, 18), (9, 11)),
            "avoidance": Scale(span(19, 36), (20, 22, *span(26, 31), *span(33, 36))),
        },
        mean=True,
        missing=2,
        plane=True,
    ),
    "ecr-s": Key(
        12,
        (1, 7, 1),
        {"anxiety": Scale([2, 4, 6, 8, 10, 12], (8,)), "avoidance": Scale([1, 3, 5, 7, 9, 11], (1, 5, 9))},
        mean=True,
        missing=1,
        plane=True,
    ),
    "ecr-12": Key(
        12,
        (1, 7, 1),
        {"anxiety": Scale([1, 2, 3, 5, 7, 8]), "avoidance": Scale([4, 6, 9, 10, 11, 12], (6, 9, 10, 11, 12))},
        mean=True,
        missing=1,
        plane=True,
    ),
    "ecr-rs": Key(
        9,
        (1, 7, 1),
        {"avoidance": Scale(span(1, 6), (1, 2, 3, 4)), "anxiety": Scale([7, 8, 9])},
        mean=True,
        missing=1,
        plane=True,
    ),
    "rq": Key(
        4,
        (1, 7, 1),
        {
            "secure": Scale([1]),
            "fearful": Scale([2]),
            "preoccupied": Scale([3]),
            "dismissing": Scale([4]),
            "model_of_self": Scale([1, 4, 3, 2], minus=(3, 2)),
            "model_of_other": Scale([1, 3, 4, 2], minus=(4, 2)),
        },
    ),
    "aas-r": Key(
        18,
        (1, 5, 1),
        {
            "close": Scale([1, 6, 8, 12, 13, 17], (8, 13, 17)),
            "depend": Scale([2, 5, 7, 14, 16, 18], (2, 7, 16, 18)),
            "anxiety": Scale([3, 4, 9, 10, 11, 15]),
        },
        mean=True,
        missing=1,
    ),
    "phq-9": Key(
        9,
        (0, 3, 1),
        {
            "total": Scale(
                span(1, 9),
                bands=((4, "minimal"), (9, "mild"), (14, "moderate"), (19, "moderately severe"), (27, "severe")),
            )
        },
        missing=2,
    ),
    "phq-2": Key(2, (0, 3, 1), {"total": Scale([1, 2])}),
    "gad-7": Key(
        7,
        (0, 3, 1),
        {"total": Scale(span(1, 7), bands=((4, "minimal"), (9, "mild"), (14, "moderate"), (21, "severe")))},
        missing=2,
    ),
    "gad-2": Key(2, (0, 3, 1), {"total": Scale([1, 2])}),
    "pcl-5": Key(
        20,
        (0, 4, 1),
        {
            "total": Scale(span(1, 20)),
            "intrusion": Scale(span(1, 5)),
            "avoidance": Scale([6, 7], missing=0),
            "cognition_mood": Scale(span(8, 14)),
            "arousal": Scale(span(15, 20)),
        },
        missing=2,
    ),
    "des-ii": Key(
        28,
        (0, 100, 10),
        {"total": Scale(span(1, 28)), "taxon": Scale([3, 5, 7, 8, 12, 13, 22, 27])},
        mean=True,
        missing=2,
    ),
    "scs-sf": Key(
        12,
        (1, 5, 1),
        {
            "total": Scale(span(1, 12), (1, 4, 8, 9, 11, 12)),
            "self_kindness": Scale([2, 6], missing=0),
            "common_humanity": Scale([5, 10], missing=0),
            "mindfulness": Scale([3, 7], missing=0),
            "self_judgment": Scale([11, 12], missing=0),
            "isolation": Scale([4, 8], missing=0),
            "over_identification": Scale([1, 9], missing=0),
        },
        mean=True,
        missing=1,
    ),
    "wai-sr": Key(
        12,
        (1, 5, 1),
        profile(("total", span(1, 12)), ("goal", [4, 6, 8, 11]), ("task", [1, 2, 10, 12]), ("bond", [3, 5, 7, 9])),
        mean=True,
        missing=1,
    ),
    "who-5": Key(
        5,
        (0, 5, 1),
        {
            "total": Scale(
                span(1, 5), bands=((28, "likely depression: assess"), (50, "reduced well-being"), (100, "adequate"))
            )
        },
        times=4,
    ),
    "core-10": Key(
        10,
        (0, 4, 1),
        {
            "total": Scale(
                span(1, 10),
                (2, 3),
                bands=(
                    (5, "healthy"),
                    (10, "low"),
                    (14, "mild"),
                    (19, "moderate"),
                    (24, "moderately severe"),
                    (40, "severe"),
                ),
            )
        },
        missing=1,
    ),
    "core-om": Key(
        34,
        (0, 4, 1),
        {
            "total": Scale(span(1, 34), CORE_REVERSED, bands=DISTRESS),
            "wellbeing": Scale([4, 14, 17, 31], (4, 31), missing=1),
            "problems": Scale([2, 5, 8, 11, 13, 15, 18, 20, 23, 27, 28, 30], missing=1),
            "functioning": Scale([1, 3, 7, 10, 12, 19, 21, 25, 26, 29, 32, 33], (3, 7, 12, 19, 21, 32), missing=1),
            "risk": Scale(list(CORE_RISK), missing=0),
            "without_risk": Scale([n for n in span(1, 34) if n not in CORE_RISK], CORE_REVERSED, missing=2),
        },
        mean=True,
        times=10,
        missing=3,
    ),
    "itq": Key(
        18,
        (0, 4, 1),
        profile(
            ("ptsd", span(1, 6)),
            ("dso", span(10, 15)),
            ("reexperiencing", [1, 2]),
            ("avoidance", [3, 4]),
            ("threat", [5, 6]),
            ("affect", [10, 11]),
            ("self_concept", [12, 13]),
            ("relationships", [14, 15]),
        ),
    ),
    "csi-16": Key(16, (0, 5, 1), {"total": Scale(span(1, 16))}, first_up_to=6),
    "csi-4": Key(4, (0, 5, 1), {"total": Scale(span(1, 4))}, first_up_to=6),
    "ders-16": Key(
        16,
        (1, 5, 1),
        profile(
            ("total", span(1, 16)),
            ("clarity", [1, 2]),
            ("goals", [3, 7, 15]),
            ("impulse", [4, 8, 11]),
            ("strategies", [5, 6, 12, 14, 16]),
            ("nonacceptance", [9, 10, 13]),
        ),
    ),
    "rfq-8": Key(
        8,
        (1, 7, 1),
        {
            "certainty": Scale(span(1, 6), tables=dict.fromkeys(span(1, 6), SURE)),
            "uncertainty": Scale([2, 4, 5, 6, 7, 8], tables={**dict.fromkeys((2, 4, 5, 6, 8), UNSURE), 7: SURE}),
        },
        mean=True,
    ),
    "dass-21": Key(
        21,
        (0, 3, 1),
        {
            "depression": Scale(
                [3, 5, 10, 13, 16, 17, 21],
                bands=((9, "normal"), (13, "mild"), (20, "moderate"), (27, "severe"), (42, "extremely severe")),
            ),
            "anxiety": Scale(
                [2, 4, 7, 9, 15, 19, 20],
                bands=((7, "normal"), (9, "mild"), (14, "moderate"), (19, "severe"), (42, "extremely severe")),
            ),
            "stress": Scale(
                [1, 6, 8, 11, 12, 14, 18],
                bands=((14, "normal"), (18, "mild"), (25, "moderate"), (33, "severe"), (42, "extremely severe")),
            ),
        },
        times=2,
    ),
    "sdq-20": Key(20, (1, 5, 1), {"total": Scale(span(1, 20))}),
    "lec-5": Key(17, (0, 5, 1), {}),
    "attachment-observation": Key(
        20,
        (0, 4, 1),
        {
            "hyperactivation": Scale(span(1, 5), missing=2),
            "deactivation": Scale(span(6, 10), missing=2),
            "disorganisation": Scale(span(11, 15), missing=2),
            "security": Scale(span(16, 20), missing=2),
        },
        mean=True,
        missing=5,
    ),
}
SCREENS = {"c-ssrs-screen": 7, "c-ssrs-contact": 6}  # questions; what was done since the last contact is recent
PROFILES = {"ysq-s3": 18, "ysq-r": 20, "smi": 14}  # scales from 1 to 6, typed in, two decimals
