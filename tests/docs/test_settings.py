"""The settings page is made from the fields, and every field says what it is."""

from dataclasses import Field, fields

import pytest

from docs.generate import settings_page
from service.settings import Settings
from tests.docs.repository import text_of

NAMES = [setting.name for setting in fields(Settings)]


def test_the_settings_page_is_what_the_code_says() -> None:
    assert text_of("docs/settings.md") == settings_page(), "run `make docs`"


@pytest.mark.parametrize("setting", fields(Settings), ids=NAMES)
def test_a_setting_is_described_in_both_languages_and_numbers_have_a_range(
    setting: Field[object],
) -> None:
    limits = setting.metadata
    assert limits["german"]
    assert limits["english"]
    if isinstance(setting.default, int | float):
        assert limits["low"] <= setting.default <= limits["high"]
