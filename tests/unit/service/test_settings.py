"""Settings: read once, checked, and nothing unknown passes."""

from dataclasses import FrozenInstanceError

import pytest

from graph_model.errors import SettingsError
from service.settings import Settings


def test_what_is_not_set_keeps_its_default_and_other_programs_variables_do_not_matter() -> None:
    found = Settings.from_environ({"PATH": "/bin", "HILFENETZ_PORT": " 9000 "})
    assert found.port == 9000
    assert (found.host, found.language, found.workers) == ("127.0.0.1", "de", 1)
    assert found == Settings(port=9000)


def test_variables_of_the_tests_are_left_alone() -> None:
    assert Settings.from_environ({"HILFENETZ_TEST_EXAMPLES": "5"}) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HILFENETZ_PROT", "1", "HILFENETZ_PROT stimmt nicht: gibt es nicht"),
        ("HILFENETZ_PORT", "achtzig", "eine Zahl wird gebraucht"),
        ("HILFENETZ_PORT", "70000", "erlaubt ist 0 – 65535"),
        ("HILFENETZ_PORT", "-1", "erlaubt ist 0 – 65535"),
        ("HILFENETZ_SESSION_HOURS", "nan", "erlaubt ist 0.1 – 72.0"),
        ("HILFENETZ_SESSION_HOURS", "inf", "erlaubt ist 0.1 – 72.0"),
        ("HILFENETZ_LARGEST_BODY_BYTES", "1", "erlaubt ist"),
        ("HILFENETZ_LANGUAGE", "fr", "erlaubt ist de, en"),
        ("HILFENETZ_LOG_LEVEL", "LOUD", "erlaubt ist DEBUG"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        Settings.from_environ({name: value})
    assert sentence in caught.value.sentence("de")


def test_settings_do_not_change_once_made() -> None:
    found = Settings()
    with pytest.raises(FrozenInstanceError, match="port"):
        found.port = 1  # type: ignore[misc]
