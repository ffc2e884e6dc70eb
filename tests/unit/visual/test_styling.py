"""Colours keep WCAG's contrast, meanings have two cues, sizes follow the measure."""

from itertools import combinations

import pytest

from visual.scene import KINDS, LOADS
from visual.styling import (
    BACKGROUND,
    CATEGORY_COLOURS,
    EDGE_COLOURS,
    INK,
    KIND_SHAPES,
    LOAD_STYLES,
    contrast,
    css_variables,
    node_radius,
)


def test_contrast_equals_published_examples() -> None:
    # #767676 is the well-known lightest grey that passes 4.5:1 on white; #777777 fails.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", [BACKGROUND, "#ffffff", "#f1f2ef", "#e3edf3"])
def test_texts_reach_four_and_a_half_to_one(ground: str) -> None:
    for text in (INK, "#4a5662", *(style.text for style in LOAD_STYLES.values())):
        assert contrast(text, ground) >= 4.5, text


def test_borders_lines_and_badges_reach_three_to_one() -> None:
    for style in LOAD_STYLES.values():
        assert contrast(style.border, BACKGROUND) >= 3
        assert contrast("#ffffff", style.border) >= 4.5 or not style.badge
    for colour in EDGE_COLOURS.values():
        assert contrast(colour, BACKGROUND) >= 3


def test_white_text_on_the_chosen_layout_is_readable() -> None:
    assert contrast("#ffffff", EDGE_COLOURS["incoming"]) >= 4.5


def test_each_load_has_a_second_cue_beside_its_colour() -> None:
    assert set(LOAD_STYLES) == set(LOADS)
    cues = {level: (s.badge, s.border_width, s.dashes) for level, s in LOAD_STYLES.items()}
    assert len(set(cues.values())) == len(LOADS)


def test_loads_differ_in_lightness_for_those_who_do_not_see_hue() -> None:
    for first, second in combinations(LOAD_STYLES.values(), 2):
        assert contrast(first.fill, second.fill) >= 1.3


def test_each_kind_has_its_own_shape() -> None:
    assert set(KIND_SHAPES) == set(KINDS)
    assert len(set(KIND_SHAPES.values())) == len(KINDS)


def test_categories_are_ten_different_colours() -> None:
    assert len(set(CATEGORY_COLOURS)) == 10


def test_area_of_a_node_grows_with_its_measure() -> None:
    # Between radius 9 and 34: a quarter of the largest measure lies half way, 9 + 25 / 2 = 21.5.
    assert node_radius(25, 100) == 21.5
    assert node_radius(0, 0) == node_radius(0, 5) == 9.0
    assert node_radius(200, 100) == 34.0


def test_the_style_sheet_gets_every_load_colour() -> None:
    variables = css_variables()
    for level, style in LOAD_STYLES.items():
        assert f"--load-{level}: {style.fill};" in variables
