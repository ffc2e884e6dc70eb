"""How the network is built: who stands between others, what holds it together, where it splits."""
