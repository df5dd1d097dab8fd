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
# # What does the hanging knee raise ask of the trunk?
#
# You hang from a bar, bring the knees up and, at the top, roll the pelvis under. A coaching article (Garage Strength, "Lower Back
# Strength Training") says:
#
# * hanging "**decompresses the spine a little bit**",
# * "**dorsiflexion ... firing of the abs and less hip flexor work. The hip flexors will still be used**" (toes pulled up),
# * "**at the top, squeeze the abs ... belly button into the knees**",
# * "**try not to swing**" and "**try to control the eccentric**".
#
# *Compression* is the force that presses the lowest disc (L5/S1) together. The *flexion moment* is what pulls the pelvis up
# in front, force times lever arm in newton metres. *Activation* is a muscle's force as a share of what it can give at its length.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display

import biolift as bl

plt.style.use("biolift.viz.notebook")
me = bl.Athlete(mass=79.3, height=1.76, sex="male", training="trained")
raised = bl.Trial(bl.movements.hanging_knee_raise, me, tempo="2-0-1-1")
rep = bl.simulate(raised)
hang = bl.simulate(raised.replace(variant="passive_hang", tempo=None))
standing = bl.simulate(bl.Trial(bl.movements.standing, me))
display(bl.plot.strip(rep, 6))

# %% [markdown]
# ## One repetition
#
# One second up, a second squeezed, two seconds down. The lumbar moment is negative: it flexes. Two kinds of muscle answer: the hip flexors lift
# the thighs, and since they pull the pelvis forward, the abdominals have to hold it.

# %%
movers = ["rectus_abdominis", "obliques", "psoas", "hip_flexors"]
display(
    bl.plot.curves(
        rep,
        "lumbar_extension_moment",
        "joint_moment[hip]",
        "compression",
        "group_activation",
        members=["L5/S1", *movers],
    )
)

# %% [markdown]
# ## Does it decompress the spine?
#
# Compression through the repetition against quiet standing. Hanging passively takes the weight of the upper body off the disc. As soon as
# muscles lift the legs, they press on it.


# %%
def compression(rep):
    return rep.compression.sel(level="L5/S1")


upright, passive = float(compression(standing).mean()), float(compression(hang).mean())
share = 100 * float((compression(rep) > upright).mean())
figure, panel = plt.subplots(figsize=(9, 3.8), layout="constrained")
panel.plot(rep.time, compression(rep), linewidth=2.2, label="knee raise")
panel.axhline(upright, color="C1", linestyle="--", label="quiet standing")
panel.axhline(passive, color="0.4", linestyle=":", label="passive hang")
panel.set(xlabel="time [s]", ylabel="compression at L5/S1 [N]", ylim=(0, None))
panel.legend()
plt.show()
display(
    Markdown(
        f"Standing {upright:.0f} N, hanging passively {passive:.0f} N, ready to lift {float(compression(rep)[0]):.0f} N, "
        f"at most {float(compression(rep).max()):.0f} N. More than standing for {share:.0f} % of the repetition."
    )
)

# %% [markdown]
# ## Rolling the pelvis under, and the feet
#
# The same raise without the curl at the top, and with relaxed feet.

# %%
ways = {
    "knee raise": None,
    "without the curl": "no_curl",
    "relaxed feet": "relaxed_feet",
    "straight legs": "straight_leg",
}
done = {words: bl.simulate(raised.replace(variant=variant)) for words, variant in ways.items()}
figure, panels = plt.subplots(1, 4, figsize=(12.5, 3.2), sharey=True, layout="constrained")
highest = {
    group: [100 * float(one.group_activation.sel(group=group).max()) for one in done.values()]
    for group in movers
}
for panel, (group, values) in zip(panels, highest.items(), strict=True):
    panel.barh(list(done), values, color=["C0", "C1", "C2", "C3"])
    panel.set_title(group.replace("_", " ").capitalize())
    panel.set_xlabel("highest activation [%]")
panels[0].invert_yaxis()
plt.show()

# %% [markdown]
# ## Ankle weight and tempo
#
# Hollow points ask more than this athlete's muscles can give.

# %%
axes = {"load.mass": [0, 2.5, 5, 10], "tempo": ["1-0-1-0", "3-0-1-0"]}
loaded = raised.replace(load=bl.AnkleWeight(0))
report = ["peak_lumbar_extension_moment", "peak_compression"]
report += [
    "peak_group_force[rectus_abdominis]",
    "impulse_group_force[rectus_abdominis]",
    "peak_group_force[psoas]",
]
draws = 4 if os.environ.get("BIOLIFT_QUICK") else 64  # few, for tests
grid = bl.compare(
    [loaded, loaded.replace(variant="no_curl")], axes, draws=draws, intervals=report, progress=False
)
display(bl.plot.comparison(grid, report, title="Hanging knee raise with ankle weights, both together"))

# %% [markdown]
# ## Strict or swinging, fast or slow
#
# *Strict*: the body's weight stays under the bar. *Swinging*: the hands are a free pin, the joints follow the same path and the whole body swings.
# The **impulse**, activation times time, says how long the abdominals work; the **peak**, how hard.

# %%
seconds = [1, 2, 3, 4]
curves = {}
for words, variant in (("strict", None), ("swinging", "swing")):
    runs = [bl.simulate(raised.replace(variant=variant, tempo=f"{s}-0-1-0")) for s in seconds]
    abs_of = [one.group_activation.sel(group="rectus_abdominis").max("side") for one in runs]
    curves[words] = {
        "peak": [100 * float(a.max()) for a in abs_of],
        "impulse": [100 * float(np.trapezoid(a, a.time)) for a in abs_of],
    }
figure, panels = plt.subplots(1, 2, figsize=(10.5, 3.6), layout="constrained")
for panel, what, unit in zip(panels, ("peak", "impulse"), ("%", "% s"), strict=True):
    for (words, values), look in zip(curves.items(), ("o-", "s--"), strict=True):
        panel.plot(seconds, values[what], look, label=words)
    panel.set_title(f"Rectus abdominis activation, {what}")
    panel.set(xlabel="time of lowering [s]", ylabel=f"[{unit}]", ylim=(0, 1.2 * max(values[what])))
panels[0].legend()
plt.show()
display(bl.plot.strip(bl.simulate(raised.replace(variant="swing", tempo="1-0-1-0")), 6))

# %% [markdown]
# ## What stands, in code
#
# Whether pulled-up toes make the nervous system send more to the abdominals is not a question of mechanics: out of scope. So is "easier to
# control". The muscle set has no path of the latissimus over the shoulder, so "lengthens the lats" is out of scope as well.


# %%
def beside(group, way):
    return highest[group][list(ways).index(way)]


slower = curves["strict"]["impulse"][-1] / curves["strict"]["impulse"][0]
swung = curves["swinging"]["peak"][0] / curves["strict"]["peak"][0]
flex = {w: float(-done[w].joint_moment.sel(joint="hip").min()) for w in ("knee raise", "relaxed feet")}
findings = [
    ("C11", f"Hanging passively unloads the disc: {passive:.0f} N against {upright:.0f} N standing.", passive < 0.5 * upright),
    ("C11", f"The raise does not: {float(compression(rep).max()) / upright:.1f} times standing at its highest.", float(compression(rep).max()) > upright),
    ("C12", f"Mechanically the feet hardly matter to the abdominals: {beside('rectus_abdominis', 'knee raise'):.0f} % with toes up, {beside('rectus_abdominis', 'relaxed feet'):.0f} % relaxed.",
     abs(beside("rectus_abdominis", "knee raise") - beside("rectus_abdominis", "relaxed feet")) < 5),
    ("C12", f"The hip flexors are still used: at most {flex['knee raise']:.0f} N m per hip with toes up, {flex['relaxed feet']:.0f} N m relaxed.", min(flex.values()) > 10),
    ("C13", f"Rolling the pelvis under raises rectus abdominis from {beside('rectus_abdominis', 'without the curl'):.0f} to {beside('rectus_abdominis', 'knee raise'):.0f} %.",
     beside("rectus_abdominis", "knee raise") > 1.2 * beside("rectus_abdominis", "without the curl")),
    ("C30", f"Lowering slowly makes them work longer ({slower:.1f} times the impulse at {seconds[-1]} s against {seconds[0]} s), not harder.",
     slower > 1.5 and abs(curves["strict"]["peak"][-1] / curves["strict"]["peak"][0] - 1) < 0.1),
    ("C30", f"Swinging on the same joint path hardly changes how hard they work: {swung:.2f} times the strict peak.", 0.9 < swung < 1.1),
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
# share of the draws in which a test holds; its range says how well this many draws know it. `biolift claims C11 --explain` tells the whole story.

# %%
few = bool(os.environ.get("BIOLIFT_QUICK"))  # few draws, for tests
expected = {  # labels that may come out, and the sign of the first test's effect (0: about none)
    "C11": ({"contradicted", "undecided"}, -1),
    "C12": ({"undecided"}, -1),
    "C13": ({"supported"}, 1),
    "C29": ({"out_of_scope"}, 0),
    "C30": ({"contradicted", "undecided"}, 0),
    "C31": ({"out_of_scope"}, 0),
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
