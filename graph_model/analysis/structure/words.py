"""What a coordinator reads on the structure of the network, in two languages."""

from collections.abc import Sequence

from graph_model.analysis.sentences import Sentence, decimal, listed
from graph_model.analysis.structure.agreement import Agreement
from graph_model.analysis.structure.whole import Whole

_CLOSELY, _LOOSELY = 0.6, 0.2
"""AMI from which on communities follow the areas closely, and below which they hardly do."""


def cut_point_sentence(name: str, lost: Sequence[str], *, ends: tuple[str, str]) -> Sentence:
    """Somebody whose loss cuts others off; ``ends`` are a new way between the two sides."""
    inside, outside = ends
    return Sentence(
        de=f"{name}: Nur über diese Stelle sind {len(lost)} Beteiligte ({listed(lost, 'de')}) mit "
        "dem übrigen Netz verbunden. Fällt sie aus, sind sie abgeschnitten. Was hilft: einen "
        f"zweiten Weg verabreden, etwa zwischen {inside} und {outside}, und die Kontakte "
        "aufschreiben, solange sie da ist.",
        en=f"{name}: {len(lost)} participants ({listed(lost, 'en')}) are connected with the rest "
        "of the network through this one only. Without it they are cut off. What helps: agree on "
        f"a second way, for instance between {inside} and {outside}, and write the contacts down "
        "while it is there.",
    )


def apart_sentence(names: Sequence[str]) -> Sentence:
    """A part of the network that nobody of the rest works with."""
    return Sentence(
        de=f"{len(names)} Beteiligte ({listed(names, 'de')}) vermitteln nur untereinander; ins "
        "übrige Netz führt kein Weg. Was hilft: sie zum nächsten Arbeitskreis einladen und eine "
        "Stelle im übrigen Netz als Gegenüber benennen.",
        en=f"{len(names)} participants ({listed(names, 'en')}) refer among themselves only; no "
        "way leads to the rest of the network. What helps: invite them to the next working group "
        "and name somebody in the rest of the network as their counterpart.",
    )


def bottleneck_sentence(name: str, share: float) -> Sentence:
    """Somebody through whom too many of the shortest ways lead."""
    percent = round(share * 100)
    return Sentence(
        de=f"{name}: {percent} % aller kürzesten Wege im Netz führen hier durch. Ist diese Stelle "
        "überlastet, stockt es weit herum. Was hilft: häufige Partner einander direkt bekannt "
        "machen, damit nicht alles über eine Stelle läuft.",
        en=f"{name}: {percent}% of all shortest ways in the network lead through here. If this "
        "one is overloaded, much gets stuck far around. What helps: introduce frequent partners "
        "to one another, so that not everything runs through one place.",
    )


def summary_for(figures: Whole, *, communities: int, agreed: Agreement | None) -> Sentence:
    """The network in a few words: its size, its communities, co-operation across houses."""
    if not figures.actors:
        return Sentence(
            de="In diesem Ausschnitt gibt es keine Vermittlung, also auch kein Netz.",
            en="There is no referral in this part, and so no network.",
        )
    parts = [
        Sentence(
            de=f"{figures.actors} Beteiligte, {figures.pairs} Verbindungen, {communities} Gruppen, "
            "die viel miteinander arbeiten.",
            en=f"{figures.actors} participants, {figures.pairs} connections, {communities} groups "
            "that work much with one another.",
        )
    ]
    if agreed is not None:
        parts.append(_of_areas(agreed))
    if figures.across_cooperatives is not None:
        percent = round(figures.across_cooperatives.share * 100)
        parts.append(
            Sentence(
                de=f"{percent} % der Verbindungen zwischen Leuten von Genossenschaften führen von "
                "einem Haus zum anderen.",
                en=f"{percent}% of the connections between people of cooperatives lead from one "
                "house to another.",
            )
        )
    return Sentence(de=" ".join(part.de for part in parts), en=" ".join(part.en for part in parts))


def _of_areas(agreed: Agreement) -> Sentence:
    if agreed.ami >= _CLOSELY:
        how = Sentence(de="folgen eng den Gebieten", en="follow the areas closely")
    elif agreed.ami >= _LOOSELY:
        how = Sentence(de="folgen zum Teil den Gebieten", en="follow the areas in part")
    else:
        how = Sentence(de="folgen den Gebieten kaum", en="hardly follow the areas")
    return Sentence(
        de=f"Die Gruppen {how.de} (AMI {decimal(agreed.ami, 'de')}).",
        en=f"The groups {how.en} (AMI {decimal(agreed.ami, 'en')}).",
    )
