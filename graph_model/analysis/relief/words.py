"""What a coordinator reads on a relief plan: how much, resting on what, and what might be done."""

from dataclasses import dataclass

from graph_model.analysis.relief.carriers import Carrier
from graph_model.analysis.relief.takers import RestReason
from graph_model.analysis.sentences import Sentence, decimal, listed

_CASE_DE = ("Fall", "Fälle")
_OPEN_DE = ("offener Fall", "offene Fälle")
_PLACE_DE = ("Platz", "Plätze")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What cases are about, as it is said: a need from an area, or chains from an area."""

    need_de: str | None
    need_en: str | None
    area: str | None

    @property
    def de(self) -> str:
        """In German."""
        what = f"„{self.need_de}“" if self.need_de is not None else "Hilfeketten"
        return what if self.area is None else f"{what} aus {self.area}"

    @property
    def en(self) -> str:
        """In English."""
        what = f"'{self.need_en}'" if self.need_en is not None else "help chains"
        return what if self.area is None else f"{what} from {self.area}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveWords:
    """The names and figures of one move; ``offer`` is the taker with the service, if there is one.

    ``load_after`` is what the taker carries once all moves of the plan are felt.
    """

    topic: Topic
    giver: str
    taker: str
    offer: str
    cases: int
    held: int
    per_month: float
    accepted_per_month: float
    load_after: int
    places: float


def move_sentence(words: MoveWords) -> Sentence:
    """What could go to whom, what it rests on, and what to do."""
    often = rhythm(words.per_month)
    german = (
        f"{words.topic.de}: {often.de} statt an {words.giver} an {words.offer}. Das macht bei "
        f"{words.giver} auf Dauer {_counted_de(words.cases, _PLACE_DE)} frei (Grundlage: "
        f"{_counted_de(words.held, _OPEN_DE)}, {decimal(words.accepted_per_month, 'de')} neue im "
        f"Monat); {words.taker} trägt dann {_counted_de(words.load_after, _CASE_DE)} auf "
        f"{decimal(words.places, 'de')} Plätze. Was zu tun ist: es absprechen und beim Vermitteln "
        "zuerst dort fragen."
    )
    english = (
        f"{words.topic.en}: {often.en} to {words.offer} instead of {words.giver}. In the long run "
        f"that frees {_counted_en(words.cases, 'place')} at {words.giver} (resting on "
        f"{_counted_en(words.held, 'open case')}, {decimal(words.accepted_per_month, 'en')} new "
        f"ones a month); {words.taker} then carries {_counted_en(words.load_after, 'case')} for "
        f"{decimal(words.places, 'en')} places. What to do: settle it with them, and ask there "
        "first when referring."
    )
    return Sentence(de=german, en=_capital(english))


def hidden_move(topic: Topic, *, giver: str, offer: str) -> Sentence:
    """What could go to whom, without figures on people."""
    return Sentence(
        de=f"{topic.de}: einen Teil der neuen Vermittlungen an {offer} statt an {giver}. Das macht "
        f"bei {giver} auf Dauer Plätze frei. Was zu tun ist: es absprechen und beim Vermitteln "
        "zuerst dort fragen.",
        en=_capital(
            f"{topic.en}: a part of the new referrals to {offer} instead of {giver}. In the long "
            f"run that frees places at {giver}. What to do: settle it with them, and ask there "
            "first when referring."
        ),
    )


def hidden_relieved(name: str, *, open_load: int, places: float, excess: int) -> Sentence:
    """How much too much somebody carries."""
    room_de = f"{decimal(places, 'de')} {'Platz' if places == 1 else 'Plätze'}"
    room_en = f"{decimal(places, 'en')} {'place' if places == 1 else 'places'}"
    return Sentence(
        de=f"{name} trägt {_counted_de(open_load, _CASE_DE)} auf {room_de}, {excess} zu viel.",
        en=f"{name} carries {_counted_en(open_load, 'case')} for {room_en}, {excess} too many.",
    )


def relieved_sentence(carrier: Carrier, *, moved: int, months: float | None) -> Sentence:
    """How much too much somebody carries, and how much of it could go elsewhere."""
    name, excess = carrier.actor.name, carrier.excess
    places = carrier.places or 0.0
    cases_de = _counted_de(carrier.open_load, _CASE_DE)
    cases_en = _counted_en(carrier.open_load, "case")
    room_de = f"{decimal(places, 'de')} {'Platz' if places == 1 else 'Plätze'}"
    room_en = f"{decimal(places, 'en')} {'place' if places == 1 else 'places'}"
    german = [f"{name} trägt {cases_de} auf {room_de}, {excess} zu viel."]
    english = [f"{name} carries {cases_en} for {room_en}, {excess} too many."]
    if moved == 0:
        german.append("Davon kann nichts zu anderen; warum, steht bei dem, was bleibt.")
        english.append("None of it can go to others; what stays says why.")
    elif moved < excess:
        german.append(f"Davon können {moved} zu anderen, {excess - moved} bleiben.")
        english.append(f"Of these, {moved} can go to others, {excess - moved} stay.")
    else:
        german.append("Das alles kann zu anderen.")
        english.append("All of that can go to others.")
    if moved and months is not None:
        german.append(f"Das wirkt nach und nach, ganz nach etwa {_months_de(months)}.")
        english.append(f"That is felt bit by bit, in full after about {_months_en(months)}.")
    return Sentence(de=" ".join(german), en=" ".join(english))


_REASONS: dict[RestReason, Sentence] = {
    RestReason.BEYOND_SCOPE: Sentence(
        de="{name}: {cases} liegen außerhalb dieser Auswahl. Was hilft: gemeinsam mit den anderen "
        "planen, die dorthin vermitteln.",
        en="{name}: {cases} lie beyond this selection. What helps: plan together with the others "
        "who refer there.",
    ),
    RestReason.AREA_UNKNOWN: Sentence(
        de="{topic} bei {name} ({cases}): Das Gebiet ist nicht bekannt, deshalb lässt sich "
        "niemand suchen. Was hilft: das Gebiet in den Ketten nachtragen.",
        en="{topic} at {name} ({cases}): the area is not known, so nobody can be looked for. What "
        "helps: enter the area of the chains.",
    ),
    RestReason.NO_ARRIVALS: Sentence(
        de="{topic} bei {name} ({cases}): In dieser Zeit kam niemand Neues, also gibt es nichts "
        "umzulenken. Was hilft: abwarten, bis Fälle enden, oder über einzelne Fälle sprechen.",
        en="{topic} at {name} ({cases}): nobody new came in this time, so there is nothing to "
        "steer elsewhere. What helps: wait until cases end, or talk about single cases.",
    ),
    RestReason.NO_OTHER_PROVIDER: Sentence(
        de="{topic} bei {name} ({cases}): Sonst hilft dabei niemand. Was hilft: über mehr Plätze "
        "bei {name} sprechen oder jemanden dafür gewinnen.",
        en="{topic} at {name} ({cases}): nobody else helps with it. What helps: talk about more "
        "places at {name}, or win somebody for it.",
    ),
    RestReason.OUT_OF_AREA: Sentence(
        de="{topic} bei {name} ({cases}): Andere helfen dabei, aber nicht in diesem Gebiet "
        "({others_de}). Was hilft: sie nach Sprechstunden vor Ort oder Hausbesuchen fragen.",
        en="{topic} at {name} ({cases}): others help with it, but not in this area ({others_en}). "
        "What helps: ask them for advice hours on site or home visits.",
    ),
    RestReason.NOT_ELIGIBLE: Sentence(
        de="{topic} bei {name} ({cases}): Die anderen hier passen nicht zu diesen Menschen: "
        "Sprache, Alter oder Wege ({others_de}). Was hilft: Sprachmittlung oder Hausbesuche "
        "vereinbaren, über Ausnahmen sprechen.",
        en="{topic} at {name} ({cases}): the others here do not suit these people: language, age "
        "or getting there ({others_en}). What helps: arrange interpreting or home visits, talk "
        "about exceptions.",
    ),
    RestReason.ROOM_UNKNOWN: Sentence(
        de="{topic} bei {name} ({cases}): Wie viele Plätze andere haben, ist nicht bekannt "
        "({others_de}). Was hilft: danach fragen und es eintragen.",
        en="{topic} at {name} ({cases}): how many places others have is not known ({others_en}). "
        "What helps: ask for it and enter it.",
    ),
    RestReason.FULL: Sentence(
        de="{topic} bei {name} ({cases}): Wer es übernehmen könnte, hat selbst keinen Platz mehr "
        "({others_de}). Was hilft: über mehr Plätze sprechen oder jemanden dazuholen.",
        en="{topic} at {name} ({cases}): those who could take it have no room left themselves "
        "({others_en}). What helps: talk about more places, or bring somebody in.",
    ),
}


def rest_sentence(
    reason: RestReason, topic: Topic, *, name: str, cases: int | None, others: tuple[str, ...]
) -> Sentence:
    """What stays with somebody, why, and what might be done; ``others`` are names.

    ``cases`` is ``None`` where it is hidden.
    """
    template = _REASONS[reason]
    german = template.de.format(
        topic=topic.de,
        name=name,
        cases="einige Fälle" if cases is None else _counted_de(cases, _CASE_DE),
        others_de=listed(others, "de"),
    )
    english = template.en.format(
        topic=topic.en,
        name=name,
        cases="some cases" if cases is None else _counted_en(cases, "case"),
        others_en=listed(others, "en"),
    )
    return Sentence(de=german, en=_capital(english))


def rhythm(per_month: float) -> Sentence:
    """How often that is, as people say it.

    Examples
    --------
    >>> rhythm(2.2).de, rhythm(1.1).en
    ('etwa 2 Vermittlungen im Monat', 'about one referral a month')
    >>> rhythm(0.3).de
    'etwa alle 3 Monate eine Vermittlung'
    """
    if per_month >= 1.5:
        count = round(per_month)
        return Sentence(
            de=f"etwa {count} Vermittlungen im Monat", en=f"about {count} referrals a month"
        )
    months = round(1 / per_month) if per_month > 0 else 0
    if months <= 1:
        return Sentence(de="etwa eine Vermittlung im Monat", en="about one referral a month")
    return Sentence(
        de=f"etwa alle {months} Monate eine Vermittlung",
        en=f"about one referral every {months} months",
    )


def _counted_de(count: int, words: tuple[str, str]) -> str:
    return f"{count} {words[0] if count == 1 else words[1]}"


def _counted_en(count: int, what: str) -> str:
    return f"{count} {what if count == 1 else what + 's'}"


def _months_de(months: float) -> str:
    count = max(1, round(months))
    return "einem Monat" if count == 1 else f"{count} Monaten"


def _months_en(months: float) -> str:
    count = max(1, round(months))
    return "one month" if count == 1 else f"{count} months"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
