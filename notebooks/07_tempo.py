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
# # Does a slow eccentric ask more?
#
# A coaching article (Garage Strength, "Lower Back Strength Training") says of the dumbbell row "**the slow eccentric ... will create
# more tension on the lower back**", and of the knee raise "**try to control the eccentric**". The *eccentric* is the lowering part of
# a repetition.
#
# "More" can mean a higher **peak** (the largest value of a repetition) or a larger **impulse** (value times time, the area under the curve). The
# two answer differently, and they answer differently again when it is the *raising* that gets faster.
#
# A tempo is four numbers: seconds of lowering, hold, raising, hold; `X` is as fast as possible. The *moment* at the lowest disc (L5/S1) is what
# the muscles around it must hold, force times lever arm, in newton metres.

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display

import biolift as bl

plt.style.use("biolift.viz.notebook")
me = bl.Athlete(mass=79.3, height=1.76, sex="male", training="trained")
lifts = {
    "good morning, bar 20 kg": bl.Trial(bl.movements.good_morning, me, load=bl.Barbell(20)),
    "back extension, plate 10 kg": bl.Trial(bl.movements.back_extension, me, load=bl.Plate(10)),
    "reverse hyper, 10 kg": bl.Trial(bl.movements.reverse_hyper, me, load=bl.Pendulum(10)),
    "isometric row, 2 x 10 kg": bl.Trial(bl.movements.isometric_row, me, load=bl.Dumbbell(20)),
    "hanging knee raise": bl.Trial(bl.movements.hanging_knee_raise, me),
}
example = lifts["good morning, bar 20 kg"]
display(bl.plot.strip(bl.simulate(example.replace(tempo="3-0-1-0")), 5))

# %% [markdown]
# ## One lift, four tempos
#
# A good morning with 20 kg. Where the curve is low, speed takes off from it; where it is high, speed adds to it: a body that moves down must be
# stopped, a body that moves up must be started.

# %%
tempos = ["1-0-1-0", "3-0-1-0", "6-0-1-0", "1-0-X-0"]


def moment(rep):
    return abs(rep.lumbar_extension_moment.sel(level="L5/S1"))


def peak(rep):
    return float(moment(rep).max())


def impulse(rep):
    return float(np.trapezoid(moment(rep), rep.time))


fine = bl.models.standard.replace(samples=401)  # a slow phase beside a fast one


def work(trial, tempo):
    return bl.simulate(trial.replace(tempo=tempo), fine)


figure, panel = plt.subplots(figsize=(10, 4), layout="constrained")
table = []
for tempo, look in zip(tempos, ("-", "--", "-.", ":"), strict=True):
    rep = work(example, tempo)
    panel.plot(rep.time, moment(rep), look, linewidth=2.2, label=tempo)
    table.append(
        f"| {tempo} | {peak(rep):.0f} | {impulse(rep):.0f} | {impulse(rep) / float(rep.time[-1]):.0f} |"
    )
panel.set(xlabel="time [s]", ylabel="lumbar extension moment at L5/S1 [N m]", ylim=(0, None))
panel.legend(title="tempo", alignment="left")
plt.show()
display(
    Markdown("| tempo | peak [N m] | impulse [N m s] | mean [N m] |\n|---|---|---|---|\n" + "\n".join(table))
)

# %% [markdown]
# ## Five lifts, slower lowering
#
# As multiples of the value at one second of lowering; raising takes one second throughout.

# %%
seconds = [1, 2, 3, 4, 6]
lowered = {words: [work(trial, f"{s}-0-1-0") for s in seconds] for words, trial in lifts.items()}
figure, panels = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
looks = ["o-", "s--", "^-", "D--", "v-"]
slow = {}
for panel, (what, of) in zip(panels, {"Peak": peak, "Impulse": impulse}.items(), strict=True):
    for (words, reps), look in zip(lowered.items(), looks, strict=True):
        values = np.array([of(rep) for rep in reps])
        slow[what, words] = values / values[0]
        panel.plot(seconds, slow[what, words], look, label=words)
    panel.set_title(f"{what} of the lumbar moment")
    top = 1.1 * max(values.max() for (kind, _), values in slow.items() if kind == what)
    panel.set(xlabel="time of lowering [s]", ylabel="value / value at 1 s", ylim=(0, top))
panels[1].legend()
plt.show()

# %% [markdown]
# ## Five lifts, faster raising
#
# Lowering takes two seconds, raising from three seconds down to half a second.

# %%
times = [3, 2, 1.5, 1, 0.75, 0.5]
raised = {words: [work(trial, f"2-0-{s}-0") for s in times] for words, trial in lifts.items()}
figure, panels = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
fast = {}
for panel, (what, of) in zip(panels, {"Peak": peak, "Impulse": impulse}.items(), strict=True):
    for (words, reps), look in zip(raised.items(), looks, strict=True):
        values = np.array([of(rep) for rep in reps])
        fast[what, words] = values / values[0]
        panel.plot(times, fast[what, words], look, label=words)
    panel.set_title(f"{what} of the lumbar moment")
    panel.set(
        xlabel="time of raising [s]",
        ylabel="value / value at 3 s",
        ylim=(0, 1.1 * max(values.max() for (kind, _), values in fast.items() if kind == what)),
    )
    panel.invert_xaxis()
panels[0].legend()
plt.show()

# %% [markdown]
# ## Weight or time?
#
# How much weight does it take to make a fast repetition count like a slow one? For the good morning: the bar at "1-0-1-0" that has the impulse,
# and the one that has the peak, of 20 kg at "4-0-1-0".

# %%
target = work(example, "4-0-1-0")
quick = example.replace(tempo="1-0-1-0")
equal = {what: bl.load_for(quick, of, of(target)) for what, of in (("peak", peak), ("impulse", impulse))}
axes = {"load.mass": [0, 20, 40, 60], "tempo": ["1-0-1-0", "2-0-1-0", "4-0-1-0"]}
report = [
    "peak_lumbar_extension_moment",
    "impulse_lumbar_extension_moment",
    "impulse_group_force[erector_spinae]",
]
draws = 4 if os.environ.get("BIOLIFT_QUICK") else 64  # few, for tests
grid = bl.compare([example], axes, draws=draws, intervals=report, progress=False).isel(movement=0, drop=True)
display(bl.plot.comparison(grid, report, title="Good morning: weight and tempo"))
display(
    Markdown(
        f"20 kg at 4-0-1-0 has the impulse of **{equal['impulse']:.0f} kg** at 1-0-1-0 and the peak of **{equal['peak']:.1f} kg**. "
        "A long repetition is not a heavy one: they match in one sense only."
    )
)

# %% [markdown]
# ## A set of ten
#
# What adds up over a set, for the same lift at two tempos: time under load, impulse, and the time above 1500 N of compression.

# %%
table = []
for tempo in ("1-0-1-0", "2-0-1-0", "4-0-1-0"):
    ten = bl.Prescription(example.replace(tempo=tempo), sets=1, reps=10)
    added = bl.dose(ten, thresholds={"compression[L5/S1]": 1500.0}).sel(span="set")
    effort = float(added.impulse_group_force.sel(group="erector_spinae").sum("side")) / 1000
    above = float(added.time_above.squeeze())
    table.append(f"| {tempo} | {float(added.time_under_tension):.0f} | {effort:.1f} | {above:.0f} |")
head = "| tempo | time under load [s] | erector impulse [kN s] | time above 1500 N of compression [s] |"
display(Markdown(head + "\n|---|---|---|---|\n" + "\n".join(table)))

# %% [markdown]
# ## What stands, in code

# %%
findings = [
    ("C09", f"Slower lowering raises the impulse of every lift: {min(v[-1] for (k, _), v in slow.items() if k == 'Impulse'):.1f} to {max(v[-1] for (k, _), v in slow.items() if k == 'Impulse'):.1f} times at {seconds[-1]} s.",
     all(v[-1] > 2 for (k, _), v in slow.items() if k == "Impulse")),
    ("C09", f"It raises no peak: at most {max(v.max() for (k, _), v in slow.items() if k == 'Peak'):.2f} times.",
     all(v.max() < 1.02 for (k, _), v in slow.items() if k == "Peak")),
    ("C30", f"Controlling the eccentric of the knee raise: {slow['Impulse', 'hanging knee raise'][-1]:.1f} times the impulse at {seconds[-1]} s.",
     slow["Impulse", "hanging knee raise"][-1] > 2),
    ("tempo", f"Faster raising does the opposite: peaks up to {max(v[-1] for (k, _), v in fast.items() if k == 'Peak'):.1f} times, impulses down to {min(v[-1] for (k, _), v in fast.items() if k == 'Impulse'):.2f} times.",
     all(v[-1] > 1.05 for (k, _), v in fast.items() if k == "Peak") and all(v[-1] < 1 for (k, _), v in fast.items() if k == "Impulse")),
    ("tempo", f"To match the impulse of a slow repetition takes {equal['impulse'] / 20:.1f} times the weight, to match its peak {equal['peak'] / 20:.2f} times.",
     equal["impulse"] > 2 * 20 and equal["peak"] < 1.05 * 20),
]  # fmt: skip
rows = "\n".join(f"| {claim} | {said} | {'holds' if holds else 'fails'} |" for claim, said, holds in findings)
display(Markdown(f"| claim | finding | |\n|---|---|---|\n{rows}"))
for _, said, holds in findings:
    assert holds, said

# %% [markdown]
# ## Verdicts
#
# The claims themselves, each put as a test and judged over many draws of people, uncertain numbers and modelling choices. The *probability* is the
# share of the draws in which a test holds; its range says how well this many draws know it. `biolift claims C09 --explain` tells the whole story.

# %%
few = bool(os.environ.get("BIOLIFT_QUICK"))  # few draws, for tests
expected = {  # labels that may come out, and the sign of the first test's effect (0: about none)
    "C09": ({"undecided"}, 1),
    "C30": ({"contradicted", "undecided"}, 0),
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
