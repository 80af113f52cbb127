"""Use cases: sync, link, reconcile, apply. The only place that reads the clock and opens connections."""
