"""What people read of an indicator: name, definition, the finding, and what might be done."""

from dataclasses import dataclass

from graph_model.analysis.indicators.figures import Figure
from graph_model.analysis.indicators.rules import (
    UNITS,
    IndicatorCode,
    IndicatorRules,
    Unit,
)
from graph_model.analysis.sentences import Sentence, decimal
from graph_model.analysis.statistics.differences import Difference

_C = IndicatorCode


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorWords:
    """Name, numerator, denominator and what they are counted in (``of``), in both languages.

    ``better`` is +1 where more is better, −1 where less is, 0 where neither can be said;
    ``advice`` is what might be done when it gets worse.
    """

    name: Sentence
    numerator: Sentence
    denominator: Sentence
    of: Sentence
    better: int = 0
    advice: Sentence = Sentence(de="", en="")  # noqa: RUF009 - frozen, shared on purpose


WORDS: dict[IndicatorCode, IndicatorWords] = {
    _C.CLOSED_LOOP: IndicatorWords(
        name=Sentence(de="Rückmeldung", en="Closed loop"),
        numerator=Sentence(
            de="Vermittlungen, die binnen {days} Tagen zu einem Ende kamen, so dass feststeht, "
            "was daraus wurde",
            en="referrals that came to an end within {days} days, so that it is known what became "
            "of them",
        ),
        denominator=Sentence(
            de="im Zeitraum angefragte Vermittlungen, deren {days} Tage um sind",
            en="referrals requested in the period whose {days} days are over",
        ),
        of=Sentence(de="Vermittlungen", en="referrals"),
        better=1,
        advice=Sentence(
            de="Was hilft: mit den Partnern eine feste Rückmeldung vereinbaren und nach {days} "
            "Tagen selbst nachfragen.",
            en="What helps: agree with the partners on how they report back, and ask after {days} "
            "days.",
        ),
    ),
    _C.GOT_HELP: IndicatorWords(
        name=Sentence(de="Hilfe bekommen", en="Got help"),
        numerator=Sentence(
            de="Hilfeketten, in denen binnen {days} Tagen nach dem ersten Kontakt Hilfe begann",
            en="help chains in which help began within {days} days of the first contact",
        ),
        denominator=Sentence(
            de="im Zeitraum eröffnete Hilfeketten, deren {days} Tage um sind, ohne die von "
            "Menschen, die vorher verzogen oder verstarben",
            en="help chains opened in the period whose {days} days are over, without those of "
            "people who moved away or died before",
        ),
        of=Sentence(de="Hilfeketten", en="help chains"),
        better=1,
        advice=Sentence(
            de="Was hilft: die Lücken und Sackgassen ansehen, an denen die Ketten hängen bleiben.",
            en="What helps: look at the gaps and dead ends where the chains get stuck.",
        ),
    ),
    _C.ANSWERED_IN_TIME: IndicatorWords(
        name=Sentence(de="Rechtzeitige Antwort", en="Answered in time"),
        numerator=Sentence(
            de="Vermittlungen, die in der Antwortfrist ({standard}) angenommen oder abgelehnt "
            "wurden",
            en="referrals accepted or rejected within the response standard ({standard})",
        ),
        denominator=Sentence(
            de="im Zeitraum angefragte Vermittlungen, deren Frist um ist, ohne die vorher "
            "zurückgezogenen",
            en="referrals requested in the period whose time is up, without those withdrawn before",
        ),
        of=Sentence(de="Vermittlungen", en="referrals"),
        better=1,
        advice=Sentence(
            de="Was hilft: in der Auslastung nachsehen, wer zu spät antwortet, und fragen, woran "
            "es liegt.",
            en="What helps: see in the load who answers late, and ask what holds them up.",
        ),
    ),
    _C.DAYS_TO_HELP: IndicatorWords(
        name=Sentence(de="Tage bis zur ersten Hilfe", en="Days to first help"),
        numerator=Sentence(
            de="Hilfeketten, in denen Hilfe begonnen hat", en="help chains in which help has begun"
        ),
        denominator=Sentence(
            de="im Zeitraum eröffnete Hilfeketten; wer noch wartet, zählt als länger wartend",
            en="help chains opened in the period; who still waits counts as waiting longer",
        ),
        of=Sentence(de="Hilfeketten", en="help chains"),
        better=-1,
        advice=Sentence(
            de="Was hilft: die langsamsten Übergänge in der Prozesskarte suchen.",
            en="What helps: look for the slowest passages in the process map.",
        ),
    ),
    _C.EARLY_DETECTION: IndicatorWords(
        name=Sentence(de="Früh erkannt", en="Detected early"),
        numerator=Sentence(
            de="Hilfeketten, die weder eine Krise noch drohender Wohnungsverlust auslöste",
            en="help chains set off neither by a crisis nor by a threat of eviction",
        ),
        denominator=Sentence(
            de="im Zeitraum eröffnete Hilfeketten mit bekanntem Anlass",
            en="help chains opened in the period whose cause is known",
        ),
        of=Sentence(de="Hilfeketten", en="help chains"),
        better=1,
        advice=Sentence(
            de="Was hilft: Sprechstunden, Hausbesuche und Gespräche mit Nachbarn und "
            "Hausmeistern, damit Not früher auffällt.",
            en="What helps: advice hours, home visits, and talks with neighbours and caretakers, "
            "so that need is noticed earlier.",
        ),
    ),
    _C.SELF_HELP: IndicatorWords(
        name=Sentence(de="Selbsthilfe", en="Self-help"),
        numerator=Sentence(
            de="Hilfeketten, nach denen die Person sich selbst weiterhilft",
            en="help chains after which the person goes on by themselves",
        ),
        denominator=Sentence(
            de="im Zeitraum beendete Hilfeketten, ohne Umzug und Tod",
            en="help chains closed in the period, without moves and deaths",
        ),
        of=Sentence(de="Hilfeketten", en="help chains"),
        better=1,
    ),
    _C.RETURN: IndicatorWords(
        name=Sentence(de="Wiederkehr", en="Return"),
        numerator=Sentence(
            de="Hilfeketten, nach deren Ende dieselbe Person binnen {months} Monaten wieder eine "
            "brauchte",
            en="help chains after whose end the same person needed another one within {months} "
            "months",
        ),
        denominator=Sentence(
            de="im Zeitraum mit Erfolg beendete Hilfeketten, deren {months} Monate um sind",
            en="help chains closed with success in the period whose {months} months are over",
        ),
        of=Sentence(de="Hilfeketten", en="help chains"),
        better=-1,
        advice=Sentence(
            de="Was hilft: nach dem Ende noch einmal nachfragen, und fragen, was gefehlt hat.",
            en="What helps: ask once more after the end, and ask what was missing.",
        ),
    ),
    _C.TENANTS_REACHED: IndicatorWords(
        name=Sentence(de="Erreichte je 1.000 Wohnungen", en="Tenants reached per 1,000 flats"),
        numerator=Sentence(
            de="Mieter:innen mit einem Kontakt oder einer neuen Hilfekette im Zeitraum",
            en="tenants with a contact or a new help chain in the period",
        ),
        denominator=Sentence(
            de="Wohnungen der Genossenschaften im Gebiet",
            en="the cooperatives' flats in the area",
        ),
        of=Sentence(de="Wohnungen", en="flats"),
        better=1,
        advice=Sentence(
            de="Was hilft: dorthin gehen, von wo niemand kommt (Lücken, „auffällig still“).",
            en="What helps: go where nobody comes from (gaps, 'silent').",
        ),
    ),
    _C.OTHER_LANGUAGES: IndicatorWords(
        name=Sentence(de="Andere Sprachen", en="Other languages"),
        numerator=Sentence(
            de="Erreichte, die eine andere Sprache als Deutsch sprechen",
            en="tenants reached who speak another language than German",
        ),
        denominator=Sentence(
            de="Erreichte, deren Sprachen bekannt sind",
            en="tenants reached whose languages are known",
        ),
        of=Sentence(de="Erreichten", en="tenants reached"),
    ),
    _C.TENANTS_PER_KUEMMERER: IndicatorWords(
        name=Sentence(de="Erreichte je Kümmerer", en="Tenants per Kümmerer"),
        numerator=Sentence(
            de="Mieter:innen mit einem Kontakt oder einer neuen Hilfekette im Zeitraum",
            en="tenants with a contact or a new help chain in the period",
        ),
        denominator=Sentence(
            de="Kümmerer, die an einem mittleren Tag des Zeitraums im Dienst waren",
            en="Kümmerer in service on an average day of the period",
        ),
        of=Sentence(de="Kümmerern", en="Kümmerer"),
    ),
    _C.NETWORK_GROWTH: IndicatorWords(
        name=Sentence(de="Neue Verbindungen", en="New links"),
        numerator=Sentence(
            de="Paare, die im Zeitraum zum ersten Mal aneinander vermittelten",
            en="pairs that referred for the first time in the period",
        ),
        denominator=Sentence(
            de="Paare, die im Zeitraum aneinander vermittelten",
            en="pairs that referred in the period",
        ),
        of=Sentence(de="Verbindungen", en="links"),
    ),
    _C.SHARED_PARTNERS: IndicatorWords(
        name=Sentence(de="Gemeinsame Partner", en="Shared partners"),
        numerator=Sentence(
            de="Organisationen, an die im Zeitraum für mehrere Genossenschaften vermittelt wurde",
            en="organisations asked for several cooperatives in the period",
        ),
        denominator=Sentence(
            de="Organisationen, an die im Zeitraum für eine Genossenschaft vermittelt wurde",
            en="organisations asked for a cooperative in the period",
        ),
        of=Sentence(de="Organisationen", en="organisations"),
        better=1,
        advice=Sentence(
            de="Was hilft: Partner, die sich bewährt haben, in der Runde der Genossenschaften "
            "vorstellen.",
            en="What helps: introduce partners that have proved good among the cooperatives.",
        ),
    ),
}


def filled(words: Sentence, rules: IndicatorRules) -> Sentence:
    """A text with the rules' lengths of time put in."""
    standard = rules.standards.default_business_days
    return Sentence(
        de=words.de.format(
            days=rules.follow_up_days,
            months=rules.return_months,
            standard=f"{standard} Arbeitstag{'' if standard == 1 else 'e'}, wo nichts anderes gilt",
        ),
        en=words.en.format(
            days=rules.follow_up_days,
            months=rules.return_months,
            standard=f"{standard} business day{'' if standard == 1 else 's'} unless set otherwise",
        ),
    )


def told(
    code: IndicatorCode,
    figures: tuple[Figure | None, Figure | None],
    *,
    change: Difference | None,
    rules: IndicatorRules,
    at_least: bool = False,
) -> Sentence:
    """The finding: the figure, what it rests on, how it changed, and what might be done.

    ``figures`` are that of the period and that of the one before; with ``at_least`` they are those
    of the cases that may be counted.
    """
    words, earlier = WORDS[code], figures[1]
    here, before = (_figure(code, one, at_least=at_least) for one in figures)
    german, english = [f"{words.name.de}: {here.de}."], [f"{words.name.en}: {here.en}."]
    if earlier is not None:
        german.append(f"Im Zeitraum davor: {before.de}.")
        english.append(f"In the period before: {before.en}.")
    if change is not None:
        moved = _change(code, change, at_least=at_least)
        german.append(moved.de)
        english.append(moved.en)
        if change.is_clear and words.better * change.value < 0:
            advice = filled(words.advice, rules)
            german.append(advice.de)
            english.append(advice.en)
    return Sentence(
        de=" ".join(part for part in german if part), en=" ".join(part for part in english if part)
    )


def hidden(code: IndicatorCode) -> Sentence:
    """What stands in place of a finding where nothing is shown, whatever there is."""
    name = WORDS[code].name
    return Sentence(
        de=f"{name.de}: Dazu wird nichts gezeigt. Entweder gibt es nichts zu zählen, oder es sind "
        "zu wenige Menschen.",
        en=f"{name.en}: nothing is shown. Either there is nothing to count, or there are too few "
        "people.",
    )


def rests_on(code: IndicatorCode, figure: Figure, *, at_least: bool) -> Sentence:
    """What a figure is made of: so many of so many, or for a size that is no count of cases.

    With ``at_least`` these are the cases that may be counted.
    """
    of, count = WORDS[code].of, figure.numerator
    german, english = (decimal(figure.denominator, language) for language in ("de", "en"))
    if UNITS.get(code) is Unit.RATE:
        de, en = ("mindestens ", "at least ") if at_least else ("", "")
        return Sentence(
            de=f"{de}{count} bei {german} {of.de}", en=f"{en}{count} for {english} {of.en}"
        )
    de, en = ("gezählten ", "counted ") if at_least else ("", "")
    return Sentence(de=f"{count} von {german} {de}{of.de}", en=f"{count} of {english} {en}{of.en}")


def _figure(code: IndicatorCode, figure: Figure | None, *, at_least: bool) -> Sentence:
    if figure is None:
        return Sentence(de="noch nichts zu zählen", en="nothing to count yet")
    of = rests_on(code, figure, at_least=at_least)
    if figure.value is None:
        return Sentence(
            de=f"mehr als die Hälfte wartet noch ({of.de})",
            en=f"more than half still wait ({of.en})",
        )
    is_bound = at_least and UNITS.get(code) is Unit.RATE
    de, en = ("mindestens ", "at least ") if is_bound else ("", "")
    value = _amounts(code, figure.value)
    if figure.low is None or figure.high is None:
        return Sentence(de=f"{de}{value.de} ({of.de})", en=f"{en}{value.en} ({of.en})")
    low, high = _amounts(code, figure.low), _amounts(code, figure.high)
    who_de, who_en = ("für die gezählten ", "of those counted, ") if is_bound else ("", "")
    return Sentence(
        de=f"{de}{value.de} ({of.de}; {who_de}mit 95 % Sicherheit {low.de} bis {high.de})",
        en=f"{en}{value.en} ({of.en}; {who_en}95% sure: {low.en} to {high.en})",
    )


def _amounts(code: IndicatorCode, value: float) -> Sentence:
    return Sentence(de=amount(code, value, language="de"), en=amount(code, value, language="en"))


def amount(code: IndicatorCode, value: float, *, language: str) -> str:
    """A value as people read it: a share in per cent, all else as a number."""
    if UNITS.get(code, Unit.SHARE) is not Unit.SHARE:
        return decimal(value, language)
    return f"{round(100 * value)} %" if language == "de" else f"{round(100 * value)}%"


def _change(code: IndicatorCode, change: Difference, *, at_least: bool) -> Sentence:
    is_share = UNITS.get(code, Unit.SHARE) is Unit.SHARE
    scale = 100 if is_share else 1
    numbers = [round(scale * one, 1) for one in (change.value, change.low, change.high)]
    german, english = ([_signed(one, language) for one in numbers] for language in ("de", "en"))
    unit_de, unit_en = (" Prozentpunkte", " percentage points") if is_share else ("", "")
    chance = Sentence(
        de="mehr als Zufall" if change.is_clear else "kann Zufall sein",
        en="more than chance" if change.is_clear else "may be chance",
    )
    of_de, of_en = (" der gezählten", " of those counted") if at_least else ("", "")
    return Sentence(
        de=f"Unterschied{of_de}: {german[0]}{unit_de} ({german[1]} bis {german[2]}), {chance.de}.",
        en=f"Difference{of_en}: {english[0]}{unit_en} ({english[1]} to {english[2]}), {chance.en}.",
    )


def _signed(number: float, language: str) -> str:
    text = decimal(abs(number), language)
    if number == 0:
        return text
    return f"{'+' if number > 0 else '−'}{text}"
