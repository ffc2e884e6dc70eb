"""The page on the command line is the tree of commands, told in both languages."""

from docs.command_line import EXIT_SENTENCES, command_line_page, commands
from service.cli.console import EXITS
from tests.docs.repository import text_of


def test_the_page_is_what_the_commands_say() -> None:
    assert text_of("docs/command-line.md") == command_line_page(), "run `make docs`"


def test_every_command_is_told_in_german_and_in_english() -> None:
    found = list(commands())
    assert len(found) >= 20
    for words, command in found:
        german, _, english = command.help.partition("\n\n")
        assert german, words
        assert english, words
        assert all(parameter.help for parameter in command.params), words


def test_every_exit_code_of_an_error_has_its_sentence_and_means_one_thing() -> None:
    assert set(EXITS.values()) <= set(EXIT_SENTENCES)
    assert {0, 1, 2}.isdisjoint(EXITS.values())
