"""Catalogues of words: unique keys, plurals, numbers by language."""

from pathlib import Path

import pytest

from visual.catalogues import Words


def test_a_key_in_two_catalogues_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for name in ("a.po", "b.po"):
        (folder / name).write_text('msgid "twice"\nmsgstr "zweimal"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        Words("de", tmp_path)


def test_large_counts_are_written_as_the_language_writes_them(tmp_path: Path) -> None:
    for language in ("de", "en"):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "a.po").write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
            '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
            'msgid "found"\nmsgid_plural "found"\nmsgstr[0] "1 {what}"\n'
            'msgstr[1] "{count} {what}"\n',
            encoding="utf-8",
        )
    told = [Words(one, tmp_path).many("found", 12345, what="x") for one in ("de", "en")]
    assert told == ["12.345 x", "12,345 x"]
    assert Words("de", tmp_path).many("found", 1, what="y") == "1 y"
