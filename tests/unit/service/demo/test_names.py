"""Names for thousands, none of them twice."""

from random import Random

from service.demo.names import INVENTED, cooperative_name, office_name, partner_name, person_name


def test_partners_of_one_kind_never_share_a_name() -> None:
    names = [partner_name("Tafel", number) for number in range(3_000)]
    assert len(set(names)) == 3_000
    assert names[0] == "Tafel Ahornhof (erfunden)"
    assert names[1] == "Tafel Amselhaus (erfunden)"


def test_cooperatives_and_offices_of_one_name_are_numbered() -> None:
    assert cooperative_name(0) == "WG Morgenstern eG (erfunden)"
    assert cooperative_name(10) == "WG Morgenstern 2 eG (erfunden)"
    assert office_name("Sozialamt", "Döbeln", number=0) == "Sozialamt Döbeln (erfunden)"
    assert office_name("Sozialamt", "Döbeln", number=1) == "Sozialamt Döbeln 2 (erfunden)"
    assert len({cooperative_name(number) for number in range(60)}) == 60


def test_people_have_surnames_that_nobody_has() -> None:
    rng = Random(1)
    surnames = {person_name(rng).split()[1] for _ in range(500)}
    fronts = ("Beispiel", "Muster", "Probe", "Fabel", "Märchen", "Fantasie", "Traum", "Niemands")
    assert all(surname.startswith(fronts) for surname in surnames)
    assert INVENTED == "(erfunden)"
