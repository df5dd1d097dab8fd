"""Sentences of many repetitions as one."""

from __future__ import annotations

from biolift.engine.scope import together


def test_sentences_that_differ_in_percentages_are_one():
    slack = "the strap is slack in {} of the repetition"
    lines = [slack.format("12%"), "no moment at hip", slack.format("40%")]
    assert together(lines) == [slack.format("12 to 40%"), "no moment at hip"]


def test_equal_sentences_stay_as_they_are():
    assert together(["a {brace} of 5%", "a {brace} of 5%"]) == ["a {brace} of 5%"]
