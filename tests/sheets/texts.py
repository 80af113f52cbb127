"""What the hub says beside goals, in the column that tests look at."""

from collections.abc import Mapping


def findings_of(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {key: {"findings": text} for key, text in texts.items()}
