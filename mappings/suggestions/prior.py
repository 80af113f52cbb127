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
    "place": 0.7,
    "topic": 1.0,
    "people": 0.7,
    "parent": 1.0,
    "team": 1.0,
    "share": 0.3,
    "any": -4.0,
}

PUBLIC: dict[str, float] = {
    "title": 2.45,
    "spelling": 2.03,
    "chain": 1.86,
    "covered": 1.93,
    "linked": 2.76,
    "nearest": 2.86,
    "place": 0.7,
    "topic": 0.73,
    "people": 1.31,
    "parent": 1.0,
    "team": 1.0,
    "share": 0.76,
    "any": -3.24,
}
