"""Drawing: what the analyses found as a scene, a map and the table beneath it."""
