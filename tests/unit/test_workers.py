"""Processes that share the parts of a job, and what happens when one of them dies."""

import os

import pytest
from unit.jobs import Squares

from biolift.errors import InputError, StoreError
from biolift.verbs import workers

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")


def test_a_process_that_dies_costs_nothing_but_time(tmp_path):
    job = Squares(str(tmp_path / "died"), deadly=7)
    found = list(workers.in_processes(job, range(20), 2, None))
    assert sorted(number for number, _, _ in found) == list(range(20))
    assert all(square == number**2 for number, square, _ in found)
    assert (tmp_path / "died").exists() and len({pid for _, _, pid in found}) > 1


def test_processes_that_die_every_time_are_said(tmp_path):
    job = Squares(str(tmp_path / "died"), deadly=0, always=True)
    with pytest.raises(StoreError, match="too little memory, or a script without the line  if __name__"):
        list(workers.in_processes(job, range(3), 1, None))


def test_an_error_of_a_part_arrives_as_it_is(tmp_path):
    with pytest.raises(InputError, match="number = 99: must be below 99") as caught:
        list(workers.in_processes(Squares(str(tmp_path / "died")), [1, 99], 1, 1))
    assert caught.value.hint == "98"


def test_who_looks_away_stops_the_workers(tmp_path):
    parts = workers.in_processes(Squares(str(tmp_path / "died")), range(40), 1, None)
    number, square, pid = next(parts)
    assert square == number**2 and pid != os.getpid()
    parts.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
