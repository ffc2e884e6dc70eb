"""First departures from expected help chains over many chains at once.

The same rules as in ``deviations``, which goes through one chain hop by hop; a test holds both
against each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from graph_model.analysis.calendar import dates
from graph_model.analysis.chains.deviation_words import told_place
from graph_model.analysis.chains.deviations import STILL_WAITED_FOR, Departure, DeviationCode
from graph_model.analysis.chains.frames import Rows, Ways
from graph_model.analysis.chains.sentences import Names
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.ties import untied
from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind, ReferralStatus
from graph_model.snapshot.columns import INSTANT
from graph_model.snapshot.snapshot import Snapshot

_ORDER = ("chain", "requested_at", "depth")
_MOST_ROUNDS = 64
_NONE = pl.lit(None, dtype=pl.String)
_PLACE = pl.col("place")


class Course(StrEnum):
    """How far a chain has come that does not depart from what is expected."""

    AS_EXPECTED = "as_expected"
    UNDER_WAY = "under_way"
    ENDED_BEFORE = "ended_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationCount:
    """How many chains first depart at a step (its number, from 1) in one way, and in words.

    The sentence counts nobody, so that it may stand beside a lower bound.
    """

    step: int
    code: DeviationCode
    chains: int
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCount:
    """How the chains with a need went, held against the chain expected for it.

    ``as_expected`` took every step in time and no other; ``under_way`` still have time for the
    next; ``ended_before`` ended before the last step, with help or because the person left;
    ``deviating`` departed, ``deviations`` says where, in order of step and code. The four add up to
    ``chains``, unless these are lower bounds (see ``ChainFindings``).
    """

    template: ChainTemplate
    chains: int | None
    as_expected: int | None
    under_way: int | None
    ended_before: int | None
    deviating: int | None
    deviations: tuple[DeviationCount, ...]


class Tracks:
    """The hops of many chains with what tells which of them are steps, once for all templates.

    The templates are those of the rules of ``ways``; ``kinds`` are kinds of actors by id.
    """

    def __init__(self, ways: Ways, chains: pl.DataFrame, *, kinds: Mapping[str, ActorKind]) -> None:
        named = frozenset[str]().union(*(one.need_codes for one in ways.rules.templates))
        refused = pl.col("status") == ReferralStatus.REJECTED
        withdrawn = (pl.col("status") == ReferralStatus.CANCELLED) & pl.col("decided_at").is_null()
        hops = ways.hops.select(
            "chain",
            "referral",
            "recipient",
            "service",
            "need",
            "requested_at",
            "until",
            "is_live",
            depth=pl.Series(_depths(ways)),
            first_try=pl.Series(_first_tries(ways.retried)),
            is_step=~(refused | withdrawn),
        )
        of_needs = hops.filter(pl.col("need").is_in(sorted(named)))
        self._none = hops.clear()
        self._by_need = {
            str(need): found
            for (need,), found in of_needs.partition_by("need", as_dict=True).items()
        }
        self._chains = chains.select("chain", "opened_at", "outcome")
        self._ids_of = ways.ids_of
        self._actors: dict[ActorKind, list[str]] = {kind: [] for kind in ActorKind}
        for actor_id in sorted(kinds):
            self._actors[kinds[actor_id]].append(actor_id)

    def held_against(self, template: ChainTemplate) -> pl.DataFrame:
        """One row for each chain with the need: ``chain``, ``course`` or ``code``, and the rest.

        ``step`` (from 1), ``referral`` and ``actor`` (null where no hop came), ``since`` and
        ``until`` are those of the first departure.
        """
        ends = (
            self._for_needs(template.need_code)
            .unique("chain")
            .select("chain", "until", "is_live")
            .join(self._chains, on="chain", how="left")
        )
        steps = self._steps(template, ends)
        departed = self._departed(steps, template)
        reached = steps.group_by("chain").agg(steps=pl.len(), last=pl.col("requested_at").last())
        rest = ends.join(departed, on="chain", how="anti").join(reached, on="chain", how="left")
        return pl.concat([departed, _rest(rest, template)])

    def _steps(self, template: ChainTemplate, ends: pl.DataFrame) -> pl.DataFrame:
        """The hops that count as steps, in order, with their place (from 0) in their chain."""
        own = self._for_needs(*sorted(template.need_codes)).filter("is_step")
        counted = own.drop("until", "is_live").join(
            ends.select("chain", "opened_at"), on="chain", how="inner"
        )
        ordered = untied(counted.sort(_ORDER), _ORDER, ids_of=self._ids_of)
        first = ordered.unique("first_try", keep="first", maintain_order=True)
        since = pl.col("requested_at").shift(1).over("chain").fill_null(pl.col("opened_at"))
        return first.with_columns(
            place=pl.int_range(pl.len(), dtype=pl.Int64).over("chain"), since=since
        )

    def _for_needs(self, *codes: str) -> pl.DataFrame:
        return pl.concat([self._none, *(self._by_need.get(code, self._none) for code in codes)])

    def _departed(self, steps: pl.DataFrame, template: ChainTemplate) -> pl.DataFrame:
        """The first departure of each chain in which a hop departs."""
        coded = self._compared(steps, template).with_columns(code=_code(len(template.steps)))
        departing = coded.filter(pl.col("code").is_not_null())
        return departing.unique("chain", keep="first", maintain_order=True).select(
            "chain",
            "code",
            "since",
            course=_NONE,
            step=_PLACE + 1,
            referral="referral",
            actor=pl.col("recipient").cast(pl.String),
            until="requested_at",
        )

    def _compared(self, steps: pl.DataFrame, template: ChainTemplate) -> pl.DataFrame:
        """Each hop with whether it fits the step that is due at its place, and what else it fits.

        ``fits`` and ``allowed`` (days) are null beyond the last step; ``comes_later`` says that a
        later hop fits the step which is due, ``fits_later`` that this hop fits a later step.
        """
        names = [f"fits_{number}" for number in range(len(template.steps))]
        fits = {name: self._fits(step) for name, step in zip(names, template.steps, strict=True)}
        return steps.with_columns(**fits).with_columns(
            fits=_chosen(_PLACE, [pl.col(name) for name in names]),
            comes_later=_chosen(
                _PLACE, [_PLACE.filter(name).max().over("chain") > _PLACE for name in names]
            ),
            fits_later=pl.any_horizontal(
                pl.col(name) & (number > _PLACE) for number, name in enumerate(names)
            ),
            allowed=_chosen(_PLACE, [pl.lit(step.days) for step in template.steps]),
        )

    def _fits(self, step: TemplateStep) -> pl.Expr:
        asked = [pl.lit(True)]
        if step.kind is not None:
            asked.append(pl.col("recipient").cast(pl.String).is_in(self._actors[step.kind]))
        if step.service_id is not None:
            asked.append(pl.col("service").cast(pl.String).eq_missing(pl.lit(step.service_id)))
        if step.need_code is not None:
            asked.append(pl.col("need").cast(pl.String) == step.need_code)
        return pl.all_horizontal(asked)


def departures(
    snapshot: Snapshot, held: pl.DataFrame, *, template: ChainTemplate, limit: int
) -> Iterator[Departure]:
    """The departures among the rows of ``Tracks.held_against``, longest first, then by chain.

    At most ``limit``; of equal lengths those first whose chains' ids are.
    """
    found = held.filter(pl.col("code").is_not_null()).with_columns(
        days=dates(pl.col("since"), pl.col("until"))
    )
    if found.height > limit:
        found = found.filter(pl.col("days") >= pl.col("days").top_k(max(limit, 1)).min())
    found = found.with_columns(
        chain_id=pl.Series(snapshot.chain_ids(found["chain"]), dtype=pl.String)
    ).sort("days", "chain_id", descending=[True, False])[:limit]
    referral_ids = iter(snapshot.referral_ids(found["referral"].drop_nulls()))
    for row in found.iter_rows(named=True):
        yield Departure(
            code=DeviationCode(row["code"]),
            chain_id=row["chain_id"],
            template=template,
            step=row["step"],
            referral_id=None if row["referral"] is None else next(referral_ids),
            actor_id=row["actor"],
            since=row["since"],
            until=row["until"],
        )


def template_count(held: pl.DataFrame, template: ChainTemplate, *, names: Names) -> TemplateCount:
    """The rows of ``Tracks.held_against`` in figures."""
    courses = dict(held["course"].drop_nulls().value_counts().iter_rows())
    counted = held.drop_nulls("code").group_by("step", "code").agg(chains=pl.len())
    codes = list(DeviationCode)
    deviations = [
        DeviationCount(
            step=step,
            code=DeviationCode(code),
            chains=chains,
            sentence=told_place(template, step, code=DeviationCode(code), names=names),
        )
        for step, code, chains in counted.iter_rows()
    ]
    deviations.sort(key=lambda count: (count.step, codes.index(count.code)))
    return TemplateCount(
        template=template,
        chains=held.height,
        as_expected=courses.get(Course.AS_EXPECTED, 0),
        under_way=courses.get(Course.UNDER_WAY, 0),
        ended_before=courses.get(Course.ENDED_BEFORE, 0),
        deviating=sum(count.chains for count in deviations),
        deviations=tuple(deviations),
    )


def _rest(chains: pl.DataFrame, template: ChainTemplate) -> pl.DataFrame:
    """Chains in which no hop departs: complete, on their way, ended, or a step is missed."""
    steps = pl.col("steps").fill_null(0).cast(pl.Int64)
    since = pl.col("last").fill_null(pl.col("opened_at"))
    allowed = _chosen(steps, [pl.lit(step.days) for step in template.steps])
    overdue = dates(since, pl.col("until")) > allowed
    missed = (
        pl.when("is_live")
        .then(overdue)
        .otherwise(pl.col("outcome").eq_missing(pl.lit(STILL_WAITED_FOR.value)))
    )
    is_complete = steps >= len(template.steps)
    course = (
        pl.when(is_complete)
        .then(pl.lit(Course.AS_EXPECTED.value))
        .when(missed)
        .then(_NONE)
        .when("is_live")
        .then(pl.lit(Course.UNDER_WAY.value))
        .otherwise(pl.lit(Course.ENDED_BEFORE.value))
    )
    return chains.select(
        "chain",
        code=pl.when(course.is_null()).then(pl.lit(DeviationCode.MISSING.value)),
        since=since,
        course=course,
        step=steps + 1,
        referral=pl.lit(None, dtype=pl.UInt32),
        actor=_NONE,
        until=pl.col("until").cast(INSTANT),
    )


def _code(count: int) -> pl.Expr:
    """How a hop departs from a template of so many steps; null where it does not."""
    late = dates(pl.col("since"), pl.col("requested_at")) > pl.col("allowed")
    return (
        pl.when(count <= _PLACE)
        .then(pl.lit(DeviationCode.EXTRA.value))
        .when(pl.col("fits") & late)
        .then(pl.lit(DeviationCode.LATE.value))
        .when("fits")
        .then(_NONE)
        .when("comes_later")
        .then(pl.lit(DeviationCode.EXTRA.value))
        .when("fits_later")
        .then(pl.lit(DeviationCode.MISSING.value))
        .otherwise(pl.lit(DeviationCode.OTHER.value))
    )


def _chosen(place: pl.Expr, values: Sequence[pl.Expr]) -> pl.Expr:
    """The value of the step at a place; null beyond the last."""
    return pl.coalesce(
        *(pl.when(place == number).then(value) for number, value in enumerate(values))
    )


def _depths(ways: Ways) -> Rows:
    """How often the person was passed on before each row."""
    is_passed_on = (ways.follows >= 0) & (ways.retried < 0)
    depth = np.zeros(len(ways.follows), dtype=np.int64)
    for _ in range(_MOST_ROUNDS):
        deeper = np.where(ways.follows >= 0, depth[ways.follows] + is_passed_on, 0)
        if np.array_equal(deeper, depth):
            break
        depth = deeper
    return depth


def _first_tries(retried: Rows) -> Rows:
    """For each row the first of the tries that it is one of; its own if it replaces none."""
    first = np.where(retried >= 0, retried, np.arange(len(retried)))
    for _ in range(_MOST_ROUNDS):
        earlier = first[first]
        if np.array_equal(earlier, first):
            break
        first = earlier
    return first
