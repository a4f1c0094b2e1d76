"""The figures that scores are judged by, each with the publication that it is from.

A row is what a clinician can look up; the files have to agree with it, in figure and in source.
"""

import pytest

from assessments import catalogue, percentile_rank, scoring
from assessments.models import Rupture

# instrument, scale, field, figure, where it is from
FIGURES: list[tuple[str, str, str, object, str]] = [
    ("pcl-5", "total", "rci_published", 18, "Marx et al. 2022"),
    ("pcl-5", "total", "rci_confidence", 0.95, "Marx et al. 2022"),
    ("pcl-5", "total", "recovered_at", 28, "Marx et al. 2022"),
    ("pcl-5", "total", "cutoff", 33, "Weathers et al. 2013"),
    ("core-10", "total", "rci_published", 6, "Barkham et al. 2013"),
    ("core-10", "total", "rci_confidence", 0.9, "Barkham et al. 2013"),
    ("core-10", "total", "cutoff", 11, "Barkham et al. 2013"),
    ("core-10", "total", "reliability", 0.9, "Barkham et al. 2013"),
    ("phq-9", "total", "rci_published", 6, "NHS Talking Therapies manual"),
    ("phq-9", "total", "cutoff", 10, "NHS Talking Therapies manual"),
    ("phq-9", "total", "reliability", 0.84, "Kroenke, Spitzer & Williams 2001"),
    ("gad-7", "total", "rci_published", 4, "NHS Talking Therapies manual"),
    ("gad-7", "total", "cutoff", 8, "NHS Talking Therapies manual"),
    ("gad-7", "total", "reliability", 0.83, "Spitzer et al. 2006"),
    ("ecr-s", "anxiety", "reliability", 0.78, "Wei et al. 2007, study 1"),
    ("ecr-s", "avoidance", "reliability", 0.84, "Wei et al. 2007, study 1"),
    ("who-5", "total", "cutoff", 50, "Topp et al. 2015"),
    ("who-5", "total", "rci_published", 10, "Topp et al. 2015"),
    ("des-ii", "total", "cutoff", 30, "Carlson & Putnam 1993"),
    ("dass-21", "depression", "reliability", 0.88, "Henry & Crawford 2005"),
    ("dass-21", "anxiety", "reliability", 0.82, "Henry & Crawford 2005"),
    ("dass-21", "stress", "reliability", 0.9, "Henry & Crawford 2005"),
    ("sdq-20", "total", "reliability", 0.866, "González-Vázquez et al. 2017"),
    ("sdq-20", "total", "cutoff", 30, "Mueller-Pfeiffer et al. 2013"),
    ("csi-16", "total", "cutoff", 51.5, "Funk & Rogge 2007"),
    ("csi-4", "total", "cutoff", 13.5, "Funk & Rogge 2007"),
    ("core-om", "total", "rci_published", 5, "Evans et al. 2002"),
    ("core-om", "total", "cutoff", 10, "CORE system"),
]
SOURCES = {
    "rci_published": "change_source",
    "rci_confidence": "change_source",
    "recovered_at": "change_source",
    "cutoff": "cutoff_source",
    "reliability": "reliability_source",
}


@pytest.mark.parametrize(("key", "scale", "field", "figure", "source"), FIGURES)
def test_the_figure_and_its_source_are_in_the_file(
    key: str, scale: str, field: str, figure: object, source: str
) -> None:
    subscale = catalogue.get(key).subscales[scale]
    assert getattr(subscale, field) == figure
    assert source in getattr(subscale, SOURCES[field])


def test_every_published_figure_names_its_publication() -> None:
    for instrument in catalogue.catalogue().values():
        for name, subscale in instrument.subscales.items():
            where = f"{instrument.key} {name}"
            for field, source in SOURCES.items():
                assert (getattr(subscale, field) is None) or getattr(subscale, source), f"{where}: {field}"
            assert (subscale.reliability is None) == (subscale.reliability_kind is None), where


def test_core_10_has_six_bands_and_two_cut_offs() -> None:
    total = catalogue.get("core-10").subscales["total"]
    assert [name for _low, _high, name in total.bands][:2] == ["healthy", "low"]
    assert len(total.bands) == 6
    assert [scoring.band_of(total, value) for value in (5, 6, 10, 11)] == ["healthy", "low", "low", "mild"]
    (depression,) = total.further_cutoffs
    assert (depression.at, depression.source) == (13, "Barkham et al. 2013")
    assert "sensitivity .92, specificity .72" in depression.meaning


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("core-10", 2.435),  # clients' SD 7.7, alpha .90: half of the interval is 4.77
        ("phq-9", 2.44),  # SD 6.1 of patients with major depression, retest .84
        ("gad-7", 2.317),  # SD 5.62 of psychiatric patients (Beard & Björgvinsson 2014), retest .83
        ("pcl-5", 6.494),  # from the criterion of 18 at 95 %
    ],
)
def test_the_error_is_computed_from_clients(key: str, error: float) -> None:
    assert scoring.sem(catalogue.get(key).subscales["total"]) == pytest.approx(error, abs=0.001)


@pytest.mark.parametrize(
    ("scale", "mean", "sd"),  # undoubled, and adding up to the published 10.59 of all three
    [("depression", 3.18, 4.16), ("anxiety", 2.25, 3.34), ("stress", 5.16, 4.44)],
)
def test_the_dass_21_has_the_doubled_norms_of_2009(scale: str, mean: float, sd: float) -> None:
    norm = catalogue.get("dass-21").subscales[scale].norm
    assert norm is not None
    assert (norm.mean, norm.sd) == pytest.approx((2 * mean, 2 * sd))
    assert "Crawford et al. 2009" in norm.sample


def test_an_unknown_error_says_why_in_every_instrument() -> None:
    unknown = {
        instrument.key: instrument.unknown_error
        for instrument in catalogue.catalogue().values()
        if any(scoring.sem(subscale) is None for subscale in instrument.subscales.values())
    }
    assert {"who-5", "des-ii", "scs-sf", "wai-sr", "csi-16", "core-om", "ysq-r", "rq"} <= set(unknown)
    assert [key for key, reason in unknown.items() if not reason.endswith(".")] == []
    told = {one.key for one in catalogue.catalogue().values() if one.unknown_error}
    assert told == set(unknown)  # nobody is told why something is not known that is


@pytest.mark.parametrize("key", ["csi-16", "csi-4", "ders-16", "core-om"])
def test_a_figure_that_no_source_was_found_for_is_not_used(key: str) -> None:
    for subscale in catalogue.get(key).subscales.values():
        assert (subscale.sample, subscale.reliability, scoring.sem(subscale)) == (None, None, None)


def test_no_percentile_where_the_range_cuts_the_normal_curve() -> None:
    core = catalogue.get("core-10")
    norm = core.subscales["total"].norm
    assert norm is not None
    assert percentile_rank.is_cut(norm, *core.score_range("total"))  # a score of 0 is not above 16 %
    anxiety, avoidance = (catalogue.get("ecr-r").subscales[name].norm for name in ("anxiety", "avoidance"))
    assert anxiety is not None
    assert avoidance is not None
    assert not percentile_rank.is_cut(anxiety, 1, 7)
    assert percentile_rank.is_cut(avoidance, 1, 7)  # 1.6 SD above the lowest possible score


def test_the_taxon_is_of_its_own_paper_and_the_alliance_rule_is_our_own() -> None:
    assert "Waller, Putnam & Carlson 1996" in catalogue.get("des-ii").source
    (drop,) = catalogue.get("wai-sr").drops
    assert "this project's own rule" in drop.source
    assert set(Rupture.Sign.values) == {"last", "best", "low"}


def test_nothing_unsourced_is_said_of_the_relationship_questionnaire() -> None:
    assert "seven" not in catalogue.get("rq").note
    for style in catalogue.get("rq").forced_choice:
        assert not any(style in prompt.lower() for prompt in catalogue.get("rq").prompts["en"])


def test_a_definition_that_a_practice_kept_in_the_former_shape_is_read() -> None:
    kept = catalogue.get("phq-9").model_dump(mode="json", by_alias=True)
    del kept["unknown_error"]
    kept["subscales"] = {key: one | {"unknown_error": ""} for key, one in kept["subscales"].items()}
    assert catalogue.Instrument.model_validate(kept).subscales == catalogue.get("phq-9").subscales
