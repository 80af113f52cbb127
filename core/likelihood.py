"""Probabilities in words, the same wherever a suggestion is shown. Pure."""

WORDS = ((0.9, "very likely"), (0.7, "likely"), (0.5, "rather likely"), (0.25, "possible"), (0.0, "a guess"))


def words(confidence: float) -> str:
    """Of a share 0-1."""
    return next(word for least, word in WORDS if confidence >= least)
