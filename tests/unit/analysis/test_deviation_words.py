"""How departures from an expected chain are told: what was due, what came, what might be done."""

import pytest

from graph_model.analysis.chains.deviations import DeviationCode
from tests.expected_chains import debts_as_expected_and_not
from tests.unit.analysis.test_deviations import findings_of


def test_where_chains_depart_is_told_with_what_helps_and_without_a_count() -> None:
    (count,) = findings_of(debts_as_expected_and_not()).templates
    told = {(one.step, one.code): one.sentence for one in count.deviations}
    assert told[2, DeviationCode.LATE].de == (
        "Vereinbarte Hilfekette (Schulden): Schritt 2 (Amt) kommt in manchen Ketten zu spät. Was"
        " hilft: klären, was aufhält, oder eine Frist vereinbaren, die sich halten lässt."
    )
    assert told[2, DeviationCode.OTHER].en == (
        "Expected chain (Debt): at step 2 (public office), some chains go to somebody else. What"
        " helps: find out whether the expected way still fits."
    )
    assert told[1, DeviationCode.EXTRA].de.startswith(
        "Vereinbarte Hilfekette (Schulden): Vor Schritt 1 (Sozialpartner) geht es"
    )
    assert "Nach dem letzten Schritt" in told[3, DeviationCode.EXTRA].de
    assert told[1, DeviationCode.MISSING].en.startswith(
        "Expected chain (Debt): step 1 (partner) is missing in some chains. What helps:"
    )


@pytest.mark.parametrize(
    ("chain_id", "german", "english"),
    [
        (
            "c2",
            (
                "Vereinbarte Hilfekette (Schulden): Schritt 2 (Amt) kam spät: Sozialamt wurde am"
                " 26.01.2026 angefragt, nach 20 Tagen statt nach höchstens 14 Tagen. Was hilft:"
                " klären, was aufgehalten hat."
            ),
            (
                "Expected chain (Debt): step 2 (public office) came late: Sozialamt was asked on"
                " 2026-01-26, after 20 days instead of at most 14 days. What helps: find out what"
                " held it up."
            ),
        ),
        (
            "c3",
            (
                "Vereinbarte Hilfekette (Schulden): Statt Schritt 2 (Amt) ging es am 08.01.2026"
                " an Akteur b1. Was hilft: klären, ob der vereinbarte Weg hier nicht passte."
            ),
            (
                "Expected chain (Debt): instead of step 2 (public office), the person was sent to"
                " Akteur b1 on 2026-01-08. What helps: find out whether the expected way did not"
                " fit here."
            ),
        ),
        (
            "c4",
            (
                "Vereinbarte Hilfekette (Schulden): Schritt 1 (Sozialpartner) wurde ausgelassen;"
                " am 07.01.2026 ging es gleich an Sozialamt. Was hilft: prüfen, ob der Schritt noch"
                " gebraucht wird."
            ),
            (
                "Expected chain (Debt): step 1 (partner) was left out; on 2026-01-07 the person was"
                " sent straight to Sozialamt. What helps: check whether the step is still needed."
            ),
        ),
        (
            "c5",
            (
                "Vereinbarte Hilfekette (Schulden): Schritt 2 (Amt) fehlt, vorgesehen nach"
                " höchstens 14 Tagen; vergangen sind 24 Tage. Was hilft: den Schritt jetzt gehen,"
                " wenn er noch gebraucht wird."
            ),
            (
                "Expected chain (Debt): step 2 (public office) is missing, expected after at most"
                " 14 days; 24 days have passed. What helps: take the step now, if it is still"
                " needed."
            ),
        ),
        (
            "c6",
            (
                "Vereinbarte Hilfekette (Schulden): Vor Schritt 1 (Sozialpartner) ging es am"
                " 06.01.2026 noch an Akteur k2. Was hilft: kommt das öfter vor, den Schritt mit"
                " vereinbaren."
            ),
            (
                "Expected chain (Debt): before step 1 (partner), the person was sent to Akteur k2"
                " on 2026-01-06. What helps: if this happens often, expect the step too."
            ),
        ),
        (
            "c7",
            (
                "Vereinbarte Hilfekette (Schulden): Nach dem letzten Schritt ging es am 20.01.2026"
                " noch an Akteur b1. Was hilft: kommt das öfter vor, den Schritt mit vereinbaren."
            ),
            (
                "Expected chain (Debt): after the last step, the person was sent on to Akteur b1 on"
                " 2026-01-20. What helps: if this happens often, expect the step too."
            ),
        ),
    ],
)
def test_a_deviation_says_in_words_what_was_expected_and_what_came(
    chain_id: str, german: str, english: str
) -> None:
    found = {d.chain_id: d for d in findings_of(debts_as_expected_and_not()).deviations}
    assert (found[chain_id].german, found[chain_id].english) == (german, english)
