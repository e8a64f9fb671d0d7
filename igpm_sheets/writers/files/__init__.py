"""Files written and replaced so that at every moment a whole one stands there."""
