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
# # A movement of your own
#
# Coaches know more lifts than any library. The *Jefferson curl* is one: stand tall with a light weight in the hands and roll down slowly, letting the
# lower back round as far as it goes, then roll up again. It is disputed, and often compared with the Romanian deadlift, which keeps the back set.
#
# Two claims, one from a coaching article (Garage Strength, "Lower Back Strength Training"), one of our own:
#
# * "**improving mobility, especially in the hamstrings and piriformis**": whoever bends more in the hips and less in the lower back loads it less;
# * rolling down round takes work off the back muscles, but no load off the disc.
#
# A movement in biolift is a text file: the poses at both ends, the tempo, what carries the body, where the weight goes, and for every number where it
# comes from. This notebook writes one, checks it, runs it and compares it. How far people round was measured in ordinary
# lifting (Schellenberg et al. 2013, doi:10.1186/2052-1847-5-27, for good mornings and deadlifts); for this lift nobody published it, so it says "assumed".

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import Markdown, display

import biolift as bl

plt.style.use("biolift.viz.notebook")
TEXT = """
id = "jefferson_curl"
title = "Jefferson curl"
summary = "Stand tall with a light bar, tuck the chin and roll down slowly, rounding the lower back as far as it goes; roll up again."
plane = "sagittal"
begins = "eccentric"
tempo = "4-0-4-0"
time_law = "minimum_jerk"

[phases]
eccentric = ["tall", "rolled"]
concentric = ["rolled", "tall"]

[poses.all]
elbow_flexion = { deg = 0, low_deg = 0, high_deg = 5, source = "assumed", note = "straight arms" }

[poses.tall]
pelvic_tilt = { deg = 1, sd_deg = 3, source = "assumed", note = "a first guess, worked out from the balance" }
lumbar_flexion = { deg = 0, sd_deg = 3, source = "assumed", note = "standing tall" }
hip_flexion = { deg = 0, sd_deg = 3, source = "assumed", note = "standing tall" }
knee_flexion = { deg = 2, low_deg = 0, high_deg = 8, source = "assumed", note = "knees straight, not locked" }
ankle_dorsiflexion = { deg = 4, sd_deg = 3, source = "assumed", note = "a first guess, worked out from the flat feet" }
shoulder_flexion = { deg = 5, sd_deg = 5, source = "assumed", note = "a first guess, worked out from the hanging arms" }

[poses.rolled]
pelvic_tilt = { deg = 45, sd_deg = 8, source = "assumed", note = "a first guess, worked out from the balance" }
lumbar_flexion = { deg = 48, sd_deg = 6, source = "assumed", note = "rounded to nine tenths of the full range of a young adult" }
hip_flexion = { deg = 50, sd_deg = 8, source = "assumed", note = "the hips give only as much as they must" }
knee_flexion = { deg = 5, low_deg = 0, high_deg = 12, source = "assumed", note = "knees nearly straight" }
ankle_dorsiflexion = { deg = 0, sd_deg = 4, source = "assumed", note = "a first guess, worked out from the flat feet" }
shoulder_flexion = { deg = 95, sd_deg = 10, source = "assumed", note = "a first guess, worked out from the hanging arms" }

[numbers]
bar_tall = { value = 0.10, unit = "m", low = 0.06, high = 0.14, source = "assumed", note = "bar ahead of the ankles standing tall: in front of the thighs" }
bar_rolled = { value = 0.12, unit = "m", low = 0.06, high = 0.18, source = "assumed", note = "bar ahead of the ankles rolled down: before the shins" }
balance_x = { value = 0.05, unit = "m", low = 0.02, high = 0.08, source = "assumed", note = "mass centre of body and bar ahead of the ankles: the middle of the foot" }
fast_phase = { value = 1.0, unit = "s", low = 0.6, high = 1.5, source = "assumed", note = "not meant to be fast (X in a tempo)" }

# Feet flat, balance over the middle of the foot, the bar hangs where it should: this decides ankles, tilt and shoulders.
[[complete]]
solve = ["pelvic_tilt", "ankle_dorsiflexion", "shoulder_flexion"]
equations = [
  { inclination = "foot", value = 0.0 },
  { balance = "foot", value = "balance_x" },
  { point = "hand", axis = "x", from = "foot", value = { tall = "bar_tall", rolled = "bar_rolled" } },
]

[anchor]
segment = "heel_r"
reference_pose = "tall"
reference_point = "heel_r"
at = [0.0, 0.0]

[[supports]]
segment = "foot"
kind = "floor"
share = "remainder"
pushes_only = true

[equipment.barbell]
site = "hand"

[equipment.dumbbell]
site = "hand"

[variants.set_back]
title = "Jefferson curl, back kept set"
summary = "The same reach with a lower back that rounds little: the hips give instead."

[variants.set_back.poses.rolled]
lumbar_flexion = { deg = 15, sd_deg = 6, source = "assumed", note = "back set" }
hip_flexion = { deg = 85, sd_deg = 8, source = "assumed", note = "as far as straight hamstrings allow" }
"""
Path("jefferson_curl.toml").write_text(TEXT, encoding="utf-8")
curl = bl.Movement.from_toml("jefferson_curl.toml")

# %% [markdown]
# ## Is the file sound?
#
# `bl.check` reads it, does it as a man and as a woman with every load and variant, and looks whether feet stay on the floor, joints within their range
# and the body over its feet. What it says is worth reading before the first number.

# %%
checked = bl.check("jefferson_curl.toml")
print(checked)

# %% [markdown]
# ## Does it look right?

# %%
me = bl.Athlete(mass=79.3, height=1.76, sex="male", training="trained")
rounded = bl.Trial(curl, me, load=bl.Barbell(10))
hinge = bl.Trial(bl.movements.romanian_deadlift, me, load=bl.Barbell(10), tempo="4-0-4-0")
reps = {
    "curl": bl.simulate(rounded),
    "set back": bl.simulate(rounded.replace(variant="set_back")),
    "Romanian deadlift": bl.simulate(hinge),
}
for rep in reps.values():
    display(bl.plot.strip(rep, 5))

# %% [markdown]
# ## The curves
#
# The *moment* at the lowest disc (L5/S1) is force times lever arm, in newton metres. Part of it is carried by relaxed tissue that the
# rounding stretches: that part needs no muscle. *Compression* presses the disc together, *anterior shear* would slide the upper vertebra forward.

# %%
display(bl.plot.curves(reps["curl"], "lumbar_extension_moment", "lumbar_passive_moment[L5/S1]", "compression", "group_force",
                       members=["L5/S1", "erector_spinae", "gluteus_maximus", "hamstrings"]))  # fmt: skip

# %% [markdown]
# ## Beside the Romanian deadlift
#
# Same bar, same tempo.

# %%
trials = [rounded, rounded.replace(variant="set_back"), hinge]
shown = ["peak_lumbar_extension_moment", "peak_compression", "peak_anterior_shear"]
shown += [
    "peak_group_force[erector_spinae]",
    "peak_group_force[gluteus_maximus]",
    "peak_group_force[hamstrings]",
]
draws = 4 if os.environ.get("BIOLIFT_QUICK") else 64  # few, for tests
grid = bl.compare(trials, {"load.mass": [0, 10, 20, 40]}, draws=draws, intervals=shown, progress=False)
display(bl.plot.comparison(grid, shown, title="Rolling down, with the back set, and hinging"))

# %% [markdown]
# ## One of your numbers moved
#
# How much of it rests on the rounding that was assumed? Its angle swept, everything else kept.

# %%
angles = [0, 15, 30, 40, 48, 55]
moved = bl.sweep(
    rounded,
    {"pose.rolled.lumbar_flexion": [f"{a} deg" for a in angles], "load.mass": [10, 20]},
    progress=False,
)
quantities = {
    "Erector spinae, peak force [N]": "peak_group_force[erector_spinae]",
    "Compression, peak [N]": "peak_compression",
    "Anterior shear, peak [N]": "peak_anterior_shear",
}
figure, panels = plt.subplots(1, 3, figsize=(12.5, 3.8), layout="constrained")
for panel, (words, name) in zip(panels, quantities.items(), strict=True):
    for kg, look in ((10, "o-"), (20, "s--")):
        values = bl.select(moved, name).sel(load_mass=kg)
        panel.plot(angles, values, look, label=f"{kg} kg")
    panel.set_title(words)
    panel.set(
        xlabel="lumbar flexion at the bottom [deg]", ylim=(0, 1.15 * float(bl.select(moved, name).max()))
    )
panels[0].legend()
plt.show()

# %% [markdown]
# ## A claim of your own
#
# A claim is a text file, too. It says what is compared with what; the verdict comes out of the draws. Its movement is the file above.

# %%
CLAIM = """
id = "X01"
key = "rounding_spares_muscle_not_disc"
title = "Rolling down round spares the erectors, not the disc"
said_by = "own"
statement = "With 10 kg, rolling down round asks less force of the erectors than a set back does, and no less compression at L5/S1."
scope = "Same reach, tempo and bar."

[trials.round]
movement = "jefferson_curl.toml"
load = { kind = "barbell", mass = 10 }

[trials.set]
like = "round"
variant = "set_back"

[[tests]]
name = "muscle"
says = "peak erector force, round against set back"
relation = "less"
quantity = "peak_group_force[erector_spinae]"
of = "round"
than = "set"

[[tests]]
name = "disc"
says = "peak compression at L5/S1, round against set back"
relation = "greater"
quantity = "peak_compression[L5/S1]"
of = "round"
than = "set"
by = 0.98
"""
Path("rounding_claim.toml").write_text(CLAIM, encoding="utf-8")
print(bl.judge("rounding_claim.toml", 8, flip_draws=0, progress=False))

# %% [markdown]
# ## What stands, in code

# %%
reached = {
    words: float(bl.select(grid, "peak_lumbar_extension_moment").sel(load_mass=10)[k])
    for k, words in enumerate(reps)
}
erector, compression = (
    bl.select(grid, name).sel(load_mass=10).values
    for name in ("peak_group_force[erector_spinae]", "peak_compression")
)
passive = reps["curl"].lumbar_passive_moment.max("progress")
tissue = float(passive.max()) / reached["curl"]
findings = [
    ("yours", "The file passes its check.", checked.ok),
    ("yours", f"Rolled down, relaxed tissue carries up to {100 * tissue:.0f} % of the largest lumbar moment.", tissue > 0.15),
    ("yours", f"At the same lumbar moment ({reached['curl']:.0f} and {reached['set back']:.0f} N m) rounding takes force off the erectors: {erector[0]:.0f} N against {erector[1]:.0f} N with the back set.",
     abs(reached["curl"] / reached["set back"] - 1) < 0.05 and erector[0] < erector[1]),
    ("yours", f"It does not take load off the disc: {compression[0]:.0f} N against {compression[1]:.0f} N. Tissue pulls with a shorter lever arm than muscle, and so harder.",
     compression[0] > compression[1]),
]  # fmt: skip
rows = "\n".join(f"| {said} | {'holds' if holds else 'fails'} |" for _, said, holds in findings)
display(Markdown(f"| finding | |\n|---|---|\n{rows}"))
print(reps["curl"].attrs["scope"])
for _, said, holds in findings:
    assert holds, said

# %% [markdown]
# ## Verdicts
#
# The claims themselves, each put as a test and judged over many draws of people, uncertain numbers and modelling choices. The *probability* is the
# share of the draws in which a test holds; its range says how well this many draws know it.

# %%
few = bool(os.environ.get("BIOLIFT_QUICK"))  # few draws, for tests
expected = {  # labels that may come out, and the sign of the first test's effect (0: about none)
    "C20": ({"undecided"}, 0),
    "X01": ({"supported", "undecided"}, -1),
}
claims = ["C20", "rounding_claim.toml"]
for verdict in bl.judge_all(claims, 8 if few else 256, flip_draws=0 if few else 16, progress=False):
    display(verdict)
    labels, sign = expected[verdict.claim.id]
    low, high = verdict.probability_interval
    still = {verdict.label}  # few draws leave more than one label possible
    if few:
        still |= {label for label, can in (("supported", high > 0.9), ("contradicted", low < 0.1)) if can}
    assert labels & still, str(verdict)
    assert not verdict.findings or sign * verdict.findings[0].effect >= 0, str(verdict)
