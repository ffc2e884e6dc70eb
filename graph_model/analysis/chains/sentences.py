"""Findings about a help chain, and how they are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from graph_model.analysis.calendar import business_days_between, days_between
from graph_model.analysis.chains.rules import FindingCode
from graph_model.analysis.sentences import Sentence
from graph_model.domain.checks import local_day
from graph_model.domain.needs import Need
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What readers call actors, services and needs; where nothing is known, the id or code stands.

    ``kinds`` tells of which kind an actor is, as far as that is known.
    """

    actors: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, Need] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, ActorKind] = field(default_factory=dict)

    @classmethod
    def of(cls, directory: Directory) -> "Names":
        """The names of everybody and everything in a directory."""
        return cls(
            actors={actor.id: actor.name for actor in directory.actors.values()},
            needs=directory.needs,
            services={service.id: service.name for service in directory.services.values()},
            kinds={actor.id: actor.kind for actor in directory.actors.values()},
        )

    def actor(self, actor_id: str) -> str:
        """Name of an actor."""
        return self.actors.get(actor_id, actor_id)

    def need(self, code: str, language: str) -> str:
        """Label of a need, German unless ``en`` is asked for."""
        need = self.needs.get(code)
        return code if need is None else need.label(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A finding before it is told: what, where, who, for which need, from when to when.

    ``times`` counts refusals and is 1 otherwise. ``need_code`` is ``None`` if several needs are
    concerned. The order of ``actor_ids`` and ``referral_ids`` is that of the chain.
    """

    code: FindingCode
    chain_id: str
    need_code: str | None
    actor_ids: tuple[str, ...]
    referral_ids: tuple[str, ...]
    since: datetime
    until: datetime
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something on a chain's way that somebody should look at, with its evidence and in words.

    ``days`` and ``business_days`` run from ``since`` to ``until``: for a dead end from the refusal
    or failure, for an overdue answer from the request, for loops and repeated refusals from the
    first referral to the last.
    """

    code: FindingCode
    chain_id: str
    need_code: str | None
    actor_ids: tuple[str, ...]
    referral_ids: tuple[str, ...]
    since: datetime
    until: datetime
    days: float
    business_days: int
    times: int
    german: str
    english: str


_SETTLE = Sentence(
    de="Was hilft: mit beiden zusammen klären, wer sich kümmert.",
    en="What helps: settle with both of them who takes care.",
)
_BETWEEN = Sentence(
    de="{first} und {second} schicken einander Menschen hin und her ({need}). Was hilft: "
    "verabreden, wer wofür da ist, und Menschen persönlich übergeben.",
    en="{first} and {second} send people back and forth ({need}). What helps: agree on who is "
    "there for what, and hand people over in person.",
)
_TEMPLATES: Mapping[FindingCode, tuple[str, str]] = {
    FindingCode.DEAD_END: (
        (
            "Seit {lasting} geht es nicht weiter ({need}): {first} konnte am {since} nicht helfen, "
            "danach wurde niemand mehr angefragt. Was hilft: fragen, ob noch Hilfe gebraucht wird, "
            "und jemand anderen anfragen."
        ),
        (
            "Nothing has moved for {lasting} ({need}): {first} could not help on {since}, "
            "and nobody was asked after that. What helps: find out whether help is still wanted, "
            "and ask somebody else."
        ),
    ),
    FindingCode.OVERDUE: (
        (
            "{first} hat die Anfrage vom {since} ({need}) seit {lasting} nicht beantwortet. "
            "Was hilft: nachfragen, sonst jemand anderen anfragen."
        ),
        (
            "{first} has not answered the request of {since} ({need}) for {lasting}. "
            "What helps: ask again, or else ask somebody else."
        ),
    ),
    FindingCode.RETURNED: (
        (
            "Im Kreis vermittelt ({need}): {first} hat an {second} vermittelt, {second} wieder an "
            "{first} (nach {lasting}). " + _SETTLE.de
        ),
        (
            "Sent in a circle ({need}): {first} referred to {second}, and {second} back to {first} "
            "(after {lasting}). " + _SETTLE.en
        ),
    ),
    FindingCode.SENT_ROUND: (
        (
            "Im Kreis vermittelt ({need}): erst {first}, dann {second}, dann wieder {first} "
            "(nach {lasting}). " + _SETTLE.de
        ),
        (
            "Sent in a circle ({need}): first {first}, then {second}, then {first} again "
            "(after {lasting}). " + _SETTLE.en
        ),
    ),
    FindingCode.REPEATED_REFUSAL: (
        (
            "{first} hat in dieser Hilfekette {times}-mal abgelehnt, das erste Mal am {since}. "
            "Was hilft: die Gründe klären, bevor dort wieder angefragt wird."
        ),
        (
            "{first} has refused {times} times in this help chain, for the first time on {since}. "
            "What helps: clear up the reasons before asking there again."
        ),
    ),
}


def told(trouble: Trouble, names: Names) -> Finding:
    """The finding with its lengths of time and its sentences."""
    business_days = business_days_between(trouble.since, trouble.until)
    german, english = _TEMPLATES[trouble.code]
    day = local_day(trouble.since)
    who = {
        "first": names.actor(trouble.actor_ids[0]),
        "second": names.actor(trouble.actor_ids[-1]),
        "times": trouble.times,
    }
    return Finding(
        code=trouble.code,
        chain_id=trouble.chain_id,
        need_code=trouble.need_code,
        actor_ids=trouble.actor_ids,
        referral_ids=trouble.referral_ids,
        since=trouble.since,
        until=trouble.until,
        days=days_between(trouble.since, trouble.until),
        business_days=business_days,
        times=trouble.times,
        german=german.format(
            need=names.need(trouble.need_code or "", "de"),
            since=day.strftime("%d.%m.%Y"),
            lasting=f"{business_days} {'Arbeitstag' if business_days == 1 else 'Arbeitstagen'}",
            **who,
        ),
        english=english.format(
            need=names.need(trouble.need_code or "", "en"),
            since=day.isoformat(),
            lasting=f"{business_days} business {'day' if business_days == 1 else 'days'}",
            **who,
        ),
    )


def told_between(actor_ids: tuple[str, str], need_code: str, *, names: Names) -> Sentence:
    """What two who send people back and forth should hear; it counts nobody."""
    first, second = (names.actor(actor_id) for actor_id in actor_ids)
    return Sentence(
        de=_BETWEEN.de.format(first=first, second=second, need=names.need(need_code, "de")),
        en=_BETWEEN.en.format(first=first, second=second, need=names.need(need_code, "en")),
    )
