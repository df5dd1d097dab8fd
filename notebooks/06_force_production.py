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
# # How much force does a reverse hyper take?
#
# Two studies measured it. Their abstracts are readable, their methods are not, so we ask under which conditions the model finds the same.
#
# * Lawrence, Chin and Swanson 2019 (*J Strength Cond Res* 33(8):2053-2056, doi:10.1519/JSC.0000000000003146): at "equivalent loads" the
#   low-back moment of the reverse hyper is higher than that of the back extension, **peak +129 %, mean +78 %, integrated +63 %**.
# * Lawrence, Somma and Swanson 2022 (*J Appl Biomech* 38(5):336-345, doi:10.1123/jab.2022-0046): against a load of 50 % of body weight, peak
#   force rises by only **28 % at 100 %** and **34 % at 150 %**.
#
# The study of 2019 reports what the maker of the machine says: at the bottom of the swing it gives **traction to the lower back**. A coaching article (Garage Strength, "Lower Back Strength Training") adds: "**We can cheat with the heavy load and get more of a swing**".
#
# The *low-back moment* is what the muscles around the lowest disc (L5/S1) must hold, force times lever arm. The *strap's force* is what
# the pendulum pulls with at the ankles. *Strict* starts and stops at each end; *swinging*, the legs ride the pendulum through the vertical.

# %%
import os
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display

import biolift as bl

plt.style.use("biolift.viz.notebook")
# the mean of the 20 people of 2022; 2019 gives no body sizes
me = bl.Athlete(mass=79.3, height=1.76, sex="male", training="trained")
hyper = bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(20), tempo="1-0-1-0")
chair = bl.Trial(bl.movements.back_extension, me, load=bl.Plate(20), tempo="1-0-1-0")
swing = hyper.replace(variant="swing")
for trial in (hyper, swing):
    display(bl.plot.strip(bl.simulate(trial), 5))

# %% [markdown]
# ## One repetition, strict and swinging
#
# 20 kg, one second up, one down.

# %%
for trial in (hyper, swing):
    shown = ("lumbar_extension_moment", "equipment_tension")
    display(bl.plot.curves(bl.simulate(trial), *shown, members=["L5/S1"]))

# %% [markdown]
# ## 2019: what is an equal load?
#
# Four rules, each over a series of loads; half of the vertical force at the hips on the pad. The numbers are the ratio of the moments, reverse
# hyper over back extension; a blank means that no such load exists.
#
# * **same mass** on both;
# * **same hip moment** (both hips) where thighs or trunk pass the horizontal slowly: plates on the pendulum are found for a given plate;
# * **reverse hyper only**: the back extension without weight;
# * **same back moment** at horizontal, as a control: what is left of the ratio comes from the way up and down alone.

# %%
SLOW = "200-0-200-0"  # accelerations do not count
LOADS = [10, 20, 40]
WAYS = {
    "strict, 2 s": (None, "2-0-2-0"),
    "strict, 1 s": (None, "1-0-1-0"),
    "swing, 1 s": ("swing", "1-0-1-0"),
}


def moment(rep):
    return rep.lumbar_extension_moment.sel(level="L5/S1")


def horizontal(rep):
    """The instant at which the moving part, thighs or trunk, is horizontal."""
    thighs = rep.pelvic_tilt - rep.joint_angle.sel(joint="hip", side="right")
    moving = thighs if rep.attrs["title"].startswith("Reverse") else rep.trunk_inclination
    return rep.isel(progress=int(np.abs(moving.values - np.pi / 2).argmin()))


def hips(rep):
    return float(horizontal(rep).joint_moment.sel(joint="hip").sum("side"))


def back(rep):
    return float(moment(horizontal(rep)))


@cache
def matching(known, sought, quantity):
    """Mass at which `sought` has the slow value of `known`, None where there is none."""
    try:
        return bl.load_for(
            sought.replace(tempo=SLOW), quantity, quantity(bl.simulate(known.replace(tempo=SLOW)))
        )
    except bl.InputError:
        return None


@cache
def peak_and_mean(trial):
    """Peak and mean moment of a repetition [N m]."""
    values = moment(bl.simulate(trial))
    return np.array([values.max(), np.trapezoid(values, values.time) / values.time[-1]])


def equated(rule, lying, seated, kg):
    """The two trials with loads that are equal under a rule."""
    lying, seated = lying.replace(load=bl.Pendulum(kg)), seated.replace(load=bl.Plate(kg))
    if rule == "same hip moment":
        found = matching(seated, lying.replace(variant=None), hips)
        return None if found is None else (lying.replace(load=bl.Pendulum(found)), seated)
    if rule == "same back moment":
        found = matching(lying.replace(variant=None), seated, back)
        return None if found is None else (lying, seated.replace(load=bl.Plate(found)))
    return (lying, seated.replace(load=None)) if rule == "reverse hyper only" else (lying, seated)


rules = ["same mass", "same hip moment", "reverse hyper only", "same back moment"]
ratio = np.full((2, len(rules), len(WAYS), len(LOADS)), np.nan)
for i, rule in enumerate(rules):
    for j, (variant, tempo) in enumerate(WAYS.values()):
        for k, kg in enumerate(LOADS):
            pair = equated(rule, hyper.replace(variant=variant, tempo=tempo), chair.replace(tempo=tempo), kg)
            if pair:
                ratio[:, i, j, k] = peak_and_mean(pair[0]) / peak_and_mean(pair[1])

# %%
peak, mean, integral = (bl.studies.check(id).mean for id in ("E001", "E003", "E002"))  # as published
published = {"Peak": [peak], "Mean and integral": [mean, integral]}
figure, panels = plt.subplots(1, 2, figsize=(12.5, 4.2), sharey=True, layout="constrained")
labels = [f"{rule}, {way}" for rule in rules for way in WAYS]
for panel, values, (words, lines) in zip(panels, ratio, published.items(), strict=True):
    grid = values.reshape(-1, len(LOADS))
    panel.imshow(grid, aspect="auto", cmap="cividis", vmin=0.6, vmax=3.4)
    for (row, column), value in np.ndenumerate(grid):
        near = any(abs(value / line - 1) <= 0.2 for line in lines)
        text = "" if np.isnan(value) else f"{value:.2f}" + (" *" if near else "")
        panel.text(
            column, row, text, ha="center", va="center", color="black" if value > 2 else "white", fontsize=9
        )
    for row in range(len(WAYS), len(labels), len(WAYS)):
        panel.axhline(row - 0.5, color="white", linewidth=3)
    panel.set_xticks(range(len(LOADS)), LOADS)
    panel.set_yticks(range(len(labels)), labels)
    panel.set_xlabel("given load [kg]")
    panel.set_title(
        f"{words} (published {' and '.join(f'{line:.2f}' for line in lines)}; * within 20 %)", fontsize=10
    )
plt.show()

# %% [markdown]
# ## 2022: load against force
#
# Loads of 50 to 150 % of body weight, as multiples of the value at 50 %. Muscles of this model could not hold the heaviest (the forces and
# net moments are still those that the motion takes). "In proportion" would be three times at 150 %: the weight of the empty pendulum and of
# the legs already takes off from that.

# %%
shares = [50, 75, 100, 125, 150]
series = {**WAYS, "swing, 2 s": ("swing", "2-0-2-0")}
looks = ["o-", "s-", "^--", "D--"]
risen = [bl.studies.check(id).mean for id in ("E012", "E013")]  # peak force at 100 and 150 %, as published
strap, lumbar = {}, {}
for way, (variant, tempo) in series.items():
    reps = [
        bl.simulate(hyper.replace(variant=variant, tempo=tempo, load=bl.Pendulum(f"{s} %BW"))) for s in shares
    ]
    strap[way] = np.array([float(rep.equipment_tension.max()) for rep in reps])
    lumbar[way] = np.array([float(moment(rep).max()) for rep in reps])
figure, panels = plt.subplots(1, 2, figsize=(12, 4.2), sharey=True, layout="constrained")
for panel, values, words in zip(
    panels, (strap, lumbar), ("Peak force of the strap", "Peak low-back moment"), strict=True
):
    for (way, curve), look in zip(values.items(), looks, strict=True):
        panel.plot(shares, curve / curve[0], look, label=way)
    panel.plot(shares, [s / 50 for s in shares], ":", color="0.5", label="in proportion")
    panel.plot([100, 150], risen, "k*", markersize=12, label="published peak force")
    panel.set_title(words)
    panel.set(xlabel="load [% of body weight]", ylabel="multiple of the value at 50 %")
panels[0].legend()
plt.show()

# %% [markdown]
# The published points lie far below every line: people who did all loads in *one* way could not produce them in this model. If they went
# light loads fast and strict and heavy ones slow and swinging, the lines come closer:

# %%
pairs = {
    "same way, strict 1 s": ("strict, 1 s", "strict, 1 s"),
    "same way, swing 1 s": ("swing, 1 s", "swing, 1 s"),
    "light strict 1 s, heavy swing 1 s": ("strict, 1 s", "swing, 1 s"),
    "light strict 1 s, heavy swing 2 s": ("strict, 1 s", "swing, 2 s"),
}
rise = {
    words: {
        what: values[heavy][[2, 4]] / values[light][0]
        for what, values in (("strap", strap), ("moment", lumbar))
    }
    for words, (light, heavy) in pairs.items()
}
body = "\n".join(
    f"| {words} | {r['strap'][0]:.2f} | {r['strap'][1]:.2f} | {r['moment'][0]:.2f} | {r['moment'][1]:.2f} |"
    for words, r in rise.items()
)
display(
    Markdown(
        "| execution | strap, 100 % / 50 % | strap, 150 % / 50 % | low-back moment, 100 % / 50 % | 150 % / 50 % |\n|---|---|---|---|---|\n"
        f"{body}\n| published | {risen[0]} | {risen[1]} | | |"
    )
)

# %% [markdown]
# ## Does swinging spare the back?
#
# Strict and swinging at the same time for a whole repetition, with 20 kg. Three readings of effort: the peak, the mean of the size of the
# moment, and the time integral of its lifting part.

# %%
cycles = [1.4, 1.8, 2.2, 2.6, 3.2, 4.0, 5.0]
effort = {}
for words, trial in (("strict", hyper), ("swinging", swing)):
    runs = [moment(bl.simulate(trial.replace(tempo=f"{t / 2:g}-0-{t / 2:g}-0"))) for t in cycles]
    effort[words] = {
        "Peak [N m]": np.array([float(r.max()) for r in runs]),
        "Mean size [N m]": np.array([float(np.trapezoid(abs(r), r.time) / r.time[-1]) for r in runs]),
        "Lifting impulse [N m s]": np.array([float(np.trapezoid(r.clip(0), r.time)) for r in runs]),
    }
figure, panels = plt.subplots(1, 3, figsize=(12.5, 3.8), layout="constrained")
for panel, what in zip(panels, effort["strict"], strict=True):
    for (words, values), look in zip(effort.items(), ("o-", "s--"), strict=True):
        panel.plot(cycles, values[what], look, label=words)
    panel.set_title(what)
    panel.set(
        xlabel="time of one repetition [s]", ylim=(0, 1.1 * max(v[what].max() for v in effort.values()))
    )
panels[0].legend()
plt.show()

# %% [markdown]
# ## Does the swing draw the back apart?
#
# *Traction* would be a compression below zero. The hanging legs and the pendulum pull on the pelvis, but whoever swings them must also brake them and turn
# them round, and the muscles that do so press the disc together. The band holds nine tenths of the draws of everything that is uncertain.

# %%
quick = bool(os.environ.get("BIOLIFT_QUICK"))  # few draws, for tests
rides = {
    words: swing.replace(load=bl.Pendulum(kg), tempo="1.5-0-1.5-0")
    for words, kg in (("empty pendulum", 0), ("20 kg", 20))
}
clouds = {
    words: bl.sample_curves(trial, 4 if quick else 64, seed=6, report=["compression"], progress=False)
    for words, trial in rides.items()
}
figure, panel = plt.subplots(figsize=(9, 3.8), layout="constrained")
least = {}
for k, (words, trial) in enumerate(rides.items()):
    rep = bl.simulate(trial)
    pressed = rep.compression.sel(level="L5/S1")
    drawn = clouds[words].compression.sel(level="L5/S1")
    low, high = drawn.quantile([0.05, 0.95], "draw").values
    panel.fill_between(rep.time, low, high, color=f"C{k}", alpha=0.2, linewidth=0)
    panel.plot(rep.time, pressed, ["-", "--"][k], color=f"C{k}", label=words)
    least[words] = drawn.min("progress").values
panel.axhline(0, color="black", linewidth=1)
panel.text(0.02, -0.02, "below: traction", transform=panel.get_yaxis_transform(), va="top", fontsize=9)
panel.set(xlabel="time from the lowest point [s]", ylabel="compression at L5/S1 [N]", ylim=(-600, None))
panel.legend(
    title="swinging,\n1.5 s up and down", alignment="left", loc="center left", bbox_to_anchor=(1, 0.5)
)
plt.show()

# %% [markdown]
# ## What stands, in code

# %%
higher = ratio[:, :3]  # the control aside
reached = {
    peak: ratio[0][~np.isnan(ratio[0])],
    mean: ratio[1][~np.isnan(ratio[1])],
    integral: ratio[1][~np.isnan(ratio[1])],
}
same = rise["same way, swing 1 s"]
closest = rise["light strict 1 s, heavy swing 2 s"]
less = {what: effort["swinging"][what] / effort["strict"][what] for what in effort["strict"]}
easiest = int(effort["swinging"]["Peak [N m]"].argmin())
findings = [
    ("C01", f"Loaded, the reverse hyper asks more of the lower back under every rule: {np.nanmin(higher):.2f} to {np.nanmax(higher):.2f} times.",
     bool(np.nanmin(higher) > 1)),
    ("C01", "Every published ratio is within 20 % of some rule's, so they do not tell which rule was used.",
     all((abs(values / line - 1) < 0.2).any() for line, values in reached.items())),
    ("C02", f"Done in one way, force rises less than the plates, but far more than measured: {same['strap'][0]:.2f} and {same['strap'][1]:.2f} times.",
     risen[1] < same["strap"][1] < 3 and risen[0] < same["strap"][0] < 2),
    ("C02", f"Even with light loads fast and strict and heavy ones slow and swinging it is {closest['strap'][0]:.2f} and {closest['strap'][1]:.2f} times; published {risen[0]} and {risen[1]}.",
     closest["strap"][1] > risen[1]),
    ("C03", f"At the same cycle time swinging lowers the peak ({less['Peak [N m]'].min():.2f} to {less['Peak [N m]'].max():.2f} times) and the mean size ({less['Mean size [N m]'].min():.2f} to {less['Mean size [N m]'].max():.2f} times).",
     all((less[what] < 1).all() for what in ("Peak [N m]", "Mean size [N m]"))),
    ("C06", f"The disc stays under compression through the whole swing: at least {min(values.min() for values in least.values()):.0f} N in every draw.",
     all((values > 0).all() for values in least.values())),
    ("C03", f"A swing has a pace of its own: its peak is smallest at {cycles[easiest]:g} s a repetition, larger both faster and slower.",
     0 < easiest < len(cycles) - 1),
]  # fmt: skip
rows = "\n".join(f"| {claim} | {said} | {'holds' if holds else 'fails'} |" for claim, said, holds in findings)
display(Markdown(f"| claim | finding | |\n|---|---|---|\n{rows}"))
print(bl.simulate(hyper).attrs["scope"])
for _, said, holds in findings:
    assert holds, said

# %% [markdown]
# ## Verdicts
#
# The claims themselves, each put as a test and judged over many draws of people, uncertain numbers and modelling choices. The *probability* is the
# share of the draws in which a test holds; its range says how well this many draws know it. `biolift claims C01 --explain` tells the whole story.

# %%
few = bool(os.environ.get("BIOLIFT_QUICK"))  # few draws, for tests
expected = {  # labels that may come out, and the sign of the first test's effect (0: about none)
    "C01": ({"supported"}, 1),
    "C02": ({"undecided"}, 1),
    "C03": ({"supported", "undecided"}, -1),
    "C06": ({"contradicted"}, 1),
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
