"""Referrals with their steps in the row, or in a file of their own."""

from pathlib import Path

from graph_model.domain.records import RecordKind
from tests import builders
from tests.unit.importers.reading import found, gather

HEAD = "id;chain_id;tenant_id;sender_id;recipient_id;need_code"


def test_a_hand_made_row_with_a_time_for_each_step(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        vermittlungen="Kennung;Hilfekette;Mieter;Absender;Empfänger;Bedarf;Dringlichkeit;"
        "angefragt am;angenommen am;ruht seit;Grund des Ruhens;Hilfe läuft seit;abgeschlossen am;"
        "Ergebnis;erfasst von\n"
        "r1;c1;t1;k1;p1;debt;dringend;5.1.2026 9:00;7.1.2026 9:00;8.1.2026 9:00;kein Platz;"
        "20.1.2026 9:00;3.2.2026 9:00;teilweise gelöst;k1\n",
    )
    assert gathered.problems.kept == []
    assert gathered.records[RecordKind.REFERRAL]["r1"] == builders.referral(
        need="debt",
        urgency="urgent",
        steps=[
            "requested 2026-01-05 recorded_by=k1",
            "accepted 2026-01-07 recorded_by=k1",
            "on_hold 2026-01-08 no_capacity recorded_by=k1",
            "in_progress 2026-01-20 recorded_by=k1",
            "completed 2026-02-03 partly_resolved recorded_by=k1",
        ],
    )


def test_a_rejection_carries_the_reason_and_the_sender_recorded_it(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        referrals=f"{HEAD};requested_at;rejected_at;reason\n"
        "r1;c1;t1;k1;p1;loneliness;2026-01-05T08:00Z;2026-01-06T08:00Z;no_capacity\n",
    )
    assert gathered.records[RecordKind.REFERRAL]["r1"] == builders.referral(
        steps=["requested 2026-01-05", "rejected 2026-01-06 no_capacity recorded_by=k1"]
    )


def test_steps_of_a_file_of_their_own_in_any_order_with_positions(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        referrals=f"{HEAD}\nr1;c1;t1;k1;p1;loneliness\n",
        referral_steps="referral_id;position;status;occurred_at;recorded_at;decided_by;recorded_by\n"
        "r1;1;accepted;2026-01-07T08:00Z;2026-01-20T08:00Z;p1;k1\n"
        "r1;0;requested;2026-01-05T08:00Z;;k1;\n",
    )
    assert gathered.problems.kept == []
    assert gathered.records[RecordKind.REFERRAL]["r1"] == builders.referral(
        steps=["requested 2026-01-05", "accepted 2026-01-07 recorded=2026-01-20 recorded_by=k1"]
    )


def test_a_referral_with_one_bad_step_is_bad_as_a_whole(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        referrals=f"{HEAD}\nr1;c1;;k1;p1;debt\nr2;c1;;k1;p1;debt\n",
        referral_steps="referral_id;status;occurred_at;decided_by\n"
        "r1;requested;2026-01-05T08:00Z;k1\n"
        "r1;angenommen vielleicht;2026-01-06T08:00Z;p1\n"
        "r2;requested;2026-01-05T08:00Z;k1\n",
    )
    assert set(gathered.records[RecordKind.REFERRAL]) == {"r2"}
    assert found(gathered) == [(2, None, "depends_on_bad_row"), (3, "status", "unknown_code")]


def test_steps_twice_none_and_wrongly_numbered(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        referrals=f"{HEAD};requested_at\n"
        "r1;c1;;k1;p1;debt;5.1.2026\n"  # steps here and there
        "r2;c1;;k1;p1;debt;\n"  # none
        "r3;c1;;k1;p1;debt;\n",  # 0 and 2
        referral_steps="referral_id;position;status;occurred_at;decided_by\n"
        "r1;0;requested;5.1.2026;k1\n"
        "r3;0;requested;5.1.2026;k1\n"
        "r3;2;accepted;6.1.2026;p1\n",
    )
    assert gathered.records[RecordKind.REFERRAL] == {}
    assert found(gathered) == [
        (2, None, "steps_given_twice"),
        (3, None, "steps_missing"),
        (4, None, "steps_disordered"),
    ]


def test_the_state_machine_speaks_for_each_referral(tmp_path: Path) -> None:
    gathered = gather(
        tmp_path,
        referrals=f"{HEAD};requested_at;accepted_at;rejected_at;completed_at;reason\n"
        "r1;c1;;k1;p1;debt;5.1.2026;6.1.2026;7.1.2026;;no_capacity\n"  # accepted, then rejected
        "r2;c1;;k1;p1;debt;5.1.2026;6.1.2026;;9.1.2026;\n"  # no outcome
        "r3;c1;;k1;p1;debt;5.1.2026;;7.1.2026;;\n"  # no reason
        "r4;c1;;k1;k1;debt;5.1.2026;;;;\n",  # to oneself
    )
    assert found(gathered) == [
        (2, None, "transition_not_allowed"),
        (3, None, "outcome_missing"),
        (4, None, "reason_missing"),
        (5, "recipient_id", "invalid_value"),
    ]
    assert gathered.bad[RecordKind.REFERRAL] == {"r1", "r2", "r3", "r4"}
