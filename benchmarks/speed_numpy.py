"""The whole job without compiled code: the reference pipeline with its kernels replaced by numpy or Python.

Completion of the pose, supports and summaries are array arithmetic on numpy in every form, as in the
reference. *All samples at once*: every law on arrays, load sharing by Newton's method on all samples
together. *Sample by sample*: every law on plain floats, sample after sample and muscle after muscle, and a
solver for each sample.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import numpy as np
from speed_clock import Array
from speed_programs import Program

from biolift.engine import muscles, outcome
from biolift.engine.dataset import summary_values
from biolift.engine.pipeline import run_trial
from biolift.engine.workspace import Workspace
from biolift.laws.muscle import STAGE
from biolift.laws.site import SITE_ROWS, site
from biolift.laws.stage import Stage
from biolift.laws.tree import Tree
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.sharing.activation_power import ActivationPower, best_activation, marginal_cost
from biolift.vocabulary import LEVELS, SIDES

Rows = dict[str, Array]
Law = Callable[[Stage, Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]
Sharing = Callable[..., tuple[Array, Array]]
MOST, CUTS, TOLERANCE = 200, 40, 1e-11


class FloatMath:
    """Runs a law on plain floats, which is far quicker than numpy on single numbers."""

    sin, cos, sqrt, exp, log = map(staticmethod, (math.sin, math.cos, math.sqrt, math.exp, math.log))
    maximum, minimum = staticmethod(max), staticmethod(min)

    @staticmethod
    def where(condition: bool, a: float, b: float) -> float:
        """One of two."""
        return a if condition else b

    @staticmethod
    def let(name: str, value: float) -> float:
        """The value itself."""
        return value


def at_once(stage: Stage, numbers: Mapping[str, Any], rows: Mapping[str, Any]) -> dict[str, Any]:
    """A law on arrays."""
    return stage.on_numpy(numbers, rows)


def by_sample(stage: Stage, numbers: Mapping[str, Any], rows: Mapping[str, Any]) -> dict[str, Any]:
    """A law on one sample after the other; with columns of numbers (n, 1), on one item after the other."""
    shape = np.broadcast_shapes(*map(np.shape, (*numbers.values(), *rows.values())))
    if len(shape) > 1:
        each = [
            by_sample(
                stage, {k: float(v[i, 0]) for k, v in numbers.items()}, {k: v[i] for k, v in rows.items()}
            )
            for i in range(shape[0])
        ]
        return {name: np.stack([one[name] for one in each]) for name in each[0]}
    numbers, math_ = {k: float(v) for k, v in numbers.items()}, FloatMath()
    samples = zip(*(np.broadcast_to(v, shape).tolist() for v in rows.values()), strict=True)
    found = [stage.law(math_, numbers, dict(zip(rows, sample, strict=True))) for sample in samples]
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def share_at_once(A: Array, b: Array, rule: ActivationPower, *, w: Array, lo: Array) -> tuple[Array, Array]:
    """Newton's method of `biolift.engine.newton_kernel` on all samples together; steps too far are halved."""
    scale = np.abs(A).sum(axis=2)
    inverse = np.divide(1.0, scale, out=np.zeros_like(scale), where=scale > 0.0)
    M, d = A * inverse[..., None], b * inverse
    size = np.maximum(1.0, np.abs(d).max(axis=1))
    lam, kink = np.zeros_like(d), marginal_cost(lo, rule.power, rule.eps)

    def evaluate(at: Any, lam: Array) -> tuple[Array, Array, Array]:
        c = (lam[:, None] @ M[at])[:, 0] / w
        free = (c > kink) & (c < 1.0 + rule.eps)
        a, slope = best_activation(np, np.where(free, c, 1.0), rule.power, rule.eps)
        a = np.where(free, a, np.where(c > kink, 1.0, lo))
        g = (M[at] @ a[..., None])[..., 0] + rule.delta * lam - d[at]
        return a, np.where(free, slope, 0.0) / w, g

    a, slope, g = evaluate(slice(None), lam)
    slope[:] = 1.0 / w  # every muscle rests on its floor: begin as if none did
    for _ in range(MOST):
        worst = np.abs(g).max(axis=1)
        at = np.flatnonzero(worst > TOLERANCE * size)
        if not at.size:
            break
        H = (M[at] * slope[at, None]) @ M[at].transpose(0, 2, 1)
        H += ((rule.delta + 1e-2 * worst[at] ** 2)[:, None, None]) * np.eye(d.shape[1])
        step = -np.linalg.solve(H, g[at][..., None])[..., 0]
        fall, t = (g[at] * step).sum(axis=1), np.ones(at.size)
        for _ in range(CUTS):
            trial = evaluate(at, lam[at] + t[:, None] * step)
            over = ((trial[2] * step).sum(axis=1) > -0.01 * fall) & (worst[at] > 1e-9 * size[at])
            if not over.any():
                break
            t[over] *= 0.5
        lam[at] += t[:, None] * step
        a[at], slope[at], g[at] = trial
    return a, b - (A @ a[..., None])[..., 0]


def share_by(solver: Callable[[Program], Callable[[], Array]]) -> Sharing:
    """Load sharing by a solver for single samples."""

    def share(A: Array, b: Array, rule: ActivationPower, *, w: Array, lo: Array) -> tuple[Array, Array]:
        a = np.stack([solver(Program.of(*one, w, lo, rule))() for one in zip(A, b, strict=True)])
        return a, b - (A @ a[..., None])[..., 0]

    return share


@dataclass(frozen=True)
class Form:
    """How laws are run, and loads shared."""

    law: Law
    share: Sharing

    def run(self, stage: Stage, numbers: Mapping[str, float], work: Workspace) -> None:
        """In place of a body's block kernel."""
        rows = {name: work.get(name) for names in stage.inputs.values() for name in names}
        work.put_all(self.law(stage, numbers, rows))

    def run_rows(self, stage: Stage, numbers: Mapping[str, float], rows: Mapping[str, Any]) -> Rows:
        """In place of the small stages."""
        samples = max(np.size(values) for values in rows.values())
        out = self.law(stage, numbers, rows)
        return {name: np.array(np.broadcast_to(out[name], samples), dtype=float) for name in out}

    def site(self, tree: Tree, work: Workspace, base: Any, place: Any) -> Workspace:
        """In place of the kernel for a point of the body."""
        stage, out = site(tree), Workspace(SITE_ROWS, work.samples)
        rows = {row: work.get(f"{place.segment}.{row}") for row in stage.inputs["frame"]} | base.rows()
        out.put_all(self.law(stage, dict(zip(stage.parameters, place.point, strict=True)), rows))
        return out

    def paths(self, frame: muscles.MusclePaths) -> Callable[..., muscles.MusclePaths]:
        """In place of the muscles' kernel; what does not depend on the motion is taken from `frame`."""

        def paths(chosen: Any, motion: Any, force: Mapping[str, float], length: float) -> muscles.MusclePaths:
            P = muscles._parameters(chosen, force["trunk"], force["leg"], length)
            joints = [muscles._joint_rows(motion, side) for side in SIDES]
            rows = {n: np.stack([joints[k].get(n) for k in frame.side]) for n in STAGE.inputs["joints"]}
            numbers = {name: P[:, k, None] for k, name in enumerate(STAGE.parameters)}
            out = self.law(STAGE, numbers, rows)
            shape = (len(P), len(motion.time))

            def pick(*names: str) -> Array:
                table = np.stack([np.broadcast_to(out[name], shape) for name in names])
                return np.ascontiguousarray(table.transpose(2, 0, 1))

            suffix = muscles.LEVEL_SUFFIX
            return replace(
                frame,
                capacity=pick("capacity")[:, 0],
                lumbar_arm={level: pick(*(n + suffix[level] for n in muscles._ARMS)) for level in LEVELS},
                leg_arm={joint: pick(name)[:, 0] for joint, name in muscles._LEG_ARMS.items()},
                pull={level: pick(*(f"u{k}{suffix[level]}" for k in "xyz")) for level in LEVELS},
            )

        return paths


@contextmanager
def replaced(form: Form, frame: muscles.MusclePaths) -> Iterator[None]:
    """The reference pipeline with this form's laws and sharing."""
    engine = "biolift.engine."
    places = {
        **dict.fromkeys(("pipeline.run", "posture.run"), form.run),
        **dict.fromkeys(("equipment.run_rows", "spine.run_rows", "demand.run_rows"), form.run_rows),
        "equipment.site_motion": form.site,
        "pipeline.muscle_paths": form.paths(frame),
        "spine.share": form.share,
    }
    with ExitStack() as stack:
        for place, new in places.items():
            stack.enter_context(patch(engine + place, new))
        yield


def alone(trial: Trial, model: Model) -> Rows:
    """Summaries of one repetition by the reference pipeline, whatever runs in it."""
    run = run_trial(trial, model)
    return summary_values(outcome.values(run), outcome.labels(run)["time"])
