"""Test settings: hypothesis without deadline, the same examples every time in CI, and no silent skips."""

import os
import re

import pytest
from hypothesis import settings

#: Reasons of skips that are no surprise where only the extra `test` is installed.
EXPECTED_SKIPS = (
    r"could not import '(pinocchio|mujoco|opensim|casadi|ezc3d|pyarrow|dask|quadprog|distributed(\.client)?)",
    r"BIOLIFT_REALDATA is not set",
    r"the extra 'cuda' is not installed",
    r"vector instructions are looked for on x86-64",
)

settings.register_profile("biolift", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "biolift")


def pytest_addoption(parser):
    parser.addoption(
        "--strict-skips",
        choices=("no", "unexpected", "all"),
        default=os.environ.get("BIOLIFT_STRICT_SKIPS", "no"),
        help="fail for a skip whose reason tests/conftest.py does not expect, or for any skip "
        "(also BIOLIFT_STRICT_SKIPS)",
    )


def pytest_configure(config):
    strict = config.getoption("--strict-skips")
    if strict != "no":
        expected = EXPECTED_SKIPS if strict == "unexpected" else ()
        config.pluginmanager.register(UnexpectedSkips(expected), "unexpected_skips")


class UnexpectedSkips:
    """Collects skips that nobody announced and fails the session for them."""

    def __init__(self, expected):
        self.expected = [re.compile(pattern) for pattern in expected]
        self.found = []

    def note(self, report):
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(pattern.search(reason) for pattern in self.expected):
            self.found.append(f"{report.nodeid}: {reason}")

    def pytest_runtest_logreport(self, report):
        self.note(report)

    def pytest_collectreport(self, report):
        self.note(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        if self.found and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self.found:
            terminalreporter.section("unexpected skips", red=True)
            for line in self.found:
                terminalreporter.write_line(line)
