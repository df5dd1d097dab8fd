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
# # What does the isometric dumbbell row ask of the lower back?
#
# The feet are locked into a glute-ham developer, the trunk is held level like a plank, and the arms row. A coaching article
# (Garage Strength, "Lower Back Strength Training") says:
#
# * "**start without using dumbbells but just hold the position**": so the hold alone is a load already;
# * "**the slow eccentric ... will create more tension on the lower back**": lowering slowly counts for more;
# * "**do the row with a single arm at a time. Complexity**": one arm asks more control than two;
# * it trains "**coordination between the glutes, back, and hammies**".
#
# The *moment* at the lowest disc (L5/S1) is what the back muscles must hold, force times lever arm, in newton metres.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display

import biolift as bl

plt.style.use("biolift.viz.notebook")
me = bl.Athlete(mass=79.3, height=1.76, sex="male", training="trained")
row = bl.Trial(bl.movements.isometric_row, me, load=bl.Dumbbell(20), tempo="3-0-1-0")
hold = bl.Trial(bl.movements.isometric_row, me, variant="hold")
rep, held = bl.simulate(row), bl.simulate(hold)
display(bl.plot.strip(rep, 5))

# %% [markdown]
# ## One repetition
#
# Two dumbbells of 10 kg, one second up, three seconds down. The trunk does not move, so nearly all of the moment is weight times lever.
# The arms hang far from the hips (long lever) and come closer as they row.

# %%
movers = ["erector_spinae", "gluteus_maximus", "hamstrings"]
display(
    bl.plot.curves(
        rep,
        "lumbar_extension_moment",
        "compression",
        "group_force",
        "group_activation",
        members=["L5/S1", *movers],
    )
)

# %% [markdown]
# ## How hard is just holding?
#
# The hold without any weight, beside quiet standing and beside what the same muscles can hold at most in this pose: a weight
# vest is made heavier until they fall short. *Activation* is force as a share of what a muscle can give at its length.

# %%
vest = hold.replace(load=bl.Vest(0))
limit = bl.capacity(vest)
strongest = bl.simulate(vest.replace(load=bl.Vest(limit.mass)))
standing = bl.simulate(bl.Trial(bl.movements.standing, me))


def moment(rep):
    return rep.lumbar_extension_moment.sel(level="L5/S1")


bars = {
    "quiet standing": float(moment(standing).mean()),
    "hold, no weight": float(moment(held).mean()),
    "row, 2 x 10 kg": float(moment(rep).max()),
    "most in this pose": float(moment(strongest).max()),
}
figure, panel = plt.subplots(figsize=(8.5, 3), layout="constrained")
panel.barh(list(bars), list(bars.values()), color=["0.6", "C0", "C1", "0.85"])
for k, value in enumerate(bars.values()):
    panel.text(value + 5, k, f"{value:.0f} N m, {100 * value / bars['most in this pose']:.0f} %", va="center")
panel.invert_yaxis()
panel.set_xlim(0, 1.25 * bars["most in this pose"])
panel.set_xlabel("lumbar extension moment at L5/S1, highest [N m]")
plt.show()
display(Markdown(f"What gives out: {limit.reason}."))

# %% [markdown]
# ## Who shares the hold?
#
# Activation of the three groups in the hold and at three weights.

# %%
weights = [10, 20, 40]
report = ["peak_lumbar_extension_moment", "mean_lumbar_extension_moment", "peak_compression"]
report += ["peak_group_force[erector_spinae]", "impulse_group_force[erector_spinae]"]
draws = 4 if os.environ.get("BIOLIFT_QUICK") else 64  # few, for tests
axes = {"load.mass": weights, "tempo": ["1-0-1-0", "3-0-1-0"]}
grid = bl.compare([row], axes, draws=draws, intervals=report, progress=False).isel(movement=0, drop=True)
figure, panel = plt.subplots(figsize=(8.5, 3.4), layout="constrained")
activation = {group: [100 * float(held.group_activation.sel(group=group).max())] for group in movers}
for group in movers:
    asked = bl.select(grid, f"peak_group_activation[{group}]").sel(tempo="3-0-1-0")
    activation[group] += [100 * float(value) for value in asked]
for k, (group, values) in enumerate(activation.items()):
    panel.bar(np.arange(4) + 0.26 * (k - 1), values, 0.24, label=group.replace("_", " "))
panel.set_xticks(range(4), ["hold, no weight", *(f"row, {kg} kg in all" for kg in weights)])
panel.set_ylabel("highest activation [%]")
panel.legend()
plt.show()

# %% [markdown]
# ## Weight and tempo

# %%
display(bl.plot.comparison(grid, report, title="Isometric row: weight (both hands together) and tempo"))

# %% [markdown]
# ## More tension by lowering slowly?
#
# "Tension" can mean two things. The **peak** is the highest value of a repetition. The **impulse** is tension times time, the area under the
# curve. Both against the time of lowering, one second of rowing up, as multiples of the value at one second.

# %%
seconds = [1, 2, 3, 4, 6]
slow = bl.sweep(row, {"tempo": [f"{s}-0-1-0" for s in seconds]}, progress=False)
figure, panel = plt.subplots(figsize=(8, 3.8), layout="constrained")
relative = {}
for words, name, look in (
    ("impulse of the moment", "impulse_lumbar_extension_moment", "o-"),
    ("impulse of erector force", "impulse_group_force[erector_spinae]", "s--"),
    ("peak of the moment", "peak_lumbar_extension_moment", "^-"),
    ("peak of erector force", "peak_group_force[erector_spinae]", "D--"),
):
    values = bl.select(slow, name).values
    relative[words] = values / values[0]
    panel.plot(seconds, relative[words], look, label=words)
panel.set(xlabel="time of lowering [s]", ylabel="value / value at 1 s", ylim=(0, None))
panel.legend()
plt.show()

# %% [markdown]
# ## One arm or two?
#
# One dumbbell hangs on one side and wants to turn and to bend the trunk. Four ways of rowing 20 kg or 10 kg in a hand.

# %%
ways = {
    "two arms, 2 x 10 kg": row,
    "one after the other, 2 x 10 kg": row.replace(variant="alternating"),
    "one arm, 10 kg": row.replace(variant="one_arm", load=bl.Dumbbell(10)),
    "one arm, 20 kg": row.replace(variant="one_arm"),
}
done = {words: bl.simulate(trial) for words, trial in ways.items()}
panels_of = {
    "Turning moment [N m]": lambda r: float(abs(r.lumbar_left_turn_moment.sel(level="L5/S1")).max()),
    "Side-bending moment [N m]": lambda r: float(abs(r.lumbar_right_bend_moment.sel(level="L5/S1")).max()),
    "Extension moment [N m]": lambda r: float(moment(r).max()),
    "Obliques, other side [%]": lambda r: 100 * float(r.group_activation.sel(group="obliques").max()),
}
asked = {what: [of(r) for r in done.values()] for what, of in panels_of.items()}
figure, panels = plt.subplots(1, 4, figsize=(12.5, 3.2), sharey=True, layout="constrained")
for panel, (what, values) in zip(panels, asked.items(), strict=True):
    panel.barh(list(done), values, color=["C0", "C0", "C1", "C1"])
    panel.set_title(what, fontsize=10)
panels[0].invert_yaxis()
plt.show()

# %% [markdown]
# ## What stands, in code
#
# The article also says that slow-twitch muscle needs isometric work: fibre types are no part of this model, so that statement is out of scope.

# %%
share = 100 * bars["hold, no weight"] / bars["most in this pose"]
erectors = bl.select(grid, "peak_group_force[erector_spinae]").sel(tempo="3-0-1-0").values
one, two = asked["Turning moment [N m]"][3], asked["Turning moment [N m]"][0]
impulse, peak = relative["impulse of erector force"], relative["peak of erector force"]
findings = [
    ("C08", f"The hold alone is a load: {bars['hold, no weight']:.0f} N m, {bars['hold, no weight'] / bars['quiet standing']:.0f} times quiet standing.",
     bars["hold, no weight"] > 5 * bars["quiet standing"]),
    ("C08", f"It is {share:.0f} % of what this trained athlete can hold; measured holds lie near half of the maximum of the people measured.", 15 < share < 60),
    ("C09", f"Slower lowering raises the impulse ({impulse[-1]:.1f} times at {seconds[-1]} s against {seconds[0]} s), not the peak ({peak[-1]:.2f} times).",
     impulse[-1] > 2 and abs(peak[-1] - 1) < 0.1),
    ("C10", f"One arm turns the trunk with {one:.0f} N m at the same total weight; two arms with {two:.1f}.", one > 10 * max(two, 1)),
    ("C10", "It does so even with half of the total, the same weight in the hand.", asked["Turning moment [N m]"][2] > 10 * max(two, 1)),
    ("C10", "The extension moment knows only the total: equal for one arm and two.", abs(asked["Extension moment [N m]"][3] / asked["Extension moment [N m]"][0] - 1) < 0.02),
    ("C26", f"All three groups work in the hold: {', '.join(f'{g.replace(chr(95), chr(32))} {v[0]:.0f} %' for g, v in activation.items())}.",
     all(v[0] > 10 for v in activation.values())),
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
# share of the draws in which a test holds; its range says how well this many draws know it. `biolift claims C08 --explain` tells the whole story.

# %%
few = bool(os.environ.get("BIOLIFT_QUICK"))  # few draws, for tests
expected = {  # labels that may come out, and the sign of the first test's effect (0: about none)
    "C08": ({"supported"}, 1),
    "C09": ({"undecided"}, 1),
    "C10": ({"undecided"}, 1),
    "C22": ({"out_of_scope"}, 0),
    "C26": ({"supported"}, 1),
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
