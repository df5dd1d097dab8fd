"""The picture of a card, drawn on a part of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from biolift.verbs.select import select
from biolift.viz.figure import draw, frame
from biolift.viz.scene import read_scene
from biolift.viz.style import GREY, INK, PALETTE
from biolift.viz.summaries import heading
from biolift.viz.view import view_of
from biolift.viz.words import bracketed, capital, member

if TYPE_CHECKING:
    import xarray as xr

    from biolift.nouns.verdict import Verdict

_SHOTS, _PANELS = 4, 3
#: Rows that fit a card.
MOST_ROWS = 24


def of_trial(place: Any, rep: xr.Dataset) -> None:
    """Stick figures through the repetition over the curves of lumbar moment and compression."""
    above, below = place.subfigures(2, 1, height_ratios=[0.8, 1.0])
    scene = read_scene(rep, view_of("side"))
    box = frame(scene, False)
    for i, ax in enumerate(above.subplots(1, _SHOTS)):
        draw(ax, scene, scene.sample(i / _SHOTS), box, forces=False, bar=i == 0)
    names = ("lumbar_extension_moment[L5/S1]", "compression[L5/S1]")
    for ax, text in zip(below.subplots(1, len(names)), names, strict=True):
        curve = select(rep, text)
        ax.plot(rep["time"], curve.values, color=PALETTE[0], linewidth=1.8)
        ax.axhline(0.0, color=GREY, linewidth=0.8)
        ax.set_title(f"{capital(text.partition('[')[0].replace('_', ' '))} at L5/S1")
        ax.set_ylabel(bracketed(curve.attrs["units"]))
        ax.set_xlabel("time [s]")


def of_comparison(place: Any, ds: xr.Dataset) -> None:
    """Dots with whiskers, a row per case, a panel per quantity."""
    shown = (
        [str(text) for text in ds["shown"].values] if "shown" in ds else [str(name) for name in ds.data_vars]
    )
    chosen = [text for text in shown if not text.startswith("interval")][:_PANELS]
    panels = place.subplots(1, len(chosen), sharey=True, squeeze=False)[0]
    for ax, text in zip(panels, chosen, strict=True):
        array = ds[text] if text in ds else select(ds, text)
        dims = [d for d in array.dims if d in ds.dims]
        flat = array.stack(case=dims)
        labels = [_case(dims, point) for point in flat["case"].values][:MOST_ROWS]
        y = np.arange(len(labels))[::-1]
        colours = [
            PALETTE[list(ds["movement"].values).index(point[dims.index("movement")])]
            for point in flat["case"].values
        ]
        if "interval" in ds:
            ends = ds["interval"].sel(shown=text).stack(case=dims)
            for k, colour in enumerate(colours[: len(labels)]):
                low, high, least, most = (
                    float(ends.sel(bound=b)[k]) for b in ("low", "high", "model_low", "model_high")
                )
                ax.plot([least, most], [y[k], y[k]], color=colour, linewidth=7, alpha=0.22)
                ax.plot([low, high], [y[k], y[k]], color=colour, linewidth=1.3)
        ax.scatter(flat.values[: len(labels)], y, 30, c=colours[: len(labels)], zorder=3)
        ax.set_yticks(y, labels)
        ax.set_xlim(left=min(0.0, float(np.nanmin(flat.values))))
        ax.set_title(capital(heading(text)))
        ax.set_xlabel(bracketed(array.attrs.get("units", "")))
        ax.grid(visible=False, axis="y")


def _case(dims: list[Any], point: Any) -> str:
    values = point if isinstance(point, tuple) else (point,)
    words = [
        capital(member("movement", str(v)))
        if d == "movement"
        else f"{v:g} kg"
        if d == "load_mass" and not isinstance(v, str)
        else str(v)
        for d, v in zip(dims, values, strict=True)
    ]
    return ", ".join(words)


def of_verdict(place: Any, verdict: Verdict) -> None:
    """A bar per test: the share of the draws in which it holds, with its interval and effect."""
    ax = place.subplots(1, 1)
    if not verdict.findings:
        ax.set_axis_off()
        ax.text(
            0.5,
            0.5,
            "out of scope:\nthis model gives no number for it",
            ha="center",
            va="center",
            fontsize=14,
            color=GREY,
        )
        return
    y = np.arange(len(verdict.findings))[::-1]
    shares = [one.probability for one in verdict.findings]
    ax.axvspan(0.0, 0.1, color=PALETTE[1], alpha=0.1, linewidth=0)
    ax.axvspan(0.9, 1.0, color=PALETTE[0], alpha=0.1, linewidth=0)
    ax.barh(y, shares, height=0.34, color=[PALETTE[0] if share > 0.5 else PALETTE[1] for share in shares])
    for k, one in enumerate(verdict.findings):
        ax.plot(one.probability_interval, [y[k], y[k]], color=INK, linewidth=1.4)
        ax.text(0.0, y[k] + 0.24, f"{capital(one.says)}: {one.effect_text}", fontsize=8.5, va="bottom")
    ax.set_yticks([])
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(-0.5, len(y) - 0.3)
    ax.set_xlabel("share of the draws in which it holds [1]; shaded: contradicted, supported")
