"""Whole repetitions by the thousand, packing included, beside the same job without compiled blocks.

Everything is the standard model with all its muscles and rows, and a balance at each of the two lumbar
levels. Before it is timed, every other form gives the summaries that the blocks give.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from speed_clock import Array, Contestant, Row, interleaved, relative
from speed_numpy import Form, alone, at_once, by_sample, replaced, share_at_once, share_by
from speed_peer_base import Missing, need
from speed_programs import quadprog, slsqp
from speed_trials import swept, trials

import biolift as bl
from biolift.engine.batch import run_batch
from biolift.engine.draws import Cloud
from biolift.engine.pipeline import run_trial
from biolift.nouns.trial import Trial

SECTION = "repetitions per second"
SWEPT, DRAWN = 2048, 1024
MODEL = bl.models.standard
COMPARED = ("peak_compression", "mean_compression", "peak_joint_moment", "mean_group_force")
AGREE = 1e-5  # SLSQP stops earlier than we do
FORMS: Mapping[str, tuple[str, Callable[[], Form]]] = {
    "numpy, all samples of a repetition at once": ("numpy", lambda: Form(at_once, share_at_once)),
    "Python sample by sample, quadprog": ("quadprog", lambda: Form(by_sample, share_by(quadprog))),
    "Python sample by sample, scipy SLSQP": ("scipy", lambda: Form(by_sample, share_by(slsqp))),
}


def batches(trial: Trial, swept_: int, drawn: int) -> list[Contestant]:
    """A sweep of the load and draws of every uncertain number and choice, on one thread and on two."""
    cloud = Cloud(trial, MODEL, seed=1, choices=True)

    def sweep(threads: int) -> object:
        return run_batch(swept(trial, swept_), threads=threads)

    def draws(threads: int) -> object:
        return run_batch(cloud.draw(drawn).cases, threads=threads)

    out = []
    for name, call, count in (("sweep of loads", sweep, swept_), ("draws", draws, drawn)):
        for threads in (1, 2):
            many = f"{threads} thread{'s' * (threads > 1)}"
            out.append(Contestant(f"{name}, {many}", partial(call, threads), count, f"{count:,} at once"))
    return out


def difference(got: Mapping[str, Array], ours: Mapping[str, Array]) -> float:
    """Largest over the compared summaries, each over its largest component; members unknown to both are 0."""
    return max(relative(np.nan_to_num(got[name]), np.nan_to_num(ours[name])) for name in COMPARED)


def others(trial: Trial) -> tuple[list[Contestant], dict[str, float], list[tuple[str, str]]]:
    """The reference and its forms without kernels, how far each is from the blocks, and who is missing."""
    ours = {name: values[0] for name, values in run_batch([(trial, MODEL)]).values.items()}
    frame = run_trial(trial, MODEL).paths
    calls: dict[str, Callable[[], Mapping[str, Array]]] = {"one by one": lambda: alone(trial, MODEL)}
    missing = []

    def call(form: Form) -> Mapping[str, Array]:
        with replaced(form, frame):
            return alone(trial, MODEL)

    for name, (module, make) in FORMS.items():
        try:
            need(module)
        except Missing as error:
            missing.append((name, str(error)))
            continue
        calls[name] = partial(call, make())
    away = {name: difference(one(), ours) for name, one in calls.items()}
    for name, value in away.items():
        assert value < AGREE, f"{name} differs from the blocks by {value:.1e}"
    return [Contestant(name, one, 1) for name, one in calls.items()], away, missing


def rows(movement: str, trial: Trial, rounds: int, count: int = SWEPT, drawn: int = DRAWN) -> list[Row]:
    """Everything on one movement; ratios to the sweep on one thread."""
    single, away, missing = others(trial)
    contestants = [*batches(trial, count, drawn), *single]
    seconds = interleaved(contestants, rounds)
    first: Row | None = None
    out = []
    for one in contestants:
        note = one.note
        if one.name in away:
            times = float(np.median(seconds[one.name] / seconds[contestants[0].name]))
            note = f"{times:,.0f} times as long as in the sweep" + ", compiled stages" * (
                one.name == "one by one"
            )
        name = f"{movement}: {one.name}"
        rate = 1.0 / seconds[one.name]
        out.append(Row(SECTION, name, "repetitions/s", rate, note, away.get(one.name), first))
        first = first or out[0]
    return [*out, *(Row.left_out(SECTION, f"{movement}: {name}", why) for name, why in missing)]


def measure(rounds: int) -> list[Row]:
    """All movements."""
    return [row for movement, trial in trials().items() for row in rows(movement, trial, rounds)]
