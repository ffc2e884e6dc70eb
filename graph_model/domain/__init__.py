"""What the network consists of: plain values that check themselves, standard library only."""
