"""Cuts chains to what is known on the reference day, and to the number of referrals wanted."""

from service.demo.drafts import ChainDraft, ReferralDraft
from service.demo.threads import BAD_ENDS


def cut_off(chain: ChainDraft, cut: int) -> bool:
    """Take away what was not yet recorded at an instant; whether anything is left."""
    if chain.recorded >= cut:
        return False
    if chain.closed_recorded is not None and chain.closed_recorded >= cut:
        chain.closed = chain.closed_recorded = chain.outcome = None
    for referral in chain.referrals:
        if referral.steps[-1].recorded >= cut:
            referral.steps = [step for step in referral.steps if step.recorded < cut]
    chain.referrals = [referral for referral in chain.referrals if referral.steps]
    chain.contacts = [contact for contact in chain.contacts if contact.recorded < cut]
    chain.searches = [search for search in chain.searches if search.recorded < cut]
    chain.consents = [(consent, first) for consent, first in chain.consents if first.steps]
    return True


def shorten(chain: ChainDraft, most: int) -> bool:
    """Keep the first referrals, at most so many, and no refusal without its successor.

    Whether any is left; a chain that has none is better left out.
    """
    if len(chain.referrals) <= most:
        return bool(chain.referrals) or most > 0
    retried = {r.previous.id for r in chain.referrals if r.previous is not None}
    kept = chain.referrals[:most]
    while kept and _lost_successor(kept, retried):
        kept = kept[:-1]
    chain.referrals = kept
    chain.consents = [(consent, first) for consent, first in chain.consents if first in kept]
    return bool(kept)


def _lost_successor(kept: list[ReferralDraft], retried: set[str]) -> bool:
    followed = {r.previous.id for r in kept if r.previous is not None}
    return any(r.status in BAD_ENDS and r.id in retried and r.id not in followed for r in kept)
