"""Random bodies, states and loads for the tests of the rigid-body law, and kernels loaded on the spot.

Nothing here uses the law itself: orientations and hinge axes are plain numpy matrices.
"""

from __future__ import annotations

import atexit
import importlib
import importlib.util
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from itertools import permutations
from pathlib import Path

import numpy as np

from biolift.engine.workspace import LANES
from biolift.laws.body import dynamics, gravity_rows, hinge_rows, inverse_dynamics, kinematics, wrench_rows
from biolift.laws.stage import Stage
from biolift.laws.tree import PLANAR_WRENCH, WRENCH, Link, Tree, human

AXIS = {"x": 0, "y": 1, "z": 2}
ORDERS = tuple("".join(p) for n in (1, 2, 3) for p in permutations("xyz", n))
#: Half ranges of random rows: angles [rad], rates [rad/s], accelerations [rad/s2], loads [N], [N m], gravity.
SPREAD = {"q": 1.2, "u": 4.0, "a": 20.0, "f": 600.0, "n": 80.0, "g": 12.0}

Numbers = dict[str, float]
Rows = dict[str, np.ndarray]
Joint = dict[str, tuple[np.ndarray, np.ndarray]]  # link -> force, moment, each (samples, 3)


def random_tree(seed: int, size: int) -> Tree:
    """A branched tree with hinges about any axes in any order, and loads with missing components."""
    rng = np.random.default_rng(seed)
    links: list[Link] = []
    for k in range(size):
        parent = None if k == 0 else links[int(rng.integers(k))].name
        load = (WRENCH, PLANAR_WRENCH, ("fy",), ())[int(rng.integers(4))]
        links.append(Link(f"s{k}", parent, str(rng.choice(ORDERS)), bool(rng.integers(2)), load))
    return Tree(f"branched_{seed}_{size}", tuple(links))


#: The trees that kernels and other engines are compared on.
TREES = (human(turning=False), human(turning=True), random_tree(seed=5, size=6))


def parameters(tree: Tree, rng: np.random.Generator) -> Numbers:
    """Joint centres [m], masses [kg], mass centres [m] and inertias [kg m2] of a possible body."""
    p: Numbers = {}
    for link in tree.links:
        name, reach = link.name, "xyz" if link.lateral else "xy"
        p[f"m_{name}"] = float(rng.uniform(0.5, 15.0))
        thickness = rng.uniform(0.01, 0.08, 3) * p[f"m_{name}"] * 0.1
        p |= {f"I_{name}_{k}": float(thickness.sum() - t) for k, t in zip("xyz", thickness, strict=True)}
        p |= {f"c_{name}_{k}": float(rng.uniform(-0.25, 0.25)) for k in reach}
        if link.parent is not None:
            p |= {f"j_{name}_{k}": float(rng.uniform(-0.5, 0.5)) for k in reach}
    return p


def states(tree: Tree, rng: np.random.Generator, n: int) -> Rows:
    """Rows of `n` random samples: hinge angles, rates, accelerations, outside wrenches, gravity."""
    names = (*hinge_rows(tree), *wrench_rows(tree), *gravity_rows(tree))
    return {name: SPREAD[name[0]] * rng.uniform(-1.0, 1.0, n) for name in names}


def triple(rows: Mapping[str, np.ndarray], *names: str, like: np.ndarray | float = 0.0) -> np.ndarray:
    """Stack three rows, missing ones as zero, to (..., 3)."""
    shape = np.shape(next((rows[n] for n in names if n in rows), like))
    return np.stack([np.broadcast_to(rows.get(n, 0.0), shape) for n in names], axis=-1)


def point(p: Mapping[str, float], name: str) -> np.ndarray:
    """A point of a segment, in its axes [m], (3,)."""
    return np.array([p.get(f"{name}_{k}", 0.0) for k in "xyz"])


def wrench(x: Rows, link: str, i: int) -> tuple[np.ndarray, np.ndarray]:
    """Outside force [N] and moment [N m] about the origin of `link` in sample `i`, in world axes."""
    return tuple(
        np.array([float(x[f"{c}{k}_{link}"][i]) if f"{c}{k}_{link}" in x else 0.0 for k in "xyz"])
        for c in "fn"
    )


def elementary(axis: str, angle: float) -> np.ndarray:
    """Rotation matrix about one axis (Rodrigues), (3, 3)."""
    e = np.eye(3)[AXIS[axis]]
    hat = np.cross(e, np.eye(3)).T
    return np.eye(3) + np.sin(angle) * hat + (1.0 - np.cos(angle)) * (hat @ hat)


def orientations(
    tree: Tree, x: Rows, i: int
) -> tuple[dict[str, np.ndarray], dict[tuple[str, str], np.ndarray]]:
    """World orientation of every link and world axis of every hinge in sample `i`, from the angles alone."""
    R: dict[str, np.ndarray] = {}
    axes: dict[tuple[str, str], np.ndarray] = {}
    for link in tree.links:
        here = np.eye(3) if link.parent is None else R[link.parent]
        for axis in link.axes:
            axes[link.name, axis] = here[:, AXIS[axis]]
            here = here @ elementary(axis, float(x[f"q_{link.name}_{axis}"][i]))
        R[link.name] = here
    return R, axes


def joint_loads(tree: Tree, out: Mapping[str, np.ndarray]) -> Joint:
    """Force and moment at every joint from output rows, (samples, 3) each; absent components are zero."""
    like = out[f"{tree.links[0].name}.F_x"]
    return {
        link.name: (
            triple(out, *(f"{link.name}.F_{k}" for k in "xyz"), like=like),
            triple(out, *(f"{link.name}.N_{k}" for k in "xyz"), like=like),
        )
        for link in tree.links
    }


def law_loads(tree: Tree, p: Numbers, x: Rows) -> Joint:
    """Force and moment at every joint from the law on numpy."""
    return joint_loads(tree, inverse_dynamics(tree).on_numpy(p, x))


def torques(tree: Tree, x: Rows, load: Joint, i: int) -> np.ndarray:
    """Generalised force of every hinge in sample `i`: the joint moment along the hinge axis [N m]."""
    _, axes = orientations(tree, x, i)
    return np.array([load[link][1][i] @ axis for (link, _), axis in axes.items()])


_WRITTEN: dict[str, Callable] = {}


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kernels-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def kernel(stage: Stage, form: str) -> Callable:
    """The committed kernel of `stage` where there is one, else one printed to a temporary folder."""
    name = f"{stage.name}_{form}"
    if importlib.util.find_spec(f"biolift.engine.kernels.{name}") is not None:
        return getattr(importlib.import_module(f"biolift.engine.kernels.{name}"), form)
    if name not in _WRITTEN:
        from biolift.printer.source import kernel_source  # sympy only where a kernel is missing

        path = _folder() / f"{name}.py"
        path.write_text(kernel_source(stage, form), encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        _WRITTEN[name] = getattr(module, form)
    return _WRITTEN[name]


def run(stage: Stage, form: str, p: Numbers, x: Mapping[str, np.ndarray]) -> Rows:
    """Run a kernel over the samples of `x` and return its output rows, (samples,) each."""
    numbers = np.array([p[name] for name in stage.parameters])
    n = len(next(v for v in x.values() if np.ndim(v)))
    lanes = LANES if form == "block" else 1
    if n % lanes:
        raise ValueError(f"{n} samples do not fill blocks of {lanes}")
    out = {name: np.empty(n) for rows in stage.outputs.values() for name in rows}
    for at in range(0, n, lanes):
        here = slice(at, at + lanes)
        ports = {port: np.full((len(stage.rows(port)), lanes), np.nan) for port in stage.ports}
        for port, names in stage.inputs.items():
            row = {name: k for k, name in enumerate(stage.rows(port))}
            for name in names:
                value = np.asarray(x[name])
                ports[port][row[name]] = value[here] if value.ndim else value
        flat = {port: values.reshape(-1) for port, values in ports.items()}
        kernel(stage, form)(numbers, *flat.values())
        for port, names in stage.outputs.items():
            row = {name: k for k, name in enumerate(stage.rows(port))}
            for name in names:
                out[name][here] = ports[port][row[name]]
    return out


def run_scalar(stage: Stage, p: Numbers, x: Mapping[str, np.ndarray]) -> Rows:
    """Run the scalar kernel of `stage`."""
    return run(stage, "scalar", p, x)


def scalar_body(tree: Tree, p: Numbers, x: Rows) -> Rows:
    """Frames and joint loads from the two scalar kernels of the body, as the engine chains them."""
    motion = run_scalar(kinematics(tree), p, x)
    return motion | run_scalar(dynamics(tree), p, {**x, **motion})


def deviation(a: np.ndarray, b: np.ndarray) -> float:
    """Largest difference over the largest component of `b`."""
    return float(np.max(np.abs(np.asarray(a) - np.asarray(b))) / np.max(np.abs(b)))
