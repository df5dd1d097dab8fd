"""What stands on a card, made from the numbers of a trial, a comparison or a verdict."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from biolift.library.choices import open_choices
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.verdict import LABELS, Verdict
from biolift.report import pictures
from biolift.units import mass_text
from biolift.verbs.inputs import model_of
from biolift.verbs.intervals import USUAL
from biolift.verbs.sample import sample
from biolift.verbs.select import select
from biolift.verbs.simulate import simulate
from biolift.viz.summaries import heading
from biolift.viz.table import number
from biolift.viz.words import capital, member

if TYPE_CHECKING:
    import xarray as xr

#: What a card of a trial tells.
TOLD = ("peak_lumbar_extension_moment[L5/S1]", "peak_compression[L5/S1]", "peak_group_force[erector_spinae]")


@dataclass(frozen=True)
class Contents:
    """What a card says.

    title, sentence, quote : text
    sure, assumed, cannot : lines
    command : to type
    draw, height : the picture, drawn on a part of a figure, and its height [inch]
    """

    title: str
    sentence: str
    command: str
    draw: Callable[[Any], None] = field(repr=False)
    height: float = 4.5
    quote: str = ""
    sure: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()


def of_trial(
    trial: Trial, model: Model | None, *, draws: int, seed: int, progress: bool
) -> tuple[Contents, xr.Dataset]:
    """A card of one repetition."""
    model = model_of(model)
    rep = simulate(trial, model)
    cloud = None
    if draws:
        names = [text.partition("[")[0] for text in TOLD]
        cloud = sample(trial, draws, seed, model, report=names, progress=progress)
    loads = ", ".join(f"{load.kind.replace('_', ' ')} {mass_text(load.mass)}" for load in trial.loads)
    athlete = trial.athlete
    who = f"{athlete.name or athlete.sex}, {athlete.mass:g} kg, {athlete.height:.2f} m"
    values = {text: _peak(rep, text) for text in TOLD}
    first = TOLD[0]
    sentence = (
        f"In one repetition the lower back bears up to {number(values[first])} N m of extension moment "
        f"and {number(values[TOLD[1]])} N of compression at L5/S1."
    )
    over = float(rep["overload"]) == 1.0
    limits = ("The muscles of this person do not meet every moment: loads are lower bounds.",) if over else ()
    title = f"{trial.movement_resolved.title}, {loads or 'no added load'}, tempo {trial.tempo_resolved}"
    asked = "" if not draws else f", draws={draws}, seed={seed}"
    contents = Contents(
        title=title,
        sentence=sentence,
        command=f"bl.card({trial!r}, model={model!r}{asked})",
        draw=lambda place: pictures.of_trial(place, rep),
        sure=() if cloud is None else tuple(_cloud_lines(cloud, values)),
        assumed=(f"the athlete: {who}", *_choices(trial, model)),
        cannot=(*limits, *_distinct(rep.attrs["scope"])),
    )
    return contents, rep if cloud is None else cloud


def _peak(rep: xr.Dataset, text: str) -> float:
    """The peak of a curve of one repetition, as the summary of that address."""
    curve = select(rep, text.removeprefix("peak_")).values
    return float(curve[np.abs(curve).argmax()])


def _cloud_lines(cloud: xr.Dataset, values: dict[str, float]) -> list[str]:
    """Interval of every number told, and how many draws there were."""
    said = []
    for text, value in values.items():
        array = select(cloud, text)
        low, high = np.nanquantile(array.values, [0.05, 0.95])
        unit = array.attrs["units"]
        ends = f"{number(low)} to {number(high)} {unit}"
        said.append(f"{capital(heading(text))} {number(value)} {unit}; 90 % of the draws: {ends}")
    failed = str(cloud.attrs["failed"]).splitlines()[:1]
    return [
        *said,
        f"{cloud.sizes['draw']} draws of every uncertain number, modelling choices {cloud.attrs['choices']}",
        *failed,
    ]


def _distinct(scope: object) -> list[str]:
    """Sentences of a scope; of those that differ in numbers only, the first."""
    return list({re.sub(r"\d+", "", line): line for line in reversed(str(scope).splitlines())}.values())[::-1]


def _choices(trial: Trial, model: Model) -> list[str]:
    found = [one.title for one in open_choices(trial, model)]
    said = f"load sharing {model.sharing!r}, proportions {model.proportions.title}"
    return [said, f"open modelling choices: {'; '.join(found)}"] if found else [said]


def of_comparison(ds: xr.Dataset) -> tuple[Contents, xr.Dataset]:
    """A card of a comparison."""
    from biolift.viz.summaries import beyond_strength

    text = next((t for t in USUAL if t.partition("[")[0] in ds or t in ds), None) or str(
        next(iter(ds.data_vars))
    )
    array = ds[text] if text in ds and "[" in text else select(ds, text)
    flat = array.max([d for d in array.dims if d != "movement"])
    order = np.argsort(-flat.values)
    names = [str(ds["movement"].values[k]) for k in order]
    unit = array.attrs.get("units", "")
    ranked = [f"{member('movement', name)} {number(float(flat.sel(movement=name)))} {unit}" for name in names]
    sentence = f"Largest {heading(text)}: {', '.join(ranked)}."
    _, beyond = beyond_strength(ds)
    titles = [capital(member("movement", str(name))) for name in ds["movement"].values]
    sure = [f"Whiskers: {ds.attrs['intervals']}"] if "intervals" in ds.attrs else ["No intervals were drawn."]
    trials = str(ds.attrs["trial"]).splitlines()
    axes = ", ".join(
        f"{path!r}: {values}"
        for path, _, values in (x.partition(": ") for x in ds.attrs["axes"].splitlines())
    )
    count = ds.attrs.get("intervals", "").partition(" draws")[0].rpartition(" ")[2] or "0"
    contents = Contents(
        title=str(ds.attrs["title"]) if ds.attrs.get("title") != "comparison" else " and ".join(titles),
        sentence=sentence,
        command=f"bl.card(bl.compare([{', '.join(trials)}], {{{axes}}}, draws={count}))",
        draw=lambda place: pictures.of_comparison(place, ds),
        height=0.9 + 0.26 * min(array.size, pictures.MOST_ROWS),
        sure=tuple(sure),
        assumed=tuple(filter(None, [ds.attrs.get("equating", ""), f"model {ds.attrs['model']}"])),
        cannot=tuple(filter(None, [beyond and f"{capital(beyond)}.", *_distinct(ds.attrs["scope"])])),
    )
    return contents, ds


def of_verdict(verdict: Verdict) -> tuple[Contents, Verdict]:
    """A card of the answer to a claim."""
    claim = verdict.claim
    turned = [f"goes the other way with {one.choice}: {one.option}" for one in verdict.flips if one.flips]
    sure = list(verdict.reasons) if verdict.findings else []
    if verdict.findings:
        low, high = verdict.probability_interval
        sure.insert(
            0, f"probability {verdict.probability:.2f} ({low:.2f} to {high:.2f}) over {verdict.draws} draws"
        )
        sure += turned or ["no modelling choice alone turns it"] if verdict.flips else []
        sure += verdict.depends
    said = {True: "agrees", False: "disagrees", None: "not compared"}
    sure += [
        f"published {one.id}: {one.says or 'see the evidence'} ({said[one.agrees]})"
        for one in verdict.studies[:4]
    ]
    contents = Contents(
        title=claim.title,
        quote=f"“{claim.quote}” ({claim.said_by.replace('_', ' ')})" if claim.quote else "",
        sentence=f"{capital(verdict.label.replace('_', ' '))}: {LABELS[verdict.label]}. {_decides(verdict)}",
        command=f"biolift card {claim.id} --draws {verdict.draws or 1} --seed {verdict.seed}",
        draw=lambda place: pictures.of_verdict(place, verdict),
        height=0.9 + 0.62 * max(len(verdict.findings), 1),
        sure=tuple(sure),
        assumed=(claim.statement, *verdict.assumptions),
        cannot=verdict.scope if verdict.findings else verdict.reasons,
    )
    return contents, verdict


def _decides(verdict: Verdict) -> str:
    one = verdict.effect
    return "" if one is None else f"{capital(one.says)}: {one.effect_text}."
