# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # How sure are we?
#
# Every number that goes into a result is known only so well: limb masses, the pull of a muscle, where a machine's pivot stands, how a person
# bends. And some things are assumed in one of several ways: how muscles share a load, how much weight a pad takes.
#
# Two claims serve as examples.
#
# * Lawrence, Chin and Swanson (2019, doi:10.1519/JSC.0000000000003146) measured that the peak moment of the reverse hyper is **129 % higher** than
#   that of the back extension at "equivalent loads". Does it ask more of the lower back, and how much more?
# * A coaching article (Garage Strength, "Lower Back Strength Training") says of the reverse hyper "**we can cheat with the heavy load and get more of
#   a swing**". Does a swing ask less?
#
# Here everything uncertain is drawn at random within its stated spread, many times over: each *draw* is one possible person, machine and
# set of assumptions. What nine tenths of the draws agree on is the *90 % interval*.
#
# The *moment* at the lowest disc (L5/S1) is force times lever arm; *compression* is the force that presses the disc together.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display

import biolift as bl

plt.style.use("biolift.viz.notebook")
quick = bool(os.environ.get("BIOLIFT_QUICK"))  # few draws, for tests
draws, rows = (64, 8) if quick else (256, 32)
me = bl.Athlete(mass=79.3, height=1.76, sex="male", training="trained")
hyper = bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(10), tempo="2-0-2-0")
chair = bl.Trial(bl.movements.back_extension, me, load=bl.Plate(10), tempo="2-0-2-0")
for trial in (hyper, chair):
    display(bl.plot.strip(bl.simulate(trial), 5))

# %% [markdown]
# ## One number becomes many
#
# 10 kg on both. Each dot is a draw; the bar holds 90 % of them, the tick is their median, the cross what `simulate` says with every number at its best
# guess.

# %%
measured = bl.studies.check("E001").mean  # peak moment, reverse hyper over back extension, as published
report = ["peak_lumbar_extension_moment", "peak_compression"]
names = {"reverse hyper": hyper, "back extension": chair}
clouds = {
    words: bl.sample(trial, draws, seed=7, report=report, progress=False) for words, trial in names.items()
}
best = bl.compare([hyper, chair], progress=False)
titles = {
    "peak_lumbar_extension_moment": "Peak lumbar moment [N m]",
    "peak_compression": "Peak compression [N]",
}


def middle(values):
    """5th percentile, median and 95th percentile of the draws that could be done."""
    return np.nanpercentile(values, [5, 50, 95], axis=0)


rng = np.random.default_rng(1)
figure, panels = plt.subplots(1, 2, figsize=(12, 3.4), sharey=True, layout="constrained")
for panel, (name, title) in zip(panels, titles.items(), strict=True):
    for k, cloud in enumerate(clouds.values()):
        values = bl.select(cloud, name).values
        low, median, high = middle(values)
        panel.plot(
            values, k + rng.uniform(-0.18, 0.18, len(values)), ".", color=f"C{k}", alpha=0.25, markersize=4
        )
        panel.plot([low, high], [k - 0.3, k - 0.3], color=f"C{k}", linewidth=4, solid_capstyle="butt")
        panel.plot(median, k - 0.3, "|", color="black", markersize=14)
        panel.plot(float(bl.select(best, name)[k]), k - 0.3, "x", color="black", markersize=7)
    panel.set_title(title)
    panel.set_xlim(0, None)
panels[0].set_yticks(range(2), list(clouds))
panels[0].invert_yaxis()
plt.show()

# %% [markdown]
# ## What cancels in a comparison
#
# The same draw uses the same body, muscles and assumptions in every trial. What two trials share cancels in their ratio; what they do not
# share stays. Two ratios of peak moments, each with both trials drawn together, and for contrast as if they had been drawn apart: the reverse hyper
# against the back extension, and strict against swinging on one machine.

# %%
swung = bl.sample(hyper.replace(variant="swing"), draws, seed=7, report=report[:1], progress=False)
moments = {
    words: bl.select(cloud, report[0]).values for words, cloud in {**clouds, "swinging": swung}.items()
}
ratios = {}
for other in ("back extension", "swinging"):
    ratios[f"reverse hyper / {other}", "together"] = moments["reverse hyper"] / moments[other]
    ratios[f"reverse hyper / {other}", "apart"] = moments["reverse hyper"] / np.roll(moments[other], 1)
figure, panel = plt.subplots(figsize=(10, 3.2), layout="constrained")
for k, ((_, how), values) in enumerate(ratios.items()):
    low, median, high = middle(values)
    panel.plot(
        [low, high],
        [k, k],
        color="C0" if how == "together" else "C1",
        linewidth=9,
        solid_capstyle="butt",
        alpha=0.6,
    )
    panel.plot(median, k, "|", color="black", markersize=18)
    panel.text(3.0, k, f"{median:.2f} ({low:.2f} to {high:.2f})", va="center")
panel.axvline(1, color="0.5", linewidth=1)
panel.plot([measured, measured], [-0.5, 1.5], color="black", linestyle="--", linewidth=1)
panel.text(measured, -0.6, f"published {measured:.2f}", ha="center", fontsize=9)
panel.set_yticks(
    range(len(ratios)),
    [
        f"{words.replace('reverse hyper / swinging', 'strict / swinging')}, drawn {how}"
        for words, how in ratios
    ],
)
panel.set(ylim=(3.6, -1), xlim=(0.6, 3.6), xlabel="ratio of the peak lumbar moments (bars: 90 %)")
plt.show()

# %% [markdown]
# ## Two kinds of not knowing
#
# *Parameters* are numbers with a spread; better measurements would narrow it. *Modelling choices* are ways to build the model that data
# do not decide. They are drawn apart here: first with the choices as in the standard model, then with the choices drawn too.

# %%
fixed = bl.sample(hyper, draws, seed=7, report=report, choices=False, progress=False)
spread = {
    "parameters only": middle(bl.select(fixed, "peak_compression").values),
    "parameters and choices": middle(bl.select(clouds["reverse hyper"], "peak_compression").values),
}
cloud = clouds["reverse hyper"]
compression = bl.select(cloud, "peak_compression")
figure, panels = plt.subplots(1, 2, figsize=(12.5, 4.2), width_ratios=[1, 1.5], layout="constrained")
for k, (low, median, high) in enumerate(spread.values()):
    panels[0].plot([k, k], [low, high], color=f"C{k}", linewidth=12, solid_capstyle="butt", alpha=0.6)
    panels[0].plot(k, median, "_", color="black", markersize=20)
panels[0].set_xticks(range(2), ["parameters", "parameters\nand choices"])
panels[0].set(ylabel="peak compression [N]", ylim=(0, None), xlim=(-0.6, 1.6), title="90 % interval")
places, labels = [], []
for name in (str(n) for n in cloud.data_vars if str(n).startswith("choice_")):
    for option in np.unique(cloud[name].values):
        low, median, high = middle(compression.where(cloud[name] == option).values)
        panels[1].plot(
            [low, high], [len(places)] * 2, color="C0", linewidth=5, solid_capstyle="butt", alpha=0.6
        )
        panels[1].plot(median, len(places), "|", color="black", markersize=11)
        places.append(len(places))
        labels.append(f"{name.removeprefix('choice_').replace('_', ' ')}: {option.replace('_', ' ')}")
panels[1].set_yticks(places, labels, fontsize=9.5)
panels[1].invert_yaxis()
panels[1].set(xlabel="peak compression [N]", xlim=(0, None), title="By choice, 90 % of its draws")
plt.show()

# %% [markdown]
# ## Which number matters most?
#
# The *total index* of a number is the share of the spread that it has a hand in: what would remain if everything else were known. The six that
# go with the result most closely stand alone, the others are grouped by kind. The lines are the 90 % intervals of the estimates.

# %%
found = bl.sensitivity(hyper, "peak_compression", draws=rows, seed=7, single=6, progress=False)
top = found.isel(factor=slice(0, 10))
figure, panel = plt.subplots(figsize=(10, 4), layout="constrained")
for k, factor in enumerate(top.factor.values):
    low, high = top.total_order_interval.sel(factor=factor).values
    panel.barh(k, float(top.total_order.sel(factor=factor)), color="C0", alpha=0.75)
    panel.plot([low, high], [k, k], color="black", linewidth=1.2)
words = [
    str(f).replace("model.", "").replace("numbers.", "").replace(".", ": ").replace("_", " ")
    for f in top.factor.values
]
panel.set_yticks(
    range(len(words)),
    [w if kind in w else f"{w} ({kind})" for w, kind in zip(words, top.kind.values, strict=True)],
)
panel.invert_yaxis()
panel.set(xlabel="total index: share of the spread of the peak compression", xlim=(0, None))
plt.show()
display(
    Markdown(
        "Sources of those that stand alone: "
        + ", ".join(f"{word} `{s}`" for word, s in zip(words, top.source.values, strict=True) if s)
        + "."
    )
)

# %% [markdown]
# ## Does the answer hold at every load?
#
# The peak moment of the reverse hyper over that of the back extension, at several loads and tempos, with its 90 % interval. At 1 they are equal.

# %%
axes = {"load.mass": [0, 20] if quick else [0, 10, 20], "tempo": ["2-0-2-0", "1-0-1-0"]}
swept = [
    bl.sample(trial, draws // 8, seed=7, axes=axes, report=report[:1], progress=False)
    for trial in (hyper, chair)
]
over = (bl.select(swept[0], report[0]) / bl.select(swept[1], report[0])).transpose(
    "draw", "tempo", "load_mass"
)
figure, panel = plt.subplots(figsize=(8.5, 3.8), layout="constrained")
for k, tempo in enumerate(axes["tempo"]):
    low, median, high = middle(over.sel(tempo=tempo).values)
    panel.fill_between(axes["load.mass"], low, high, alpha=0.25, color=f"C{k}")
    panel.plot(axes["load.mass"], median, "os"[k] + "-", color=f"C{k}", label=f"tempo {tempo}")
panel.axhline(1, color="0.5", linewidth=1)
panel.set_xticks(axes["load.mass"])
panel.set(xlabel="added mass on both [kg]", ylabel="ratio of the peak moments", ylim=(0, None))
panel.legend(title="median, band: 90 %", alignment="left")
plt.show()

# %% [markdown]
# ## What stands, in code

# %%
widths = {words: np.ptp(middle(values)) for words, values in ratios.items()}
against = "reverse hyper / back extension"
low, median, high = middle(ratios[against, "together"])
width = {words: np.ptp(values) for words, values in spread.items()}
single = middle(moments["reverse hyper"])
more = float(
    np.nanmean(np.where(np.isfinite(ratios[against, "together"]), ratios[against, "together"] > 1, np.nan))
)
shared = widths["reverse hyper / swinging", "together"] / widths["reverse hyper / swinging", "apart"]
findings = [
    ("C01", f"The reverse hyper asks more at the same mass in {100 * more:.0f} % of the draws.", more > 0.95),
    ("C01", f"The measured {measured:.2f} lies {'inside' if low < measured < high else 'outside'} the 90 % interval of the ratio, {low:.2f} to {high:.2f}.", 1 < low < median < high),
    ("C03", f"Strict against swinging is far surer than either alone: drawn together the interval is {shared:.2f} times as wide as drawn apart.", shared < 0.6),
    ("sure", f"Of two different machines little cancels: {widths[against, 'together'] / widths[against, 'apart']:.2f} times.", widths[against, "together"] / widths[against, "apart"] > shared),
    ("sure", f"One number alone: the peak moment of the reverse hyper runs from {single[0]:.0f} to {single[2]:.0f} N m.", single[2] / single[0] > 1.2),
    ("sure", f"The interval of the compression is {width['parameters only']:.0f} N wide from parameters, {width['parameters and choices']:.0f} N with the choices.",
     width["parameters and choices"] > 0.9 * width["parameters only"]),
]  # fmt: skip
table = "\n".join(
    f"| {claim} | {said} | {'holds' if holds else 'fails'} |" for claim, said, holds in findings
)
display(Markdown(f"| claim | finding | |\n|---|---|---|\n{table}"))
print(cloud.attrs["failed"].partition("\n")[0])
for _, said, holds in findings:
    assert holds, said

# %% [markdown]
# ## Verdicts
#
# The claims themselves, each put as a test and judged over many draws of people, uncertain numbers and modelling choices. The *probability* is the
# share of the draws in which a test holds; its range says how well this many draws know it. In C01 loads are matched in several ways, and people of both sexes and many sizes are drawn: that is why its spread is wider than that of one man above.

# %%
few = bool(os.environ.get("BIOLIFT_QUICK"))  # few draws, for tests
expected = {  # labels that may come out, and the sign of the first test's effect (0: about none)
    "C01": ({"supported"}, 1),
    "C03": ({"supported", "undecided"}, -1),
}
for verdict in bl.judge_all(list(expected), 8 if few else 256, flip_draws=0 if few else 16, progress=False):
    display(verdict)
    labels, sign = expected[verdict.claim.id]
    low, high = verdict.probability_interval
    still = {verdict.label}  # few draws leave more than one label possible
    if few:
        still |= {label for label, can in (("supported", high > 0.9), ("contradicted", low < 0.1)) if can}
    assert labels & still, str(verdict)
    assert not verdict.findings or sign * verdict.findings[0].effect >= 0, str(verdict)
