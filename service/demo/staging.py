"""Turns stories into chains, with the means of regular chains."""

from service.demo.chains import Chains
from service.demo.drafts import ChainDraft, ReferralDraft, TenantDraft
from service.demo.stories import Scene, Story
from service.demo.threads import BAD_ENDS, Ask, Recipient


def stage(chains: Chains, tenant: TenantDraft, *, story: Story) -> ChainDraft:
    """The chain of a story, for a tenant of its town."""
    rhythm = chains.threads.rhythm
    chain = chains.open(tenant, rhythm.later(story.day, 0), slowest=0)
    ask = Ask(
        need=story.need,
        sender=chain.opened_by,
        day=rhythm.later(story.day, 0),
        floor=chain.recorded,
    )
    if not story.scenes:
        chains.threads.search_in_vain(chain, story.need, day=ask.day)
    for scene in story.scenes:
        ask = _play(chains, chain, scene=scene, ask=ask)
    if not story.is_left_open:
        chains.endings.close(chain, is_staged=True)
    return chain


def _play(chains: Chains, chain: ChainDraft, *, scene: Scene, ask: Ask) -> Ask:
    """One scene, and the question that the next one may begin with."""
    threads = chains.threads
    if scene.sender is not None:
        ask = _handed_on(chains, chain.referrals[-1], ask=ask._replace(need=scene.need))
    if scene.offering is None or scene.course is None:
        threads.follow(chain, ask)
        return ask
    offering = threads.world.offerings[scene.offering]
    recipient = Recipient(offering.actor_id, scene.offering, offering.pace, has_others=True)
    referral = threads.refer(chain, ask, recipient=recipient, course=scene.course)
    threads.consent(chain, [referral])
    return threads.after(referral, ask) if referral.status in BAD_ENDS else ask


def _handed_on(chains: Chains, parent: ReferralDraft, *, ask: Ask) -> Ask:
    """The recipient of the last scene passes the person on, soon after having ended."""
    rhythm = chains.threads.rhythm
    known = parent.steps[-1].recorded
    return ask._replace(
        sender=parent.recipient_id,
        day=rhythm.later(rhythm.day_of(known), 1),
        floor=known,
        parent=parent,
        previous=None,
    )
