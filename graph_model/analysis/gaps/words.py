"""What a coordinator reads for a gap: what is the matter and what might be done, in two languages.

The sentences name organisations and areas but count no people, so that hiding small numbers can
leave them as they are.
"""

from dataclasses import dataclass

from graph_model.analysis.gaps.rules import GapCause
from graph_model.analysis.sentences import Sentence, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class GapWords:
    """What the sentence of a gap speaks of: need labels, area name, names of those concerned.

    ``share`` is the share of the expected chains that a silent cell has at most.
    """

    need_de: str = ""
    need_en: str = ""
    area: str
    names: tuple[str, ...] = ()
    weeks: float = 0
    share: float = 0


_MATTER: dict[GapCause, Sentence] = {
    GapCause.NO_PROVIDER: Sentence(
        de="„{need_de}“ in {area}: Niemand im ganzen Netz bietet dafür Hilfe an. Was hilft: "
        "einen Träger dafür gewinnen, oder ein Angebot, das es schon gibt, ins Verzeichnis "
        "eintragen.",
        en="'{need_en}' in {area}: nobody in the whole network offers help with it. What "
        "helps: win a provider for it, or enter a service that exists into the directory.",
    ),
    GapCause.OUT_OF_AREA: Sentence(
        de="„{need_de}“ in {area}: Hilfe gibt es, aber nicht hier (anderswo: {names_de}). Was "
        "hilft: nach einer Sprechstunde vor Ort, Hausbesuchen oder Beratung am Telefon "
        "fragen.",
        en="'{need_en}' in {area}: there is help, but not here (elsewhere: {names_en}). What "
        "helps: ask for an advice hour on site, home visits or advice by phone.",
    ),
    GapCause.FULL: Sentence(
        de="„{need_de}“ in {area}: Wer hier helfen kann, hat keinen Platz ({names_de}): nichts "
        "frei, oder in den letzten {weeks:g} Wochen vor allem wegen Platzmangels abgelehnt. "
        "Was hilft: über mehr Plätze oder eine Warteliste sprechen, weitere Anbieter "
        "dazuholen.",
        en="'{need_en}' in {area}: who could help here has no room ({names_en}): no place "
        "free, or mostly refused for lack of capacity in the last {weeks:g} weeks. What "
        "helps: talk about more places or a waiting list, bring in further providers.",
    ),
    GapCause.NOT_ELIGIBLE: Sentence(
        de="„{need_de}“ in {area}: Mehrere erfüllen die Voraussetzungen nicht, etwa Alter oder "
        "Pflegegrad ({names_de}). Was hilft: mit den Anbietern über Ausnahmen sprechen oder "
        "ein Angebot für diese Menschen suchen.",
        en="'{need_en}' in {area}: several people do not meet the conditions, such as age or "
        "care level ({names_en}). What helps: talk with the providers about exceptions, or "
        "look for a service for these people.",
    ),
    GapCause.ACCESS_BARRIER: Sentence(
        de="„{need_de}“ in {area}: Mehrere kommen mit dem Angebot nicht zurecht: Sprache, "
        "Stufen, keine Hausbesuche ({names_de}). Was hilft: Sprachmittlung, Begleitung zum "
        "Termin oder Hausbesuche vereinbaren.",
        en="'{need_en}' in {area}: several people cannot use what there is: language, steps, "
        "no home visits ({names_en}). What helps: arrange interpreting, company to the "
        "appointment or home visits.",
    ),
    GapCause.SINGLE_PROVIDER: Sentence(
        de="„{need_de}“ in {area}: Alles hängt an einem einzigen Partner ({names_de}). Fällt "
        "er aus, ist niemand da. Was hilft: eine Vertretung vereinbaren oder einen zweiten "
        "Partner suchen.",
        en="'{need_en}' in {area}: everything hangs on a single partner ({names_en}). If they "
        "drop out, nobody is left. What helps: agree on a stand-in, or look for a second "
        "partner.",
    ),
    GapCause.NO_KUEMMERER: Sentence(
        de="{area}: Hier wohnen Mieter:innen, aber kein Kümmerer ist zuständig. Was hilft: die "
        "Zuständigkeit klären, auch gemeinsam mit einer Nachbargenossenschaft.",
        en="{area}: tenants live here, but no Kümmerer is responsible. What helps: settle who "
        "is, perhaps together with a neighbouring cooperative.",
    ),
    GapCause.SILENT: Sentence(
        de="„{need_de}“ in {area}: auffällig still. Von hier kommen höchstens {share_de} der "
        "Hilfeketten, die bei so vielen Menschen ab 65 zu erwarten wären. Was hilft: nachsehen, "
        "ob der Bedarf wirklich fehlt oder nur niemand davon erfährt, etwa durch Hausbesuche, "
        "eine Sprechstunde und Gespräche mit Hausmeistern, Ärzten und Vereinen.",
        en="'{need_en}' in {area}: strikingly silent. At most {share_en} of the help chains come "
        "from here that so many people of 65 and over let expect. What helps: find out whether "
        "the need is really absent or nobody hears of it, by home visits, an advice hour, and "
        "talks with caretakers, doctors and clubs.",
    ),
}

_SILENT_AREA = Sentence(
    de="{area}: auffällig still. Von hier kommen höchstens {share_de} der Hilfeketten, die "
    "bei so vielen Menschen ab 65 zu erwarten wären. Was hilft: hingehen und nachfragen, mit "
    "Hausbesuchen, einer Sprechstunde, einem Fest, und mit Hausmeistern, Ärzten und Vereinen "
    "sprechen, damit jemand von der Not erfährt.",
    en="{area}: strikingly silent. At most {share_en} of the help chains come from here that so "
    "many people of 65 and over let expect. What helps: go there and ask, by home visits, an "
    "advice hour, a festivity, and talk with caretakers, doctors and clubs, so that somebody "
    "hears of need.",
)


def sentence_for(cause: GapCause, words: GapWords) -> Sentence:
    """The sentence for a gap."""
    of_area = cause is GapCause.SILENT and not words.need_de
    template = _SILENT_AREA if of_area else _MATTER[cause]
    percent = round(100 * words.share)
    values = {"area": words.area, "weeks": words.weeks}
    return Sentence(
        de=template.de.format(
            need_de=words.need_de,
            names_de=listed(words.names, "de"),
            share_de=f"{percent} %",
            **values,
        ),
        en=template.en.format(
            need_en=words.need_en,
            names_en=listed(words.names, "en"),
            share_en=f"{percent}%",
            **values,
        ),
    )
