"""What a coordinator reads of an area's access: places within reach, compared, and what helps."""

from dataclasses import dataclass

from graph_model.analysis.access.located import People
from graph_model.analysis.sentences import Sentence, decimal

_PEOPLE = {
    People.RESIDENTS_65_PLUS: Sentence(de="Menschen ab 65", en="people of 65 and over"),
    People.RESIDENTS: Sentence(de="Einwohner:innen", en="residents"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessWords:
    """What the sentence of an area speaks of.

    ``needs`` is empty where all help is asked about; ``nearest`` names the nearest supplier with
    places, if there is one at all, and ``mean_per_1000`` is ``None`` where nobody lives.
    """

    area: str
    needs: Sentence
    people: People
    reach_km: float
    places_per_1000: float
    mean_per_1000: float | None
    is_low: bool
    nearest: str | None
    nearest_km: float | None


def sentence_of(words: AccessWords, *, in_reach: bool) -> Sentence:
    """What is the matter with an area's access, and what might be done about it."""
    topic = Sentence(
        de=f"„{words.needs.de}“ in {words.area}" if words.needs.de else words.area,
        en=f"'{words.needs.en}' in {words.area}" if words.needs.en else words.area,
    )
    if in_reach:
        return _told(words, topic)
    return _nobody_near(words, topic)


def _told(words: AccessWords, topic: Sentence) -> Sentence:
    people = _PEOPLE[words.people]
    german = (
        f"{topic.de}: {decimal(words.places_per_1000, 'de')} erreichbare Plätze "
        f"je 1.000 {people.de}"
    )
    english = (
        f"{topic.en}: {decimal(words.places_per_1000, 'en')} places within reach "
        f"per 1,000 {people.en}"
    )
    if words.mean_per_1000 is not None:
        german += f", im Mittel aller Gebiete {decimal(words.mean_per_1000, 'de')}"
        english += f", {decimal(words.mean_per_1000, 'en')} in the mean of all areas"
    if not words.is_low:
        return Sentence(de=f"{german}.", en=f"{english}.")
    return Sentence(
        de=f"{german}. Das ist wenig. Was hilft: mehr Plätze in der Nähe, Hausbesuche oder ein "
        "Fahrdienst zu Anbietern, die noch frei sind.",
        en=f"{english}. That is little. What helps: more places nearby, home visits, or transport "
        "to providers that have room.",
    )


def _nobody_near(words: AccessWords, topic: Sentence) -> Sentence:
    if words.nearest is None or words.nearest_km is None:
        return Sentence(
            de=f"{topic.de}: Von keinem Anbieter sind Ort und Plätze bekannt. Was hilft: beides "
            "im Verzeichnis nachtragen, oder jemanden für diese Hilfe gewinnen.",
            en=f"{topic.en}: of no provider are both place and room known. What helps: enter both "
            "in the directory, or win somebody who offers this help.",
        )
    reach, away = words.reach_km, words.nearest_km
    if away <= reach:
        return Sentence(
            de=f"{topic.de}: Niemand mit Plätzen hilft hier. Am nächsten liegt {words.nearest}, "
            f"{decimal(away, 'de')} km entfernt, bedient das Gebiet aber nicht. Was hilft: dort "
            "fragen, ob das Gebiet dazukommen kann.",
            en=f"{topic.en}: nobody with places helps here. The nearest is {words.nearest}, "
            f"{decimal(away, 'en')} km away, but does not serve the area. What helps: ask there "
            "whether the area can be added.",
        )
    return Sentence(
        de=f"{topic.de}: kein Platz im Umkreis von {decimal(reach, 'de')} km. Am nächsten liegt "
        f"{words.nearest}, {decimal(away, 'de')} km entfernt. Was hilft: eine Sprechstunde vor "
        "Ort, Hausbesuche, Beratung am Telefon oder ein Fahrdienst.",
        en=f"{topic.en}: no place within {decimal(reach, 'en')} km. The nearest is "
        f"{words.nearest}, {decimal(away, 'en')} km away. What helps: an advice hour on site, "
        "home visits, advice by phone, or transport.",
    )
