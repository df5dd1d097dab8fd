"""Whatever stands in a file, reading it gives a recording or an error in words."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.recordings import markers, storage

import biolift as bl
from biolift.errors import BioliftError
from biolift.io.recordings import readers

TABLE = "time [s],hip_flexion_r [deg],b (N)\n0,1,2\n0.1,2,3\n0.2,3,4\n"
VALID = {".mot": storage(), ".sto": storage(), ".trc": markers()}
TEXT_KINDS = [ending for ending in readers() if ending != ".c3d"]
#: What is dear to parsers.
PIECES = [
    "\t",
    "\n",
    ",",
    ";",
    "=",
    "nan",
    "inf",
    "-1e999",
    "1_0",
    "\0",
    "endheader\n",
    "time",
    "[",
    "deg]",
    '"',
    "#",
    "9" * 40,
]


def attempt(ending: str, data: bytes, **said) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        path.write_bytes(data)
        try:
            take = bl.read_recording(path, angles=None, **said)
        except BioliftError as error:
            assert len(str(error)) < 2000
            return
    assert np.isfinite(take.time).all() and (np.diff(take.time) > 0).all()
    assert all(column.values.shape == take.time.shape for column in take.columns)
    assert not any(np.isinf(column.values).any() for column in take.columns)


@pytest.mark.parametrize("ending", TEXT_KINDS)
@settings(max_examples=60)
@given(data=st.binary(max_size=300))
def test_bytes(ending, data):
    attempt(ending, data)


@pytest.mark.parametrize("ending", TEXT_KINDS)
@settings(max_examples=120)
@given(
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES) | st.text(max_size=5)),
        min_size=1,
        max_size=4,
    ),
    strict=st.booleans(),
)
def test_files_with_faults(ending, edits, strict):
    text = VALID.get(ending, TABLE)
    for share, length, piece in edits:
        at = int(share * len(text))
        text = text[:at] + piece + text[at + length :]
    attempt(ending, text.encode("utf-8", "surrogatepass"), strict=strict)


@settings(max_examples=60)
@given(st.integers(1, 5), st.integers(2, 20), st.data())
def test_what_is_written_is_read_back(columns, rows, data):
    numbers = st.floats(-1e6, 1e6, allow_nan=False, allow_subnormal=False)
    table = np.array(
        data.draw(
            st.lists(st.lists(numbers, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
        )
    )
    time = np.arange(rows) / 50.0
    labels = ["time", *(f"c{k}" for k in range(columns))]
    text = storage(labels, [[t, *row] for t, row in zip(time.tolist(), table.tolist(), strict=True)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sto"
        path.write_text(text, encoding="utf-8")
        take = bl.read_recording(path)
    for k in range(columns):
        np.testing.assert_array_equal(take[f"c{k}"], table[:, k])
