"""Which referrals could go to whom, so that nobody carries too much."""
