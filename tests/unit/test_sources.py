"""Sources: the noun, BibTeX, the registry and the reader of number tables."""

import re

import pytest

from biolift.errors import DataFileError, InputError
from biolift.library.equipment import equipment_numbers
from biolift.library.sources import DATA, read_numbers, read_sources, source, sources
from biolift.sources import KINDS, Source, bibtex

PLAIN = {"key": "a_2000", "author": "Smith, A.", "title": "On lifting", "year": 2000, "container": "J Lift"}
#: The first slice rests on these.
NEEDED = """
anderson_2007 arjmand_2006 bruno_2015 christophy_2012 cuthbert_2021 de_groote_2016 de_leva_1996 delp_2001
dolan_1994 dumas_2018 full_body_muscle_repository garage_strength gombatto_2008 lai_2017 lawrence_2019
lawrence_2022 myosim_repository nhanes_2014 rajagopal_2016 rbdl_gymnast riener_1999 simmons_2016 troke_2001
uhlrich_2022 ward_2009 wilke_1999 wilke_2001 wu_1995 zatsiorsky_2002
"""


def test_a_verified_doi_is_printed_and_no_other():
    doi = "10.1000/182"
    assert "doi = {10.1000/182}," in bibtex(Source(**PLAIN, doi=doi, doi_verified=True))
    assert "10.1000" not in bibtex(Source(**PLAIN, doi=doi))
    assert "doi" not in bibtex(Source(**PLAIN))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_entry(kind):
    text = bibtex(Source(**PLAIN, kind=kind, volume="29(9)", pages="1-9", note="50 % read & checked_twice"))
    entry, container = KINDS[kind]
    assert text.startswith(f"@{entry}{{a_2000,\n")
    assert f"  {container} = {{J Lift}}," in text
    assert "pages = {1--9}" in text
    assert r"50 \% read \& checked\_twice" in text
    assert text.count("{") == text.count("}")


def test_a_source_without_year_prints_none():
    assert "year" not in bibtex(Source(**{**PLAIN, "year": None}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "A 2000"),
        ("key", ""),
        ("author", ""),
        ("title", " "),
        ("title", "two\nlines"),
        ("title", "a {brace"),
        ("title", None),
        ("year", 20000),
        ("year", "2000"),
        ("year", 2000.0),
        ("year", True),
        ("doi", "https://doi.org/10.1000/182"),
        ("doi_verified", True),
        ("doi_verified", "yes"),
        ("kind", "artcle"),
    ],
)
def test_bad_sources_are_refused(field, value):
    with pytest.raises(InputError) as caught:
        Source(**{**PLAIN, field: value})
    assert caught.value.field == field


def test_source_repr_can_be_typed_back():
    for item in sources():
        assert eval(repr(item)) == item
        assert hash(eval(repr(item))) == hash(item)


def test_registry_holds_what_the_numbers_rest_on():
    keys = [item.key for item in sources()]
    assert keys == sorted(set(keys))
    assert set(NEEDED.split()) <= set(keys)
    assert source("de_leva_1996").doi == "10.1016/0021-9290(95)00178-6"
    with pytest.raises(InputError, match="de_leva_1996"):
        source("de_leva_1966")


def test_recalled_dois_are_not_printed():
    for key in ("wilke_1999", "wilke_2001"):
        assert source(key).doi
        assert source(key).doi not in bibtex(source(key))


def test_every_source_prints_and_refers_only_to_others_that_exist():
    keys = {item.key for item in sources()}
    for item in sources():
        assert bibtex(item).count("{") == bibtex(item).count("}")
        mentioned = re.findall(r"\b[a-z]+(?:_[a-z]+)*_(?:\d{4}|repository)\b", item.note)
        assert set(mentioned) <= keys


def test_number_tables_name_registered_sources():
    keys = {"assumed", *(item.key for item in sources())}
    for file in ("strength.toml", "equipment.toml"):
        for table in read_numbers(DATA / file).values():
            assert {number.source for number in table.values()} <= keys
    assert equipment_numbers()["pendulum"].at("plate_radius") == 0.7


GOOD = """[pendulum]
length = { value = 1.0, unit = 'm', low = 0.5, high = 2.0, source = 'assumed', note = 'why' }
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value", "valu", "value"),
        ("value = 1.0", "value = 3.0", "between 0.5 and 2"),
        ("value = 1.0", "value = nan", "finite"),
        ("value = 1.0", "value = 'long'", "number"),
        ("value = 1.0", "value = true", "number"),
        ("'assumed'", "'de_leva_1966'", "de_leva_1996"),
        (", source = 'assumed'", "", "source"),
        (", note = 'why'", "", "note"),
        ("unit = 'm'", "unit = 'cm'", "unit"),
        (", high = 2.0", "", "spread"),
        ("{ ", "{{ ", "TOML"),
    ],
)
def test_a_bad_table_is_refused_with_file_and_line(tmp_path, old, new, said):
    file = tmp_path / "machine.toml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=re.escape(said)) as caught:
        read_numbers(file)
    assert (caught.value.file, caught.value.line) == (file, 2)
    file.write_text(GOOD, encoding="utf-8")
    assert read_numbers(file)["pendulum"].at("length") == 1.0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[a_2000]\ntitle = 'T'\ncontainer = 'J'\n", 1),
        ("[a_2000]\nauthor = 'A'\ntitle = 'T'\ncontainer = 'J'\nyeer = 2000\n", 5),
        ("[a_2000]\nauthor = 'A'\ntitle = 'T'\ncontainer = 'J'\nyear = 3\n", 5),
        ("[A]\nauthor = 'A'\ntitle = 'T'\ncontainer = 'J'\n", 1),
        ("\na_2000 = 3\n", 2),
    ],
)
def test_a_bad_source_file_is_refused_with_file_and_line(tmp_path, text, line):
    file = tmp_path / "sources.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        read_sources(file)
    assert (caught.value.file, caught.value.line) == (file, line)
