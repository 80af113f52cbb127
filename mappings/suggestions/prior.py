"""What the signals are held to be worth before a site has taught anything.

ASSUMED was set by hand. PUBLIC is what public data made of it, as `python -m bench.weights` prints it: the data has no
teams, parents or places, so of these it says nothing.
"""

ASSUMED: dict[str, float] = {
    "title": 3.0,
    "spelling": 3.0,
    "chain": 2.0,
    "covered": 2.0,
    "linked": 3.0,
    "nearest": 3.0,
    "place": 0.3,
    "topic": 0.5,
    "people": 0.5,
    "parent": 0.5,
    "team": 0.5,
    "share": 0.3,
    "any": -4.0,
}

PUBLIC: dict[str, float] = {
    "title": 2.45,
    "spelling": 2.01,
    "chain": 1.85,
    "covered": 1.84,
    "linked": 2.91,
    "nearest": 3.22,
    "place": 0.3,
    "topic": 0.87,
    "people": 1.4,
    "parent": 0.5,
    "team": 0.5,
    "share": 0.76,
    "any": -3.17,
}
