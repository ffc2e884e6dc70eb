"""Keys on the command line: shown once, listed without secrets, revoked at once."""

import pytest

from tests.cli.conftest import Call


def test_a_key_is_shown_once_and_listed_without_its_secret(call: Call) -> None:
    made = call("keys", "add", "kuemmerer", "--label", "Frau Beispiel, Büro", "--actor", "k1")
    assert made.code == 0, made.err
    secret = made.out.strip()
    assert secret.startswith("hn_")
    listed = call("keys", "list")
    assert secret not in listed.out + listed.err
    assert "Frau Beispiel" in listed.out
    assert "g1" in listed.out


def test_a_revoked_key_stays_listed_with_the_day(call: Call) -> None:
    made = call("keys", "add", "admin", "--label", "x", "--days", "30")
    key_id = next(word for word in made.err.split() if word.startswith("key-"))
    assert call("keys", "revoke", key_id).code == 0
    again = call("keys", "revoke", key_id)
    assert again.code == 0
    assert call("keys", "revoke", "key-none").code == 4
    english = call("keys", "list", "--language", "en")
    assert "revoked" in english.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("kuemmerer", "--label", "x"), 3),
        (("kuemmerer", "--label", "x", "--actor", "k9"), 4),
        (("kuemmerer", "--label", "x", "--actor", "k1", "--cooperative", "g2"), 3),
        (("coordination", "--label", "x", "--cooperative", "p1"), 3),
        (("coordination", "--label", "x", "--cooperative", "g9"), 4),
        (("admin", "--label", " "), 3),
        (("queen", "--label", "x"), 2),
        (("admin", "--label", "x", "--days", "0"), 2),
    ],
)
def test_a_key_that_would_open_the_wrong_thing_is_not_made(
    call: Call, words: tuple[str, ...], code: int
) -> None:
    run = call("keys", "add", *words)
    assert run.code == code, run.err
    assert run.out == ""
    assert "key-" not in call("keys", "list").out
