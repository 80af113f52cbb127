"""What counts as a word."""

from mappings.suggestions.words import runs, words


def test_joined_words_count_apart_and_as_one() -> None:
    assert words("Check-out") == ["check", "checkout"]
    assert "checkout" in words("checkOut")
    assert "apigateway" in words("API/gateway")


def test_common_words_and_single_letters_are_left_out() -> None:
    assert words("Add the refunds to a class") == ["refund", "class"]


def test_scripts_without_spaces_give_pairs() -> None:
    assert words("多团队") == ["多团", "团队"]


def test_runs_of_characters_stay_within_words_and_know_where_those_begin_and_end() -> None:
    assert runs("A  Go") == [" a ", " go", "go ", " go "]
    assert runs("") == []
