"""Sentences of many repetitions as one."""

from __future__ import annotations

from biolift.engine.scope import together


def test_sentences_that_differ_in_percentages_are_one():
    slack = "the strap is slack in {} of the repetition"
    lines = [slack.format("12%"), "no moment at hip", slack.format("40%")]
    assert together(lines) == [slack.format("12 to 40%"), "no moment at hip"]


def test_putting_together_in_parts_is_putting_together():
    said = "slack in {:g}% here and {:g}% to {:g}% there"
    lines = [said.format(share, share + 1, share + 2) for share in (12, 40, 7.5, 12)]
    whole = together(lines)
    assert whole == ["slack in 7.5 to 40% here and 8.5 to 41% to 9.5 to 42% there"]
    assert together([*together(lines[:2]), *together(lines[2:])]) == whole == together(whole)


def test_equal_sentences_stay_as_they_are():
    assert together(["a {brace} of 5%", "a {brace} of 5%"]) == ["a {brace} of 5%"]
