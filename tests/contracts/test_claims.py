"""What every claim of the library keeps."""

import re
from pathlib import Path

import pytest

import biolift as bl
from biolift.evidence.verdicts import judge, judge_all
from biolift.library.claims import read_claim
from biolift.library.sources import sources
from biolift.nouns.claim import RELATIONS

FILES = sorted((Path(bl.__file__).parent / "library" / "data" / "claims").glob("*.toml"))
EVERY = list(bl.claims)
#: Words that no label, title, reading or reason may use.
FORBIDDEN = re.compile(
    r"\b(pain|injur|hurt|safe|unsafe|danger|diagnos|harm|patient|heal|risk)\w*", re.IGNORECASE
)


def test_all_are_there():
    assert [claim.id for claim in EVERY] == [f"C{k:02d}" for k in range(1, 39)]
    assert len({claim.key for claim in EVERY}) == len(EVERY)


@pytest.mark.parametrize("claim", EVERY, ids=lambda c: c.id)
def test_a_claim_says_who_says_it_and_what_is_tested(claim):
    assert claim.said_by in {source.key for source in sources()}
    assert claim.statement.endswith(".")
    assert claim.tests or claim.out_of_scope
    assert len({test.name for test in claim.tests}) == len(claim.tests)
    for test in claim.tests:
        assert test.relation in RELATIONS
    words = " ".join(
        [
            claim.title,
            claim.statement,
            claim.scope,
            claim.out_of_scope,
            *claim.assumptions,
            *(t.says for t in claim.tests),
        ]
    )
    assert not FORBIDDEN.findall(words), FORBIDDEN.findall(words)


@pytest.mark.parametrize("claim", EVERY, ids=lambda c: c.id)
def test_a_claim_is_found_by_id_and_key_and_typed_back(claim):
    assert bl.claims[claim.id] is claim
    assert bl.claims[claim.id.lower()] is claim
    assert getattr(bl.claims, claim.key) is claim
    assert eval(repr(claim), {"bl": bl}) is claim


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_number_of_a_claim_is_used(path):
    claim = read_claim(path)
    named = {name for test in claim.tests for name in (test.of, test.than)} | set(claim.needed)
    series = {name for names in claim.series.values() for name in names}
    bases = set(re.findall(r'like = "(\w+)"', path.read_text(encoding="utf-8")))
    matched = {match.to for match in claim.matches.values()}
    assert set(claim.trials) <= named | series | bases | matched


def test_quotes_are_short():
    assert all(len(claim.quote) <= 110 for claim in EVERY)


@pytest.mark.parametrize("claim", [c for c in EVERY if not c.tests], ids=lambda c: c.id)
def test_out_of_scope_claims_give_their_reason(claim):
    verdict = judge(claim, progress=False)
    assert verdict.label == "out_of_scope"
    assert verdict.reasons == (claim.out_of_scope,)
    assert not FORBIDDEN.findall(str(verdict))


@pytest.mark.slow
def test_every_claim_can_be_judged():
    for verdict in judge_all(draws=8, flip_draws=2, progress=False):
        assert verdict.failed < verdict.draws or not verdict.claim.tests, verdict
        assert len(verdict.findings) == len(verdict.claim.tests), verdict
        assert not FORBIDDEN.findall(" ".join([str(verdict), *verdict.reasons, *verdict.scope])), verdict
