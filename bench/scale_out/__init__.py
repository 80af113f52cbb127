"""Scale out: the same lists pulled by one worker and by many."""
