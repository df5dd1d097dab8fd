"""Our own law in JAX: compiled by XLA in double precision, elementwise over whole rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import speed_model
from speed_clock import Array
from speed_peer_base import SAMPLES, Peer, need

BATCH = 65_536  # XLA wants long rows


class Jax:
    """Math namespace over JAX arrays."""

    def __init__(self) -> None:
        import jax.numpy as jnp

        self.sin, self.cos, self.sqrt = jnp.sin, jnp.cos, jnp.sqrt

    @staticmethod
    def let(name: str, value: Any) -> Any:
        """The value itself: XLA finds what is shared."""
        return value


def jax(folder: Path) -> list[Peer]:
    """The law as one jitted function from rows to rows; timed on a long batch, compared on its beginning."""
    need("jax")
    import jax as jx

    jx.config.update("jax_enable_x64", True)
    stage = speed_model.stage()
    inputs, wanted = stage.inputs["body"], stage.outputs["body"]
    p, math = speed_model.numbers(), Jax()
    rows = speed_model.rows(speed_model.trajectory(SAMPLES), loaded=True)

    @jx.jit
    def law(*x: Any) -> tuple[Any, ...]:
        out = stage.law(math, p, dict(zip(inputs, x, strict=True)))
        return tuple(out[name] for name in wanted)

    long = [jx.numpy.asarray(np.tile(rows[name], BATCH // SAMPLES)) for name in inputs]

    def call() -> None:
        jx.block_until_ready(law(*long))

    def answer() -> Array:
        found = [np.broadcast_to(np.asarray(row), BATCH) for row in law(*long)]
        return np.stack(found)[:, :SAMPLES]

    note = f"our law, with loads and reactions; {BATCH} samples in a call"
    return [Peer("JAX jit, elementwise", call, answer, True, note, BATCH)]
