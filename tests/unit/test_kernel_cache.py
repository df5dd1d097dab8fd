"""Compiled code that several processes keep at once, or that cannot be kept."""

import errno
import os
import subprocess
import sys

import pytest

from biolift.engine.notice import patience
from biolift.errors import StoreError

#: Compiles the load sharing of one sample, and prints what comes out.
CODE = """
import numpy as np
from biolift.engine.newton import share
from biolift.sharing.activation_power import ActivationPower
A = np.array([[3.0, 1.0, 2.0], [0.0, 2.0, 1.0]])
print(share(A, np.array([2.0, 1.0]), ActivationPower(2))[0].tolist())
"""


def start(folder, **more):
    command = [sys.executable, "-c", CODE]
    env = {**os.environ, "NUMBA_CACHE_DIR": str(folder), **more}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_processes_that_compile_at_once_keep_one_good_copy(tmp_path):
    both = [start(tmp_path) for _ in range(2)]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len({out for out, _ in said}) == 1
    kept = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nb?")}
    assert kept
    again = start(tmp_path)
    assert again.communicate()[0] == said[0][0]
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nb?")} == kept


def test_no_folder_for_compiled_code_is_said(monkeypatch):
    from numba.core import caching

    from biolift.engine import newton

    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    with pytest.raises(StoreError, match="no folder to keep compiled kernels in; set NUMBA_CACHE_DIR"):
        newton._jit(lambda x: x)


def test_a_full_disk_while_compiling_is_said():
    with pytest.raises(StoreError, match="cannot be kept: No space left on device; set NUMBA_CACHE_DIR"):
        with patience():
            raise OSError(errno.ENOSPC, "No space left on device")
