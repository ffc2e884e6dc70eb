"""What a coordinator reads on a supposition, in two languages.

The sentences name organisations, needs and areas but count no people, so that hiding small numbers
can leave them as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph_model.analysis.gaps.demand import CellKey
from graph_model.analysis.resilience.placing import Placement
from graph_model.analysis.sentences import Sentence, listed
from graph_model.snapshot.directory import Directory


class Outcome(StrEnum):
    """How much of what somebody took in would find a place elsewhere."""

    NOTHING_SEEKS = "nothing_seeks"
    ALL = "all"
    PART = "part"
    NONE = "none"
    NOT_TOLD = "not_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class LossWords:
    """What the sentence of a loss speaks of: names, and cells as a reader says them."""

    names: tuple[Sentence, ...]
    lost: tuple[Sentence, ...]
    outcome: Outcome
    takers: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GainWords:
    """What the sentence of a gain speaks of.

    ``reaches``: whether unmet demand finds a place; ``None`` if that is not told.
    """

    names: tuple[Sentence, ...]
    gained: tuple[Sentence, ...]
    reaches: bool | None


def outcome_of(placement: Placement) -> Outcome:
    """How much of what is sought is placed."""
    if placement.seeking == 0:
        return Outcome.NOTHING_SEEKS
    if placement.placed == placement.seeking:
        return Outcome.ALL
    return Outcome.PART if placement.placed else Outcome.NONE


def fewer_places(name: str, places: int) -> Sentence:
    """Places that somebody loses, as in "without …"."""
    if places == 1:
        return Sentence(de=f"einen Platz bei {name}", en=f"one place at {name}")
    return Sentence(de=f"{places} Plätze bei {name}", en=f"{places} places at {name}")


def more_places(name: str, places: int) -> Sentence:
    """Places that somebody gains, as in "with …"."""
    if places == 1:
        return Sentence(de=f"einem Platz mehr bei {name}", en=f"one more place at {name}")
    return Sentence(de=f"{places} Plätzen mehr bei {name}", en=f"{places} more places at {name}")


def _listed(words: Sequence[Sentence]) -> Sentence:
    return Sentence(
        de=listed([one.de for one in words], "de"), en=listed([one.en for one in words], "en")
    )


def cell_words(directory: Directory, cell: CellKey) -> Sentence:
    """A need in an area as a reader says it."""
    need_code, area_id = cell
    area = directory.areas.by_id.get(area_id)
    place = area_id if area is None else area.name
    return Sentence(
        de=f"„{directory.need_label(need_code, 'de')}“ in {place}",
        en=f"'{directory.need_label(need_code, 'en')}' in {place}",
    )


def lost_cell_sentence(
    cell: Sentence, names: Sequence[str], *, elsewhere: Sequence[str]
) -> Sentence:
    """A cell that nobody would serve any more, and what might be done."""
    if elsewhere:
        helps = Sentence(
            de="mit denen, die es anderswo anbieten, über eine Sprechstunde hier sprechen "
            f"({listed(elsewhere, 'de')})",
            en="talk with those who offer it elsewhere about an advice hour here "
            f"({listed(elsewhere, 'en')})",
        )
    else:
        helps = Sentence(
            de="eine Vertretung verabreden und einen zweiten Träger gewinnen",
            en="agree on a stand-in and win a second provider",
        )
    return Sentence(
        de=f"{cell.de}: Ohne {listed(names, 'de')} ist niemand mehr da. Was hilft: {helps.de}.",
        en=f"{cell.en}: without {listed(names, 'en')} nobody is left. What helps: {helps.en}.",
    )


def gained_cell_sentence(cell: Sentence, names: Sequence[str]) -> Sentence:
    """A cell that somebody would serve for the first time."""
    return Sentence(
        de=f"{cell.de}: Bisher ist niemand da, künftig {listed(names, 'de')}.",
        en=f"{cell.en}: nobody so far, in future {listed(names, 'en')}.",
    )


def loss_sentence(words: LossWords) -> Sentence:
    """What a loss does, where people could go, and what might be done."""
    parts = [_cells(words), *_places(words), _help(words)]
    return Sentence(de=" ".join(part.de for part in parts), en=" ".join(part.en for part in parts))


def _cells(words: LossWords) -> Sentence:
    who, where = _listed(words.names), _listed(words.lost)
    count = len(words.lost)
    if count == 0 and words.outcome is Outcome.NOT_TOLD:
        return Sentence(
            de=f"Ohne {who.de}: Für jeden Bedarf, der sich nennen lässt, bleibt überall jemand da.",
            en=f"Without {who.en}: for every need that may be named somebody is left everywhere.",
        )
    if count == 0:
        return Sentence(
            de=f"Ohne {who.de}: Für jeden Bedarf bleibt überall noch jemand da.",
            en=f"Without {who.en}: for every need somebody is left everywhere.",
        )
    if count == 1:
        return Sentence(
            de=f"Ohne {who.de}: Für einen Bedarf ist an einem Ort niemand mehr da ({where.de}).",
            en=f"Without {who.en}: for one need in one place nobody is left ({where.en}).",
        )
    return Sentence(
        de=f"Ohne {who.de}: {count}-mal ist für einen Bedarf an einem Ort niemand mehr da "
        f"({where.de}).",
        en=f"Without {who.en}: {count} times nobody is left for a need in a place ({where.en}).",
    )


def _places(words: LossWords) -> list[Sentence]:
    de, en = listed(words.takers, "de"), listed(words.takers, "en")
    found = []
    if words.outcome is Outcome.ALL:
        found.append(
            Sentence(
                de=f"Wer dort Hilfe sucht, fände im ersten Monat Platz bei {de}.",
                en=f"Whoever seeks help there would find a place in the first month at {en}.",
            )
        )
    elif words.outcome is Outcome.PART:
        found.append(
            Sentence(
                de=f"Nicht alle, die dort Hilfe suchen, fänden Platz; etwas frei ist bei {de}.",
                en=f"Not all who seek help there would find a place; there is some room at {en}.",
            )
        )
    elif words.outcome is Outcome.NONE:
        found.append(
            Sentence(
                de="Wer dort Hilfe sucht, fände anderswo keinen freien Platz.",
                en="Whoever seeks help there would find no free place elsewhere.",
            )
        )
    elif words.outcome is Outcome.NOT_TOLD and words.takers:
        found.append(
            Sentence(
                de=f"Dieselben Bedarfe dort decken auch {de}; wie viel Platz da ist, bitte fragen.",
                en=f"The same needs there are served by {en} too; ask them how much room there is.",
            )
        )
    if words.unknown and words.outcome in (Outcome.PART, Outcome.NONE):
        found.append(
            Sentence(
                de=f"Wie viel Platz es bei {listed(words.unknown, 'de')} gibt, ist nicht bekannt.",
                en=f"How much room there is at {listed(words.unknown, 'en')} is not known.",
            )
        )
    return found


def _help(words: LossWords) -> Sentence:
    if words.lost:
        return Sentence(
            de="Was hilft: eine Vertretung verabreden, solange es sie noch gibt.",
            en="What helps: agree on a stand-in while there still is one.",
        )
    if words.outcome in (Outcome.PART, Outcome.NONE):
        whom = words.unknown or words.takers
        names_de, names_en = listed(whom, "de"), listed(whom, "en")
        return Sentence(
            de=f"Was hilft: mit {names_de} über Plätze sprechen."
            if whom
            else "Was hilft: mit den anderen Anbietern über mehr Plätze sprechen.",
            en=f"What helps: talk with {names_en} about places."
            if whom
            else "What helps: talk with the other providers about more places.",
        )
    return Sentence(
        de="Was hilft: die Wege dorthin schon jetzt absprechen.",
        en="What helps: agree on the ways there now.",
    )


def gain_sentence(words: GainWords) -> Sentence:
    """What new places do."""
    who, where = _listed(words.names), _listed(words.gained)
    if words.gained:
        return Sentence(
            de=f"Mit {who.de} gibt es zum ersten Mal Hilfe: {where.de}.",
            en=f"With {who.en} there is help for the first time: {where.en}.",
        )
    if words.reaches is None:
        return Sentence(
            de=f"Mit {who.de}: Diese Hilfe gibt es dort schon. Wie viele mehr Platz fänden, wird "
            "nicht gezeigt, damit niemand erkennbar wird.",
            en=f"With {who.en}: there is such help already. How many more would find a place is "
            "not shown, so that nobody can be made out.",
        )
    if words.reaches:
        return Sentence(
            de=f"Mit {who.de} finden mehr von denen Platz, die bisher keine Hilfe fanden.",
            en=f"With {who.en} more of those who found no help so far find a place.",
        )
    return Sentence(
        de=f"Mit {who.de} findet nach dem, was erfasst ist, niemand zusätzlich Hilfe. Was hilft: "
        "sehen, wo sonst Menschen keine Hilfe finden (Lücken).",
        en=f"With {who.en} nobody more finds help, by what was recorded. What helps: see where "
        "else people find no help (gaps).",
    )
