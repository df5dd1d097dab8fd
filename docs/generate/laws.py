"""Sections about laws: what their docstrings say, and their equations."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import sympy as sp

from biolift import equipment
from biolift.engine.standard import standard_stages
from biolift.laws import body, muscle
from biolift.laws.path import minimum_jerk, pendular
from biolift.laws.stage import Stage
from biolift.laws.tree import PLANAR_WRENCH, Link, Tree
from biolift.printer.record import Recorder
from biolift.sharing.activation_power import activation_cost, best_activation, marginal_cost
from generate.equations import block, latex, statements, symbol


def law(name: str) -> str:
    """A law in full: its sentence, its notes, its equations.

    Parameters
    ----------
    name : str
        Of the stage, for example ``"pendulum"``.
    """
    stage = {stage.name: stage for stage in standard_stages()}[name]
    return f"{words(stage.law)}\n{seam(stage)}\n{block(statements(stage))}"


def seam(stage: Stage) -> str:
    """What a law reads: numbers that stay the same through a repetition, and rows that change."""
    rows = [name for names in stage.inputs.values() for name in names]
    sides = {"Numbers of the case": stage.parameters, "Through the repetition": rows}
    return "".join(
        f"- {what}: {', '.join(f'${symbol(name)}$' for name in names)}.\n"
        for what, names in sides.items()
        if names
    )


def equipment_laws() -> str:
    """All kinds of equipment with a law of their own, found in their folder."""
    parts = []
    for name, stage in equipment.stages().items():
        users = [kind.__name__ for kind in equipment.kinds().values() if kind.stage is stage]
        parts.append(f"## {name.replace('_', ' ').capitalize()}\n")
        parts.append(f"For {', '.join(f'`bl.{user}`' for user in sorted(users) if user != 'Load')}.\n")
        parts.append(law(name))
    return "\n".join(parts)


def chain() -> str:
    """The body's law on two links in the plane: pelvis and thigh, or any two neighbours."""
    links = (Link("pelvis", None, load=PLANAR_WRENCH), Link("thigh", "pelvis", load=PLANAR_WRENCH))
    return block(statements(body.inverse_dynamics(Tree("chain", links))))


def minimum_jerk_law() -> str:
    """Progress, rate and acceleration of the time law, as the law returns them."""
    s = sp.Symbol("s")
    names = ("p", "p'", "p''")
    rows = [rf"{n} &= {latex(sp.expand(e))}" for n, e in zip(names, minimum_jerk(s), strict=True)]
    return words(minimum_jerk) + "\n$$\n\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}\n$$\n"


def pendular_law() -> str:
    """What the time law of a swing says of itself: it is integrated, so there is no closed form."""
    return words(pendular)


def activation_law() -> str:
    """Cost of an activation and the activation that is best, for both powers."""
    a, eps, c = (sp.Symbol(name, positive=True) for name in ("a", "eps", "c"))
    rows = []
    for power in (2, 3):
        cost = sp.nsimplify(activation_cost(a, power, eps), rational=True)
        best = sp.nsimplify(best_activation(Recorder(), c, power, eps)[0], rational=True)
        rows.append(rf"p = {power}: \quad f(a) &= {latex(cost)}, & a(c) &= {latex(best)}")
        solved = sp.simplify(marginal_cost(best, power, eps) - c)
        if solved != 0:
            raise ValueError(f"the best activation does not have the marginal cost c: {solved}")
    text = " \\\\\n".join(rows).replace(r"\text{eps}", r"\varepsilon")
    return "$$\n\\begin{aligned}\n" + text + "\n\\end{aligned}\n$$\n"


def muscle_curves() -> str:
    """Active force against fibre length and velocity, with the numbers that are used."""
    m, length, velocity = Recorder(), sp.Symbol("l", positive=True), sp.Symbol("v", real=True)
    active = muscle.active_force_length(m, length)
    speed = muscle.force_velocity(m, velocity)
    lines = [(s.name, e) for s, e in m.statements]
    return block([*lines, ("active", active), ("speed", speed)])


def words(of: Callable[..., object]) -> str:
    """First sentence and notes of a docstring, as Markdown."""
    text = inspect.getdoc(of) or ""
    parts = re.split(r"\n(\w[\w ]*)\n-+\n", "\n" + text)
    sections = {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}
    said = sections[""].strip() + "\n\n" + sections.get("Notes", "").strip()
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", said).strip() + "\n"
