"""The first minutes with the library: how fast it comes up, what it loads, what it compiles, what it says."""

import doctest
import importlib
import os
import pkgutil
import subprocess
import sys

import numpy as np
import pytest
from numba.core import event

import biolift as bl
from biolift.engine import compiled, newton
from biolift.errors import StoreError
from biolift.laws.body import inverse_dynamics
from biolift.laws.tree import Link, Tree
from biolift.verbs import sweep as sweep_room

ME = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
HYPER = bl.Trial(bl.movements.reverse_hyper, ME, load=bl.Pendulum(20), tempo="2-0-1-0")


def start(code, *arguments, **environment):
    """A fresh process that runs some code."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def finished(process):
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out.split()


TIMED = """
import time
before = time.perf_counter()
import biolift as bl
print(time.perf_counter() - before)
"""


def test_the_library_comes_up_at_once():
    fastest = min(float(finished(start(TIMED))[0]) for _ in range(3))
    assert fastest < 0.5


LOADED = """
import sys
import biolift as bl
{then}
print(*(name for name in {names!r} if name in sys.modules))
"""
HEAVY = ("numba", "sympy", "scipy", "matplotlib", "xarray", "pandas", "h5netcdf", "tqdm")
NOUNS = """
me = bl.Athlete(mass="180 lb", height="5 ft 11 in", sex="male")
trial = bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(20), tempo="2-0-1-0")
repr(trial), hash(trial), bl.models.standard
"""
STANDARD = (
    NOUNS
    + """
bl.simulate(trial)
bl.simulate(trial.replace(movement=bl.movements.back_extension, load=bl.Plate(10), side="left"))
"""
)


def test_nothing_heavy_is_loaded_until_a_verb_is_used():
    assert finished(start(LOADED.format(then="", names=HEAVY))) == []
    assert finished(start(LOADED.format(then=NOUNS, names=HEAVY))) == []


def test_a_standard_movement_needs_neither_sympy_nor_matplotlib(tmp_path):
    code = LOADED.format(then=STANDARD, names=("sympy", "matplotlib", "h5netcdf"))
    assert finished(start(code, BIOLIFT_CACHE=str(tmp_path / "kernels"))) == []
    assert not (tmp_path / "kernels").exists()  # all its kernels came with the package


# a structure that no one has seen before: an arm of three links
OWN = """
import sys
import numpy as np
from numba.core import event
from biolift.engine.compiled import load_kernel
from biolift.laws.body import inverse_dynamics
from biolift.laws.tree import Link, Tree

tree = Tree("crane", (Link("mast", None), Link("boom", "mast"), Link("jib", "boom", "zx", lateral=True)))
stage = inverse_dynamics(tree)
with event.install_recorder("numba:compile") as compiled:
    kernel = load_kernel(stage, "scalar")
    P = 0.1 + 0.01 * np.arange(len(stage.parameters))
    rows = np.zeros(len(stage.rows("body")))
    rows[: len(stage.inputs["body"])] = np.sin(np.arange(len(stage.inputs["body"])))
    x = dict(zip(stage.inputs["body"], rows))
    kernel(P, rows)
print("sympy" in sys.modules, bool(compiled.buffer))
twin = stage.on_numpy(dict(zip(stage.parameters, P)), x)
told = dict(zip(stage.rows("body"), rows))
print(max(abs(told[name] - twin[name]) for name in stage.outputs["body"]) < 1e-12)
"""
CRANE = inverse_dynamics(
    Tree("crane", (Link("mast", None), Link("boom", "mast"), Link("jib", "boom", "zx", lateral=True)))
)


def test_an_own_structure_is_derived_once(tmp_path):
    first = finished(start(OWN, BIOLIFT_CACHE=str(tmp_path)))
    assert first == ["True", "True", "True"]  # sympy loaded, something compiled, right values
    (kernel,) = tmp_path.glob("*.py")
    written = kernel.read_text()
    second = finished(start(OWN, BIOLIFT_CACHE=str(tmp_path)))
    assert second == ["False", "False", "True"]
    assert kernel.read_text() == written


def test_two_processes_may_derive_the_same_structure_at_once(tmp_path):
    running = [start(OWN, BIOLIFT_CACHE=str(tmp_path)) for _ in range(2)]
    assert [finished(process)[-1] for process in running] == ["True", "True"]
    assert len(list(tmp_path.glob("*.py"))) == 1
    assert list(tmp_path.glob("*.part")) == []


def test_a_cache_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    blocked = tmp_path / "a_file"
    blocked.write_text("not a folder")
    for folder in (blocked, blocked / "deeper"):
        monkeypatch.setenv("BIOLIFT_CACHE", str(folder))
        with pytest.raises(StoreError) as caught:
            compiled.load_kernel(CRANE, "scalar")
        assert str(folder) in str(caught.value)
        assert "set BIOLIFT_CACHE to a folder that can be written" in str(caught.value)
    if os.geteuid() != 0:  # root writes anywhere
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o500)
        monkeypatch.setenv("BIOLIFT_CACHE", str(locked))
        with pytest.raises(StoreError, match="locked"):
            compiled.load_kernel(CRANE, "scalar")


def test_other_values_compile_nothing():
    model = bl.models.standard
    back = bl.Trial(bl.movements.back_extension, ME, load=bl.Barbell(20))
    for trial in (HYPER, back):
        bl.simulate(trial, model)
    known = {id(kernel): len(kernel.signatures) for kernel in compiled._loaded.values()}
    shares = len(newton.solve_samples.signatures)
    psoas = model.muscles["psoas"]
    changed = [
        HYPER.replace(athlete=bl.Athlete(mass=60, height=1.6, sex="female", age=70, training="trained")),
        HYPER.replace(athlete=bl.Athlete(mass=82, height=1.8, strength=2, segment_lengths={"thigh": 0.42})),
        HYPER.replace(load=bl.Pendulum("50 %BW", plate_radius=0.6, pivot_x=0.02, contact="clamped")),
        HYPER.replace(load=bl.AnkleWeight(5), tempo="4-1-X-2", side="left"),
        HYPER.replace(variant="swing", tempo="1-0-1-0", numbers={"pad_share": 0.2}),
        HYPER.replace(pose={"bottom.hip_flexion": "40 deg"}, tempo="hold 10", load=None),
        back.replace(
            load=(bl.Plate(10), bl.Dumbbell(10), bl.FreeWeight(2, site="knee")), variant="horizontal"
        ),
    ]
    models = [
        model.replace(gravity=1.62, samples=333),
        model.replace(proportions=bl.proportions.zatsiorsky),
        model.replace(sharing=bl.sharing.ActivationPower(3, weights="volume", floor=0.05)),
        model.replace(spine=model.spine.replace(passive_lever_arm=0.06)),
        model.replace(muscles=model.muscles.replace(psoas=psoas.replace(max_force=1.1 * psoas.max_force))),
        model.replace(passive=model.passive.replace(leg_stiffness=0.8)),
    ]
    with event.install_recorder("numba:compile") as recorded:
        for trial in changed:
            bl.simulate(trial)
        for other in models:
            bl.simulate(HYPER, other)
        bl.sweep(back, {"load.mass": [0, 30], "athlete.mass": [60, 90]}, progress=False)
    assert recorded.buffer == []
    assert {id(kernel): len(kernel.signatures) for kernel in compiled._loaded.values()} == known
    assert len(newton.solve_samples.signatures) == shares


def test_the_recorder_sees_a_compilation():
    """The test above would pass with a recorder that is blind."""
    from numba import njit

    with event.install_recorder("numba:compile") as recorded:
        njit(lambda x: x + 1)(1.0)
    assert recorded.buffer


MODULES = sorted(
    found.name
    for found in pkgutil.walk_packages(bl.__path__, "biolift.")
    if ".kernels" not in found.name and not found.name.endswith("__main__")
)


def test_the_examples_of_all_docstrings_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tried, failed = 0, []
    for name in ["biolift", *MODULES]:
        module = importlib.import_module(name)
        said = []
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
        for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
            runner.run(test, out=said.append)
        tried += runner.tries
        failed += ["".join(said)] if runner.failures else []
    assert not failed, "\n".join(failed)
    assert tried > 40


def public():
    return [name for name in bl.__all__ if not name.startswith("_")]


@pytest.mark.parametrize("name", public())
def test_every_public_name_can_be_had_and_explains_itself(name):
    value = getattr(bl, name)
    assert name in dir(bl)
    assert (getattr(value, "__doc__", "") or "").strip()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="simulat"):
        bl.simulat  # noqa: B018  (looking it up is the test)


@pytest.fixture
def interrupted_after(monkeypatch):
    """Lets some cases through and then presses control-C."""

    def arm(good):
        real, count = sweep_room.run_trial, iter(range(1000))

        def run_trial(trial, model):
            if next(count) >= good:
                raise KeyboardInterrupt
            return real(trial, model)

        monkeypatch.setattr(sweep_room, "run_trial", run_trial)

    return arm


AXES = {"load.mass": [0.0, 10.0, 20.0], "tempo": ["2-0-1-0", "3-0-1-0"]}


def test_an_interrupted_sweep_keeps_what_was_computed(interrupted_after, monkeypatch):
    whole = bl.sweep(HYPER, AXES, progress=False)
    assert "interrupted" not in whole.attrs
    interrupted_after(4)
    part = bl.sweep(HYPER, AXES, progress=False, threads=1)
    assert part.attrs["interrupted"].startswith("2 of 6 cases")
    assert part.sizes == whole.sizes
    for name in ("peak_compression", "mean_lumbar_extension_moment", "strength_needed", "overload"):
        told, known = part[name].values.reshape(6, -1), whole[name].values.reshape(6, -1)
        np.testing.assert_array_equal(told[:4], known[:4])
        assert np.isnan(told[4:]).all()
    assert part.load_mass.values.tolist() == AXES["load.mass"]


def test_an_interrupt_before_the_first_case_is_an_interrupt(interrupted_after):
    interrupted_after(0)
    with pytest.raises(KeyboardInterrupt):
        bl.sweep(HYPER, AXES, progress=False)


def test_an_interrupted_comparison_keeps_what_was_computed(interrupted_after):
    trials = [HYPER, bl.Trial(bl.movements.back_extension, ME)]
    interrupted_after(1)
    part = bl.compare(trials, progress=False, threads=1)
    assert part.attrs["interrupted"].startswith("1 of 2 cases")
    peaks = part.peak_compression.sel(level="L5/S1")
    assert np.isfinite(peaks.sel(movement="reverse_hyper"))
    assert np.isnan(peaks.sel(movement="back_extension"))


def test_a_refusal_in_the_middle_of_a_sweep_is_not_swallowed():
    with pytest.raises(bl.PoseError, match="miss it by"):
        bl.sweep(HYPER, {"pose.all.knee_flexion": [0.1, 0.2, "150 deg"]}, progress=False)
