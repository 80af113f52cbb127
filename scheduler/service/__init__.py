"""The hub as a service. What is to be done, and when, stands in our own tables; a ticker submits it, a queue carries it, and
what is lost on the way is found due again."""
