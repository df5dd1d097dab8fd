"""Predicted against measured: all checks, ratios to standing, and Bland and Altman's plot."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from biolift.errors import InputError
from biolift.viz.agreement_table import checked, counts, number
from biolift.viz.style import GREY, INK, MARKERS, PALE, PALETTE, new_figure, note_under, styled

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

#: Colour and marker of a verdict.
LOOK = {
    "within": (PALETTE[2], MARKERS[0], "within the tolerance"),
    "above": (PALETTE[1], MARKERS[2], "miss: predicted too large"),
    "below": (PALETTE[0], MARKERS[3], "miss: predicted too small"),
    "calibration": (GREY, MARKERS[1], "calibration"),
    "reported": (GREY, "x", "not scored"),
}
ROW = 0.3
#: Longest words beside a row.
WORDS = 54


def _rows(ds: xr.Dataset, verdicts: tuple[str, ...]) -> xr.Dataset:
    """Rows with one of these verdicts and both numbers."""
    known = np.isfinite(checked(ds)["ratio"].values) & np.isin(ds["verdict"].values, verdicts)
    if not known.any():
        raise InputError(
            "ds", list(ds["check"].values[:5]), "with checks that have two numbers", "bl.agreement()"
        )
    return ds.isel(check=np.flatnonzero(known))


def _note(ds: xr.Dataset) -> str:
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts(ds).items())
    version = ds.attrs.get("biolift_version", "")
    return f"Checks: {said}. biolift {version}, model {str(ds.attrs.get('model', '')).splitlines()[0][:60]}."


def _names(rows: xr.Dataset) -> list[str]:
    """Id and condition of every row, with the sign where only a bound was published."""
    parts = zip(
        *(rows[name].values for name in ("check", "condition", "bound", "measured", "unit")), strict=True
    )
    return [
        f"{id}  {textwrap.shorten(str(words), WORDS, placeholder=' ...')}"
        + (f" ({sign} {number(float(value), str(unit))})" if sign else "")
        for id, words, sign, value, unit in parts
    ]


@styled
def agreement(ds: xr.Dataset) -> Figure:
    """Predicted over measured of every check that is a number, misses and hits alike.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``agreement``.

    Returns
    -------
    matplotlib.figure.Figure
        A row per check; bars are the interval over what the study leaves open, and the thin line the spread
        between the people measured.

    Raises
    ------
    InputError
        For another result, or one without such checks.
    """
    rows = _rows(ds, ("within", "above", "below"))
    count = rows.sizes["check"]
    made, (ax,) = new_figure(1, 1, (8.4, max(3.2, 1.6 + ROW * count)))
    y = np.arange(count)[::-1]
    ratio, measured = rows["ratio"].values, np.abs(rows["measured"].values)
    low, high = (rows[f"predicted_{end}"].values / rows["measured"].values for end in ("low", "high"))
    ax.axvline(1.0, color=INK, lw=0.8, zorder=0)
    ax.hlines(y, 1 - rows["measured_sd"].values / measured, 1 + rows["measured_sd"].values / measured,
              color=PALE, lw=6, zorder=1)  # fmt: skip
    ax.hlines(y, low, high, color=GREY, lw=1.2, zorder=2)
    for verdict, (colour, marker, words) in LOOK.items():
        here = rows["verdict"].values == verdict
        if here.any():
            ax.scatter(ratio[here], y[here], color=colour, marker=marker, s=34, label=words, zorder=3)
    ax.set_yticks(y, _names(rows))
    ax.set_xscale("log")
    ticks = [0.2, 0.33, 0.5, 0.75, 1, 1.5, 2, 3]
    ends = np.nanmin([ratio, low]), np.nanmax([ratio, high])
    ax.set_xlim(min(0.45, 0.9 * ends[0]), max(2.2, 1.1 * ends[1]))
    ax.set_xticks(ticks, [f"{t:g}" for t in ticks])
    ax.minorticks_off()
    ax.set_xlim(min(0.45, 0.9 * ends[0]), max(2.2, 1.1 * ends[1]))
    ax.set_ylim(-0.8, count - 0.2)
    ax.grid(axis="x")
    ax.set_xlabel("predicted / measured")
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3)
    made.suptitle("Predicted against measured", x=0.01, ha="left")
    grey = "Thin lines: what a study leaves open. Pale bars: spread between people. In brackets: a bound."
    note_under(made, [grey, _note(ds)])
    return made


@styled
def ratios_to_standing(ds: xr.Dataset) -> Figure:
    """Compression as a ratio to quiet standing, beside the measured disc pressure and another model.

    Raises
    ------
    InputError
        For another result, or one without such ratios.
    """
    rows = _rows(ds, ("within", "above", "below", "reported"))
    standing = np.flatnonzero(rows["over"].values == "standing")
    if not standing.size:
        raise InputError(
            "ds", list(rows["check"].values), "with ratios to standing", "bl.agreement('wilke_1999')"
        )
    rows = rows.isel(check=standing)
    count = rows.sizes["check"]
    made, (ax,) = new_figure(1, 1, (8.4, max(3.2, 1.7 + 0.42 * count)))
    y = np.arange(count)[::-1]
    ax.barh(y, rows["measured"].values, height=0.62, color=PALE, label="measured")
    ax.hlines(y, rows["predicted_low"].values, rows["predicted_high"].values, color=PALETTE[0], lw=1.6)
    ax.scatter(rows["predicted"].values, y, color=PALETTE[0], s=36, label="biolift", zorder=3)
    ax.scatter(rows["peer_value"].values, y, color=PALETTE[1], marker=MARKERS[3], s=30, zorder=3,
               label="another full-body model")  # fmt: skip
    scored = [", not scored" if verdict == "reported" else "" for verdict in rows["verdict"].values]
    ax.set_yticks(y, [f"{name}{said}" for name, said in zip(_names(rows), scored, strict=True)])
    ax.axvline(1.0, color=INK, lw=0.8)
    ax.grid(axis="x")
    ax.set_xlim(0.0, None)
    ax.set_xlabel("ratio to quiet standing")
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3)
    made.suptitle("Load on the L4/L5 disc, ratio to quiet standing", x=0.01, ha="left")
    note_under(
        made,
        ["Lines: what the study leaves open, the load moved by 0.10 m where the body lets it."],
    )
    return made


@styled
def bland_altman(ds: xr.Dataset) -> Figure:
    """Predicted less measured against their mean, of all checks that are ratios.

    Returns
    -------
    matplotlib.figure.Figure
        With the mean difference and the limits of agreement, mean +- 1.96 standard deviations.

    Raises
    ------
    InputError
        For another result, or fewer than three ratios.
    """
    rows = _rows(ds, ("within", "above", "below"))
    rows = rows.isel(check=np.flatnonzero((rows["unit"].values == "1") & (rows["bound"].values == "")))
    count = rows.sizes["check"]
    if count < 3:
        raise InputError("ds", list(rows["check"].values), "with at least three ratios", "bl.agreement()")
    middle = 0.5 * (rows["predicted"].values + rows["measured"].values)
    off = rows["predicted"].values - rows["measured"].values
    bias, reach = float(off.mean()), 1.96 * float(off.std(ddof=1))
    made, (ax,) = new_figure(1, 1, (7.2, 4.4))
    for value, words, line in (
        (bias, "mean", "-"),
        (bias - reach, "-1.96 sd", "--"),
        (bias + reach, "+1.96 sd", "--"),
    ):
        ax.axhline(value, color=GREY, lw=1, ls=line)
        ax.annotate(f"{words} {value:+.2f}", (1.0, value), xycoords=("axes fraction", "data"), xytext=(3, 0),
                    textcoords="offset points", va="center", fontsize=8, color=GREY)  # fmt: skip
    ax.axhline(0.0, color=INK, lw=0.8)
    for verdict, (colour, marker, words) in LOOK.items():
        here = rows["verdict"].values == verdict
        if here.any():
            ax.scatter(middle[here], off[here], color=colour, marker=marker, s=34, label=words, zorder=3)
    for k in np.argsort(-np.abs(off))[:6]:
        ax.annotate(
            str(rows["check"].values[k]),
            (middle[k], off[k]),
            xytext=(5, 4),
            textcoords="offset points",
            fontsize=8,
        )
    ax.set_xlabel("mean of predicted and measured ratio")
    ax.set_ylabel("predicted - measured")
    ax.legend(loc="best")
    made.suptitle(f"Bland-Altman plot of {count} ratios", x=0.01, ha="left")
    note_under(
        made,
        ["Ratios of two conditions only: other quantities have other units. Named: the six farthest off."],
    )
    return made


@styled
def flexion_curves(bend: xr.Dataset, strength: xr.Dataset, measured_peak: float | None = None) -> Figure:
    """What bending forward asks, and what the back can give.

    Parameters
    ----------
    bend, strength : xarray.Dataset
        Of ``biolift.evidence.flexion``: ``flexion_curve`` and ``strength_curve``.
    measured_peak : float, optional
        Lumbar flexion at which measured strength is largest [deg].
    """
    made, (left, middle, right) = new_figure(1, 3, (10.5, 3.6))
    x = bend["trunk_inclination"].values
    left.plot(x, bend["moment"], color=PALETTE[0], label="net moment")
    left.plot(x, bend["passive_moment"], color=PALETTE[1], ls="--", label="relaxed tissue")
    left.set_ylabel("extension moment at L4/L5 [N m]")
    left.legend(loc="upper left")
    middle.plot(x, 1e-3 * bend["compression"], color=PALETTE[0])
    middle.set_ylabel("compression at L4/L5 [kN]")
    middle.set_ylim(0.0, None)
    for ax in (left, middle):
        ax.set_xlabel("trunk inclination [deg]")
        ax.set_xticks(range(0, 91, 30))
    flexion = strength["lumbar_flexion"].values
    looks = (("strength", PALETTE[0], "-"), ("active", PALETTE[2], "-."), ("passive", PALETTE[1], "--"))
    for name, colour, line in looks:
        right.plot(flexion, strength[name], color=colour, ls=line, label=name)
    if measured_peak is not None:
        right.axvline(measured_peak, color=GREY, lw=1, label="measured peak")
    right.set_xlabel("lumbar flexion [deg]")
    right.set_ylabel("largest extension moment, L5/S1 [N m]")
    right.set_ylim(min(0.0, float(strength["passive"].min())), 1.3 * float(strength["strength"].max()))
    right.legend(loc="center left")
    made.suptitle("Forward bend held, and strength against lumbar flexion", x=0.01, ha="left")
    return made
