"""The picture of a card, drawn on a part of its page."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from biolift.verbs.intervals import USUAL, interval_ends
from biolift.verbs.select import select
from biolift.viz.curves import shade
from biolift.viz.figure import draw, frame
from biolift.viz.scene import read_scene
from biolift.viz.style import GREY, INK, PALETTE
from biolift.viz.summaries import heading, sweep_dims
from biolift.viz.view import view_of
from biolift.viz.words import bracketed, capital, member

if TYPE_CHECKING:
    import xarray as xr

    from biolift.nouns.verdict import Finding, Verdict

#: Instants that are drawn, muscle groups shown; panels of a comparison, in all and in a row.
_SHOTS, _GROUPS = 4, 7
_PANELS, _ACROSS = 6, 3
#: What says how hard a muscle works.
WORK = "peak_group_activation"
#: Height of the curves of a trial, and of stick figures at most [inch]; tests that are shown.
CURVES, _TALLEST, MOST_TESTS = 3.0, 2.6, 6
#: Rows that fit a card.
MOST_ROWS = 24


def of_trial(place: Any, rep: xr.Dataset, bands: xr.Dataset | None, cloud: xr.Dataset | None) -> None:
    """Stick figures through the repetition, over lumbar moment and compression, and which muscles work."""
    above, below = place.subfigures(2, 1, height_ratios=[height_of_figures(rep), CURVES])
    _figures(above, rep)
    curves, work = below.subfigures(1, 2, width_ratios=[1.0, 0.66])
    names = ("lumbar_extension_moment[L5/S1]", "compression[L5/S1]")
    axes = curves.subplots(len(names), 1, sharex=True)
    for ax, text in zip(axes, names, strict=True):
        curve, name = select(rep, text), text.partition("[")[0]
        if bands is not None:
            draws = bands[name].sel(level="L5/S1").transpose("draw", "progress").values
            ax.fill_between(rep["time"], *interval_ends(draws).T, color=PALETTE[0], alpha=0.2, linewidth=0)
        ax.plot(rep["time"], curve.values, color=PALETTE[0], linewidth=1.8)
        ax.set_ylim(min(0.0, ax.get_ylim()[0]), ax.get_ylim()[1])
        if ax.get_ylim()[0] < 0:
            ax.axhline(0.0, color=GREY, linewidth=0.8)
        ax.margins(x=0)
        ax.set_title(f"{capital(name.replace('_', ' '))} at L5/S1")
        ax.set_ylabel(bracketed(curve.attrs["units"]))
        shade(ax, rep["time"].values, rep["phase"].values)
    axes[-1].set_xlabel("time [s]" + ("; bands: 90 % of the draws" if bands is not None else ""))
    _work(work.subplots(1, 1), rep, cloud)


def height_of_figures(rep: xr.Dataset) -> float:
    """Height of the stick figures across a page [inch]."""
    left, right, low, high = frame(read_scene(rep, view_of("side")), False)
    return min(7.4 / _SHOTS * (high - low) / (right - left) + 0.4, _TALLEST)


def _figures(place: Any, rep: xr.Dataset) -> None:
    """The movement at a few instants."""
    scene = read_scene(rep, view_of("side"))
    box = frame(scene, False)
    for i, ax in enumerate(place.subplots(1, _SHOTS)):
        draw(ax, scene, scene.sample(i / _SHOTS), box, forces=False, bar=i == 0)


def _work(ax: Any, rep: xr.Dataset, cloud: xr.Dataset | None) -> None:
    """The groups that work hardest, by the highest activation of either side."""
    peaks = rep[WORK.removeprefix("peak_")].max(["side", "progress"]).dropna("group")
    top = peaks.isel(group=np.argsort(-peaks.values)[:_GROUPS])
    y = np.arange(top.sizes["group"])[::-1]
    ax.barh(y, 100 * top.values, height=0.6, color=PALETTE[0], alpha=0.45)
    if cloud is not None:
        draws = cloud[WORK].max("side").sel(group=top["group"].values).transpose("draw", "group").values
        ax.hlines(y, *(100 * interval_ends(draws).T), color=INK, linewidth=1.4)
    ax.set_yticks(y, [capital(member("group", str(name))) for name in top["group"].values])
    ax.set_xlim(0, None)
    ax.set_title("Highest activation")
    ax.set_xlabel("[%]" + ("; lines: 90 %" if cloud is not None else ""))
    ax.grid(visible=False, axis="y")


def height_of_comparison(ds: xr.Dataset) -> float:
    """Height that the picture wants [inch]."""
    rows = -(-len(_shown(ds)) // _ACROSS)
    return rows * (0.75 + 0.19 * min(_cases(ds), MOST_ROWS))


def _shown(ds: xr.Dataset) -> list[str]:
    """Addresses of the panels."""
    found = [str(text) for text in ds["shown"].values] if "shown" in ds else [a for a in USUAL if _has(ds, a)]
    found = found or [str(name) for name in ds.data_vars]
    return [text for text in found if not text.startswith("interval")][:_PANELS]


def _has(ds: xr.Dataset, address: str) -> bool:
    return address in ds or address.partition("[")[0] in ds


def _cases(ds: xr.Dataset) -> int:
    return int(np.prod([ds.sizes[dim] for dim in sweep_dims(ds)]))


def of_comparison(place: Any, ds: xr.Dataset) -> None:
    """Dots with whiskers, a row per case, a panel per quantity."""
    chosen = _shown(ds)
    rows = -(-len(chosen) // _ACROSS)
    panels = place.subplots(rows, min(_ACROSS, len(chosen)), sharey=True, squeeze=False).ravel()
    for ax in panels[len(chosen) :]:
        ax.remove()
    for ax, text in zip(panels, chosen, strict=False):
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
        ax.set_title(capital(heading(text)), fontsize=8.5)
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


def of_verdict(place: Any, verdict: Verdict, rep: xr.Dataset | None) -> None:
    """The movement, and a bar per test: in which share of the draws it holds, with interval and effect."""
    if rep is None:
        _nothing(place.subplots(1, 1), verdict)
        return
    strip, bars = height_of_figures(rep), _height_of_bars(verdict)
    above, below = place.subfigures(2, 1, height_ratios=[strip, bars])
    _figures(above, rep)
    _bars(below.subplots(1, 1), verdict)


def shown_first(verdict: Verdict) -> list[Finding]:
    """Findings in the order in which they decide: what holds least often first, controls last."""
    return sorted(verdict.findings, key=lambda one: (one.control, one.probability))


def height_of_verdict(verdict: Verdict, rep: xr.Dataset | None) -> float:
    """Height that the picture wants [inch]."""
    return 1.5 if rep is None else height_of_figures(rep) + _height_of_bars(verdict)


def _height_of_bars(verdict: Verdict) -> float:
    return 0.7 + 0.55 * min(len(verdict.findings), MOST_TESTS)


def _nothing(ax: Any, verdict: Verdict) -> None:
    """The reason in large type, where there is nothing to draw."""
    words = textwrap.fill(" ".join(verdict.reasons), 62)
    ax.set_axis_off()
    ax.text(0.5, 0.5, words, ha="center", va="center", fontsize=13, color=GREY, parse_math=False)


def _bars(ax: Any, verdict: Verdict) -> None:
    findings = shown_first(verdict)[:MOST_TESTS]
    y = np.arange(len(findings))[::-1]
    shares = [one.probability for one in findings]
    ax.axvspan(0.0, 0.1, color=PALETTE[1], alpha=0.1, linewidth=0)
    ax.axvspan(0.9, 1.0, color=PALETTE[0], alpha=0.1, linewidth=0)
    ax.barh(y, shares, height=0.34, color=[PALETTE[0] if share > 0.5 else PALETTE[1] for share in shares])
    for k, one in enumerate(findings):
        ax.plot(one.probability_interval, [y[k], y[k]], color=INK, linewidth=1.4)
        words = f"{capital(one.says)}: {one.effect_text}" + (" (control)" if one.control else "")
        words = textwrap.shorten(words, 110, placeholder=" ...")
        ax.text(0.004, y[k] + 0.22, words, fontsize=8.5, va="bottom", parse_math=False)
    ax.set_yticks([])
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(-0.5, len(y) - 0.3)
    ax.set_xlabel(f"share of {verdict.draws} draws in which it holds [1]; shaded: contradicted, supported")
