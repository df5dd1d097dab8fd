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
# # What does the banded single-leg good morning ask of the standing leg?
#
# One foot stands on a band that runs around the neck. You bow until the trunk is near level, the free leg in line with it, and come
# back up to a locked hip. A coaching article (Garage Strength, "Lower Back Strength Training") says:
#
# * it is a "**unilateral movement**": one leg does the work of two,
# * "**squeeze through the hip all the way through the glute**": the band is what makes one squeeze to the top,
# * "**feel the hamstrings throughout**", the "**glute pushing through the heel**",
# * you can "**see which side tends to be weaker**",
# * "**a band does not need to be used**".
#
# The *hip moment* is what the muscles behind the hip must hold, force times lever arm, in newton metres.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display

import biolift as bl

plt.style.use("biolift.viz.notebook")
me = bl.Athlete(mass=79.3, height=1.76, sex="male", training="trained")
bow = bl.Trial(bl.movements.single_leg_good_morning, me, load=bl.Band(bl.bands.band_44))
both = bow.replace(variant="two_legs")
rep, rep_both, bare = bl.simulate(bow), bl.simulate(both), bl.simulate(bow.replace(load=None))
display(bl.plot.strip(rep, 6))

# %% [markdown]
# ## One repetition
#
# A loop band 44 mm wide, three seconds down, one second at the bottom, two up. The band is longest, and pulls hardest, when you stand tall.

# %%
movers = ["erector_spinae", "gluteus_maximus", "gluteus_medius", "hamstrings"]
display(
    bl.plot.curves(
        rep,
        "equipment_tension",
        "joint_moment[hip,right]",
        "lumbar_extension_moment",
        "group_force",
        members=["L5/S1", *movers],
    )
)

# %% [markdown]
# ## One leg or two, same band
#
# Per leg: highest moment at the standing hip, and highest force of the muscles behind it.


# %%
def hip(rep):
    return rep.joint_moment.sel(joint="hip", side="right")


def force(rep, group):
    return rep.group_force.sel(group=group, side="right")


asked = {
    "Hip extension moment [N m]": [float(hip(r).max()) for r in (rep, rep_both)],
    **{
        f"{group.replace('_', ' ').capitalize()} [N]": [float(force(r, group).max()) for r in (rep, rep_both)]
        for group in ("gluteus_maximus", "gluteus_medius", "hamstrings", "erector_spinae")
    },
}
figure, panels = plt.subplots(1, 5, figsize=(12.5, 3), layout="constrained")
for panel, (what, values) in zip(panels, asked.items(), strict=True):
    panel.bar(["one leg", "two legs"], values, color=["C0", "C1"])
    panel.set_title(what, fontsize=9.5)
plt.show()

# %% [markdown]
# ## Bands, bars and tempo
#
# Standing on one leg or two, with a wider band. A wider band pulls harder.

# %%
widths = {"load.width": ["22 mm", "32 mm", "44.5 mm", "64 mm"], "tempo": ["3-1-2-0", "2-0-2-0"]}
report = ["peak_joint_moment[hip]", "peak_lumbar_extension_moment", "peak_compression"]
report += ["peak_group_force[gluteus_maximus]", "peak_group_force[hamstrings]"]
draws = 4 if os.environ.get("BIOLIFT_QUICK") else 64  # few, for tests
grid = bl.compare([bow, both], widths, draws=draws, intervals=report, progress=False)
display(bl.plot.comparison(grid, report, title="Good morning with a band, by its width"))

# %% [markdown]
# ## Where does the band add work?
#
# A barbell with the same highest hip moment stands beside the band. Plotted is what each adds to the hip moment of the bow without load.

# %%
bar = bow.replace(load=bl.Barbell(0))
bar = bar.replace(load=bl.Barbell(bl.load_for(bar, lambda r: float(hip(r).max()), float(hip(rep).max()))))
rep_bar = bl.simulate(bar)
figure, panels = plt.subplots(1, 2, figsize=(11.5, 3.8), layout="constrained")
lean = np.degrees(rep.trunk_inclination)
for words, one, look in (("band", rep, "-"), (f"bar of {float(bar.load.mass):.1f} kg", rep_bar, "--")):
    panels[0].plot(one.time, hip(one), look, linewidth=2, label=words)
    panels[1].plot(one.time, hip(one) - hip(bare), look, linewidth=2)
panels[0].plot(bare.time, hip(bare), ":", color="0.3", label="no load")
panels[0].set_title("Hip extension moment, standing leg")
panels[1].set_title("What the load adds to it")
for panel in panels:
    panel.axhline(0, color="0.6", linewidth=1)
    panel.set(xlabel="time [s]", ylabel="[N m]")
panels[0].legend()
plt.show()

# %% [markdown]
# ## Heel or forefoot, and when each muscle peaks
#
# The pressure under the standing foot moved from the heel to the forefoot. The second panel shows how upright the trunk is when
# each group pulls hardest on the way up.

# %%
spots = [-0.02, 0.02, 0.05, 0.08, 0.11]
stood = [bl.simulate(bow.replace(numbers={"balance_x": spot})) for spot in spots]
figure, panels = plt.subplots(1, 2, figsize=(11.5, 3.8), layout="constrained")
behind = {"gluteus maximus": "o-", "gluteus medius": "^:", "hamstrings": "s--"}
moved = {words: [float(force(one, words.replace(" ", "_")).max()) for one in stood] for words in behind}
for words, look in behind.items():
    panels[0].plot([100 * spot for spot in spots], moved[words], look, label=words)
panels[0].set(xlabel="mass centre ahead of the ankle [cm]", ylabel="highest force [N]", ylim=(0, None))
panels[0].legend()
up = rep.isel(progress=rep.phase.values == "concentric")
for words, look in behind.items():
    pull = force(up, words.replace(" ", "_"))
    panels[1].plot(np.degrees(up.trunk_inclination), pull / pull.max(), look[1:], linewidth=2, label=words)
panels[1].set(
    xlabel="trunk from the vertical [deg], on the way up", ylabel="force / highest force", ylim=(0, 1.05)
)
panels[1].invert_xaxis()
plt.show()

# %% [markdown]
# ## What stands, in code
#
# One body has no weaker side. What the model can say: a leg whose muscles are weaker by a given share would run out of strength at a lower load.

# %%
per_leg = asked["Hip extension moment [N m]"]
top = float(hip(rep)[0] - hip(bare)[0])
top_bar = float(hip(rep_bar)[0] - hip(bare)[0])
working = {
    words: float(
        (force(rep, words.replace(" ", "_")) > 0.25 * force(rep, words.replace(" ", "_")).max()).mean()
    )
    for words in behind
}
without = float(hip(bare).max() / hip(rep).max())
findings = [
    ("C15", f"One leg carries more than each of two with the same band: {per_leg[0]:.0f} against {per_leg[1]:.0f} N m at the hip.", per_leg[0] > 1.3 * per_leg[1]),
    ("C15", "So do gluteus maximus and hamstrings of that leg; the back works about as hard on one leg as on two.",
     all(asked[k][0] > 1.2 * asked[k][1] for k in ("Gluteus maximus [N]", "Hamstrings [N]")) and abs(asked["Erector spinae [N]"][0] / asked["Erector spinae [N]"][1] - 1) < 0.1),
    ("C16", f"At lockout the band adds {top:.0f} N m to the hip moment, the bar {top_bar:.0f} N m: pulling straight down past the hip, it does not make one squeeze there.", top < 10),
    ("C27", f"The hamstrings pull with over a quarter of their highest force for {100 * working['hamstrings']:.0f} % of the repetition.", working["hamstrings"] > 0.4),
    ("C27", f"From heel to forefoot the gluteus maximus changes by {100 * (moved['gluteus maximus'][-1] / moved['gluteus maximus'][0] - 1):.0f} %, the hamstrings by {100 * (moved['hamstrings'][-1] / moved['hamstrings'][0] - 1):.0f} %.",
     moved["hamstrings"][-1] > moved["hamstrings"][0]),
    ("C28", f"Without a band the hip still takes {100 * without:.0f} % of the banded moment.", 0.4 < without < 1),
]  # fmt: skip
rows = "\n".join(f"| {claim} | {said} | {'holds' if holds else 'fails'} |" for claim, said, holds in findings)
display(Markdown(f"| claim | finding | |\n|---|---|---|\n{rows}"))
print(rep.attrs["scope"])
for _, said, holds in findings:
    assert holds, said

# %% [markdown]
# ## Verdicts
#
# The claims themselves, each put as a test and judged over many draws of people, uncertain numbers and modelling choices. The *probability* is the
# share of the draws in which a test holds; its range says how well this many draws know it. `biolift claims C15 --explain` tells the whole story.

# %%
few = bool(os.environ.get("BIOLIFT_QUICK"))  # few draws, for tests
expected = {  # labels that may come out, and the sign of the first test's effect (0: about none)
    "C15": ({"undecided"}, 1),
    "C16": ({"supported"}, 1),
    "C17": ({"out_of_scope"}, 0),
    "C27": ({"contradicted"}, 0),
    "C28": ({"supported"}, -1),
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
