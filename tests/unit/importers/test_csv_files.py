"""CSV files of each kind: headings, delimiters, what a bad row says, what is refused as a whole."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph_model.domain.actors import Actor, FlatCount, Tenant
from graph_model.domain.areas import Position, Succession
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import RecordKind
from graph_model.domain.searches import RuleCount, UnmetSearch
from graph_model.domain.vocabulary import (
    AccessFeature,
    ActorKind,
    AgeBand,
    AreaLevel,
    Channel,
    Cost,
    ExclusionRule,
    Initiator,
    Mobility,
)
from graph_model.errors import PersonalColumnError, UnreadableFileError
from tests import builders
from tests.unit.importers.reading import found, gather, only_problem, only_summary


def test_german_headings_and_words_make_an_actor(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        beteiligte="Kennung;Art;Name;Genossenschaft;Zuständig für;Fälle zugleich;Sprachen;Breite;"
        "Länge\n"
        "k1;Sozialer Kümmerer;Kim Beispiel;g1;14511000, 14521010;1.200;DE|uk;50,83;12,92\n",
    )
    assert gathered.problems.kept == []
    assert gathered.records[RecordKind.ACTOR]["k1"] == Actor(
        id="k1",
        kind=ActorKind.KUEMMERER,
        name="Kim Beispiel",
        cooperative_id="g1",
        responsible_area_ids=("14511000", "14521010"),
        caseload=1200,
        languages=("de", "uk"),
        position=Position(latitude=50.83, longitude=12.92),
    )


def test_english_headings_in_another_order_with_commas_and_quotes(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        actors="name,flats,id,kind\n"
        '"Bau, Spar ""Eintracht"" eG",14511000=1200|14521010=80,g1,cooperative\n',
    )
    actor = gathered.records[RecordKind.ACTOR]["g1"]
    assert isinstance(actor, Actor)
    assert actor.name == 'Bau, Spar "Eintracht" eG'
    assert actor.flats == (
        FlatCount(area_id="14511000", flats=1200),
        FlatCount(area_id="14521010", flats=80),
    )


def test_tabs_a_separator_line_and_windows_letters(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        mieter=(
            "sep=\t\nKennung\tAltersgruppe\tBeweglichkeit\nt1\t75 bis 84\teingeschränkt unterwegs\n"
        ).encode("cp1252"),
    )
    assert gathered.records[RecordKind.TENANT]["t1"] == Tenant(
        id="t1", age_band=AgeBand.FROM_75, mobility=Mobility.LIMITED
    )
    summary = only_summary(gathered)
    assert (summary.encoding, summary.delimiter, summary.rows) == ("cp1252", "\t", 1)


def test_a_service_with_all_it_can_have(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        angebote="Kennung;Anbieter;Name;hilft bei;Gebiete;Sprachen;Erreichbarkeit;Kosten;"
        "Alter von;Pflegegrad bis;Plätze;frei;Stand;übliche Wartezeit (Tage);Zustand;geprüft am\n"
        "s1;p1;Schuldnerberatung;debt|rent_arrears;14511000;de;kommt nach Hause|online;kostenlos;"
        "18;3;40;12;31.12.2025 14:30;10,5;ruht;1.12.2025\n",
    )
    assert gathered.problems.kept == []
    expected = builders.service(
        needs=("debt", "rent_arrears"),
        areas=("14511000",),
        name="Schuldnerberatung",
        languages=("de",),
        access=(AccessFeature.HOME_VISITS, AccessFeature.ONLINE),
        cost=Cost.FREE,
        ages=(18, None),
        care_levels=(None, 3),
        places=40,
        free=12,
        counted="2025-12-31T13:30",
        typical_wait_days=10.5,
        status="paused",
        verified_at="2025-12-01",
    )
    assert gathered.records[RecordKind.SERVICE]["s1"] == expected


def test_contacts_consents_cooperations_searches_and_needs(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        kontakte="Kennung;wer;mit wem;am;Weg;Anstoß durch\n"
        "n1;k1;t1;3.1.2026 9:00;Telefon;Nachbarschaft\n",
        einwilligungen="id;tenant_id;Empfänger;gilt ab;widerrufen am\n"
        "e1;t1;p1|p2;01.01.2026;2.2.2026 12:00\n",
        kooperationen="Kennung;Seite 1;Seite 2;Art\nz1;g1;p1;Arbeitskreis\n",
        unmet_searches="id;Bedarf;Gebiet;Datum;ausgeschlossen durch\n"
        "u1;debt;a1;4.1.2026;full=2|nicht für dieses Gebiet da=1\n",
        needs="code;parent;label_de;label_en;sdoh_domain\ndebt;money;Schulden;Debt;financial-insecurity\n",
    )
    assert gathered.problems.kept == []
    assert gathered.records[RecordKind.CONTACT]["n1"] == Contact(
        id="n1",
        from_id="k1",
        to_id="t1",
        occurred_at=datetime(2026, 1, 3, 8, tzinfo=UTC),
        recorded_at=datetime(2026, 1, 3, 8, tzinfo=UTC),
        channel=Channel.PHONE,
        initiator=Initiator.NEIGHBOUR,
    )
    assert gathered.records[RecordKind.CONSENT]["e1"] == Consent(
        id="e1",
        tenant_id="t1",
        recipient_ids=("p1", "p2"),
        valid_from=date(2026, 1, 1),
        withdrawn_at=datetime(2026, 2, 2, 11, tzinfo=UTC),
    )
    search = gathered.records[RecordKind.UNMET_SEARCH]["u1"]
    assert search == UnmetSearch(
        id="u1",
        need_code="debt",
        area_id="a1",
        occurred_at=datetime(2026, 1, 3, 23, tzinfo=UTC),
        recorded_at=datetime(2026, 1, 3, 23, tzinfo=UTC),
        excluded_by=(
            RuleCount(rule=ExclusionRule.FULL, excluded=2),
            RuleCount(rule=ExclusionRule.AREA, excluded=1),
        ),
    )
    assert set(gathered.records[RecordKind.NEED]) == {"debt"}
    assert set(gathered.records[RecordKind.COOPERATION]) == {"z1"}


def test_the_name_of_a_file_counts_by_whole_words_before_its_header(tmp_path: Path) -> None:
    contents = {
        "2025_Kontakte Nord": "contacts",
        "consents-2025": "consents",
        "liste": "cooperations",
    }
    headers = {
        "contacts": "id;from_id;to_id;occurred_at;channel;initiator\n",
        "consents": "id;tenant_id;recipient_ids;valid_from\n",
        "cooperations": "id;Seite 1;Seite 2;Art\n",
    }
    gathered = gather(tmp_path, **{stem: headers[kind] for stem, kind in contents.items()})
    assert {summary.file: summary.content for summary in gathered.summaries} == {
        f"{stem}.csv": kind for stem, kind in contents.items()
    }


@pytest.mark.parametrize(
    ("stem", "content", "match"),
    [
        ("liste", "eins;zwei\n1;2\n", "not recognised"),
        ("liste", "id;foo\n1;2\n", "not recognised"),
        ("tenants", "", "header is missing"),
        ("tenants", "\n\n", "header is missing"),
        ("contacts", "id;from_id\n", r"columns are missing: channel \(Weg\), initiator"),
        ("tenants", ";".join(f"c{i}" for i in range(600)) + "\n", "too many columns"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_as_a_whole(
    tmp_path: Path, stem: str, content: str, match: str
) -> None:
    with pytest.raises(UnreadableFileError, match=match):
        gather(tmp_path, **{stem: content})


def test_each_bad_row_is_reported_and_the_good_ones_are_kept(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        actors="id;kind;name;caseload\n"
        "p1;partner;Tafel;\n"  # line 2
        "p2;Taubenzüchter;Verein;\n"  # no such kind
        ";partner;;\n"  # id and name missing
        "p4;partner\n"  # too few cells
        "p5;partner;Hilfe;viele\n"  # no number
        'p6;partner;"Halb offen;\n'  # quotation mark
        "p7;partner;Beratung;5\n"  # caseload of a partner
        "p 8;partner;Leerzeichen;\n"  # no id
        ";;;\n"  # empty: left out
        "\n"
        "p9;partner;Gut;;;\n",  # empty cells beyond the header
    )
    assert set(gathered.records[RecordKind.ACTOR]) == {"p1", "p9"}
    assert found(gathered) == [
        (3, "kind", "unknown_code"),
        (4, "id", "cell_missing"),
        (4, "name", "cell_missing"),
        (5, None, "cell_count"),
        (6, "caseload", "invalid_value"),
        (7, None, "quotes_open"),
        (8, "caseload", "invalid_value"),
        (9, "id", "invalid_value"),
    ]
    assert len(gathered.problems.rows) == 7
    assert {"p2", "p5", "p7"} <= gathered.bad[RecordKind.ACTOR]


def test_a_problem_names_the_heading_as_the_file_has_it_and_not_the_value(tmp_path: Path) -> None:
    problem = only_problem(gather(tmp_path, mieter="Kennung;Altersgruppe\nt1;Erika Mustermann\n"))
    assert (problem.file, problem.row, problem.column) == ("mieter.csv", 2, "Altersgruppe")
    assert problem.sentence("de").startswith("Das Feld „Altersgruppe“ kennt nur diese Werte")
    assert problem.sentence("en").startswith("The field 'Altersgruppe' takes only these values")
    assert "Erika" not in repr(problem)


def test_unreadable_letters_control_characters_and_endless_cells_are_rows_with_errors(
    tmp_path: Path,
) -> None:
    gathered = gather(
        tmp_path,
        actors="id;kind;name\np1;partner;Küche\np2;partner;Löbau\n".encode()
        + b"p3;partner;kap\xffutt\n"
        + b"p4;partner;null\x00byte\n"
        + b"p5;partner;"
        + b"x" * 40_000
        + b"\n"
        + b"p6;partner;"
        + b"y" * 3_000_000
        + b"\np7;partner;Gut\n",
    )
    assert set(gathered.records[RecordKind.ACTOR]) == {"p1", "p2", "p7"}
    assert found(gathered) == [
        (4, None, "bad_encoding"),
        (5, None, "control_character"),
        (6, None, "too_long"),
        (7, None, "too_long"),
    ]


def test_an_unbalanced_quotation_mark_does_not_swallow_the_rows_below(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path, actors='id;kind;name\np1;partner;"offen\np2;partner;Gut\np3;partner;x"\n'
    )
    assert "p2" in gathered.records[RecordKind.ACTOR]
    assert (2, None, "quotes_open") in found(gathered)


def test_the_same_row_twice_is_fine_but_not_two_rows_of_one_id(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path, actors="id;kind;name\np1;partner;A\np1;partner;A\np1;partner;B\np2;partner;A\n"
    )
    problem = only_problem(gathered)
    assert (problem.row, problem.code) == (4, "duplicate_id")
    assert "actors.csv, row 2" in problem.sentence("en")
    # Two places of one name are two places.
    assert set(gathered.records[RecordKind.ACTOR]) == {"p1", "p2"}


def test_unknown_columns_are_left_out_and_named(tmp_path: Path) -> None:
    gathered = gather(tmp_path, actors="id;kind;name;Telefon;Farbe\np1;partner;A;0351 123456;rot\n")
    assert only_summary(gathered).ignored == ("Telefon", "Farbe")
    assert set(gathered.records[RecordKind.ACTOR]) == {"p1"}


def test_a_table_about_people_with_a_personal_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PersonalColumnError, match=r"tenants\.csv .*Nachname, Geburtsdatum"):
        gather(tmp_path, tenants="id;Nachname;Geburtsdatum\nt1;x;y\n")


@pytest.mark.parametrize("value", ["erika@example.org", "0351 1234567", "Hauptstraße 5"])
def test_personal_values_in_an_unknown_column_are_refused_too(tmp_path: Path, value: str) -> None:
    with pytest.raises(PersonalColumnError, match="Feld 7") as caught:
        gather(tmp_path, chains=f"id;opened_at;Feld 7\nc1;1.1.2026;ja\nc2;1.1.2026;{value}\n")
    assert value not in str(caught.value)


def test_a_birthday_as_pseudonym_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PersonalColumnError, match="Kennung"):
        gather(tmp_path, mieter="Kennung;Altersgruppe\nt1;unter 18\n12.03.1950;75 bis 84\n")


def test_a_chain_is_recorded_and_its_end_too_when_they_happened_unless_said_otherwise(
    tmp_path: Path,
) -> None:
    gathered = gather(
        tmp_path,
        hilfeketten="Kennung;Mieter;begonnen am;Anlass;beendet am;Ergebnis\n"
        "c1;t1;2.1.2026 9:00;Mietrückstand;2.2.2026 9:00;gelöst\n",
    )
    assert gathered.records[RecordKind.CHAIN]["c1"] == builders.chain(
        cooperative=None,
        area=None,
        opened_by=None,
        trigger="rent_arrears",
        opened="2026-01-02T08:00",
        closed="2026-02-02T08:00",
    )


def test_formula_like_names_come_in_as_they_were(tmp_path: Path) -> None:
    gathered = gather(tmp_path, actors="id;kind;name\np1;partner;'=SUM(A1)\np2;partner;-x-\n")
    names = {
        actor.id: getattr(actor, "name", "")
        for actor in gathered.records[RecordKind.ACTOR].values()
    }
    assert names == {"p1": "=SUM(A1)", "p2": "-x-"}


class TestAreas:
    """Official keys in lists of municipalities."""

    def test_a_list_of_municipalities_nests_by_its_districts(self, tmp_path: Path) -> None:
        gathered = gather(
            tmp_path,
            liste="ags,district_ags,name,postcode\n14521,14521,Erzgebirgskreis,09456\n"
            "14521010,14521,Amtsberg,09439\n14511000,14511,Chemnitz,09111\n",
        )
        areas = gathered.records[RecordKind.AREA]
        assert {(a.id, getattr(a, "level"), getattr(a, "parent_id")) for a in areas.values()} == {  # noqa: B009
            ("14521", AreaLevel.DISTRICT, None),
            ("14521010", AreaLevel.MUNICIPALITY, "14521"),
            ("14511000", AreaLevel.MUNICIPALITY, None),
        }
        # A city that is its own district: the district, or the state, if somebody has it.
        assert gathered.guessed_parents == {"14511000": ("14511", "14")}

    @pytest.mark.parametrize(
        ("heading", "key"),
        [
            ("ags", "1001000"),
            ("ags", "1001"),
            ("ags", "1"),
            ("id", "1001000"),
            ("id", "9010101"),
            ("ags", "1,4511E+07"),
            ("id", "14511000.0"),
        ],
    )
    def test_a_key_that_went_through_a_spreadsheet_as_a_number_is_reported(
        self, tmp_path: Path, heading: str, key: str
    ) -> None:
        problem = only_problem(gather(tmp_path, gebiete=f"{heading};name\n{key};Flensburg\n"))
        assert (problem.row, problem.code) == (2, "key_damaged")

    def test_leading_zeros_are_kept(self, tmp_path: Path) -> None:
        gathered = gather(
            tmp_path,
            areas="id;name;level;parent_id\n01;Land;Land;\n01001000;Flensburg;Gemeinde;01\n",
        )
        assert gathered.problems.kept == []
        assert set(gathered.records[RecordKind.AREA]) == {"01", "01001000"}

    def test_successors_and_figures(self, tmp_path: Path) -> None:
        gathered = gather(
            tmp_path,
            areas="id;name;Nachfolger;Wohnungen;Einwohner;gültig bis\n"
            "a1;Alt;a2=0,6|a3=0,4;120;1.000;1.1.2021\n",
        )
        expected = builders.area(
            name="Alt",
            level=AreaLevel.OTHER,
            successors=(
                Succession(area_id="a2", share=0.6),
                Succession(area_id="a3", share=0.4),
            ),
            flats=120,
            residents=1000,
            valid_to="2021-01-01",
        )
        assert gathered.records[RecordKind.AREA]["a1"] == expected

    def test_half_a_position_is_refused(self, tmp_path: Path) -> None:
        problem = only_problem(gather(tmp_path, areas="id;name;Breite;Länge\na1;A;50,1;\n"))
        assert (problem.column, problem.code) == ("Breite", "invalid_value")
