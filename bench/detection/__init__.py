"""How long after a drift began the hub tells of it: a hub lives through 180 days beside a company whose drift is known."""
