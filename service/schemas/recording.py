"""Bodies of the requests that record something."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from graph_model.domain.vocabulary import ConsentPurpose as Purposes
from graph_model.domain.vocabulary import Initiator as Initiators
from graph_model.domain.vocabulary import Urgency as Urgencies
from service.schemas import fields as f


def _example(**values: JsonValue) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [values]})


class TenantIn(f.RequestModel):
    """A tenant as a pseudonym; the service gives the id. Nothing that names a person fits here."""

    model_config = _example(
        cooperative_id="coop-1", area_id="14612000", age_band="75_84", languages=["de"]
    )

    cooperative_id: f.Id
    area_id: f.Id | None = None
    age_band: f.AgeBand | None = None
    languages: Annotated[list[f.Language], Field(max_length=10, default_factory=list)]
    mobility: f.Mobility | None = None


class ConsentIn(f.RequestModel):
    """A tenant agrees that these recipients may learn of them."""

    model_config = _example(tenant_id="ten-1", recipient_ids=["partner-7"], valid_from="2026-03-02")

    tenant_id: f.Id
    purpose: f.ConsentPurpose = Purposes.REFERRAL
    recipient_ids: Annotated[list[f.Id], Field(min_length=1, max_length=100)]
    valid_from: f.Day
    valid_to: f.Day | None = None


class WithdrawalIn(f.RequestModel):
    """A tenant takes a consent back; without a time: now."""

    model_config = _example(withdrawn_at="2026-03-09T10:00:00+01:00")

    withdrawn_at: f.Instant | None = None


class ChainIn(f.RequestModel):
    """A help chain begins; without a time: now."""

    model_config = _example(tenant_id="ten-1", trigger="early_sign", initiator="neighbour")

    tenant_id: f.Id
    trigger: f.Trigger
    initiator: f.Initiator
    opened_at: f.Instant | None = None


class ChainEndIn(f.RequestModel):
    """A help chain ends."""

    model_config = _example(outcome="resolved")

    outcome: f.Outcome
    closed_at: f.Instant | None = None


class ContactIn(f.RequestModel):
    """Somebody met, rang or wrote to somebody: four inputs, the rest has defaults."""

    model_config = _example(
        from_id="kuemmerer-1",
        to_id="ten-1",
        channel="doorstep",
        initiator="neighbour",
        occurred_at="2026-03-02T14:30:00+01:00",
        need_code="loneliness",
        chain_id="chain-1",
    )

    from_id: f.Id
    to_id: f.Id
    channel: f.Channel
    initiator: f.Initiator = Initiators.KUEMMERER
    occurred_at: f.Instant | None = None
    need_code: f.Id | None = None
    chain_id: f.Id | None = None


class ReferralIn(f.RequestModel):
    """A person is handed on for one need; ``requested`` needs a consent unless anonymous."""

    model_config = _example(
        chain_id="chain-1",
        sender_id="kuemmerer-1",
        recipient_id="partner-7",
        service_id="service-12",
        need_code="debt",
        urgency="routine",
        status="requested",
    )

    chain_id: f.Id
    sender_id: f.Id
    recipient_id: f.Id
    need_code: f.Id
    service_id: f.Id | None = None
    urgency: f.Urgency = Urgencies.ROUTINE
    previous_id: f.Id | None = None
    parent_id: f.Id | None = None
    anonymous: bool = False
    status: Literal["draft", "requested"] = "requested"
    occurred_at: f.Instant | None = None


class StepIn(f.RequestModel):
    """A referral moves on; ``decided_by`` may be left out where only one side can decide."""

    model_config = _example(status="rejected", reason="no_capacity")

    status: f.ReferralStatus
    occurred_at: f.Instant | None = None
    decided_by: f.Id | None = None
    reason: f.Reason | None = None
    outcome: f.Outcome | None = None


class RuleCountIn(f.RequestModel):
    """How many services a rule excluded."""

    rule: f.ExclusionRule
    excluded: Annotated[int, Field(ge=0, le=1_000_000)]


class UnmetSearchIn(f.RequestModel):
    """A search found nobody: demand that would otherwise stay invisible."""

    model_config = _example(
        need_code="addiction",
        area_id="14612000",
        excluded_by=[{"rule": "area", "excluded": 4}],
    )

    need_code: f.Id
    area_id: f.Id
    excluded_by: Annotated[list[RuleCountIn], Field(max_length=20, default_factory=list)]
    chain_id: f.Id | None = None
    occurred_at: f.Instant | None = None
