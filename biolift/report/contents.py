"""What stands on a card, made from the numbers of a trial, a comparison or a verdict."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from biolift.evidence.reasons import MEANING, TOO_FEW
from biolift.library.choices import open_choices
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial, load_text
from biolift.nouns.verdict import LABELS, Verdict
from biolift.report import pictures
from biolift.verbs.inputs import model_of
from biolift.verbs.intervals import USUAL, interval_ends
from biolift.verbs.sample import sample
from biolift.verbs.sample_curves import DRAWS as BANDS
from biolift.verbs.sample_curves import sample_curves
from biolift.verbs.select import select
from biolift.verbs.simulate import simulate
from biolift.viz.summaries import heading
from biolift.viz.table import number
from biolift.viz.words import capital, member

if TYPE_CHECKING:
    import xarray as xr

#: What the commands of a trial and of a comparison need.
NEEDS = ("import biolift as bl", "from biolift import *")
#: What a card of a trial tells.
TOLD = ("peak_lumbar_extension_moment[L5/S1]", "peak_compression[L5/S1]", "peak_group_force[erector_spinae]")


@dataclass(frozen=True)
class Contents:
    """What a card says.

    kicker, title, sentence, quote : text
    label : of a verdict
    sure, assumed, cannot : lines
    command : to type, after the lines of `needs`
    draw, height : the picture, drawn on a part of a figure, and its height [inch]
    """

    title: str
    sentence: str
    command: str
    draw: Callable[[Any], None] = field(repr=False)
    height: float = 4.5
    kicker: str = ""
    quote: str = ""
    label: str = ""
    needs: tuple[str, ...] = ()
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
        names = [*(text.partition("[")[0] for text in TOLD), pictures.WORK]
        cloud = sample(trial, draws, seed, model, report=names, progress=progress)
    loads = ", ".join(map(load_text, trial.loads))
    values = {text: _peak(rep, text) for text in TOLD}
    ends = {} if cloud is None else {text: _ends(cloud, text) for text in TOLD}
    moment, force = (_sized(values[text], ends.get(text)) for text in TOLD[:2])
    way = "extension" if values[TOLD[0]] >= 0.0 else "flexion"
    over = float(rep["overload"]) == 1.0
    limits = ("The muscles of this person do not meet every moment: loads are lower bounds.",) if over else ()
    bands = sample_curves(trial, min(draws, BANDS), seed, model, progress=progress) if draws else None
    asked = "" if not draws else f", draws={draws}, seed={seed}"
    contents = Contents(
        kicker="ONE REPETITION",
        title=f"{trial.movement_resolved.title}, {loads or 'no added load'}, tempo {trial.tempo_resolved}",
        sentence=(
            f"In one repetition the lower back bears up to {moment} N m of {way} moment and {force} N of "
            "compression at L5/S1, the lowest disc."
        ),
        needs=NEEDS,
        command=f"bl.card({trial!r}, model={model!r}{asked})",
        draw=lambda place: pictures.of_trial(place, rep, bands, cloud),
        height=pictures.height_of_figures(rep) + pictures.CURVES,
        sure=() if cloud is None else tuple(_cloud_lines(cloud, values, ends)),
        assumed=(_who(trial), *_choices(trial, model)),
        cannot=(*limits, *_distinct(rep.attrs["scope"])),
    )
    return contents, rep if cloud is None else cloud


def _who(trial: Trial) -> str:
    """The athlete in words."""
    one = trial.athlete
    strength = f"{one.strength:g} x untrained" if one.strength else one.training
    return f"{one.name or one.sex}, {one.mass:g} kg, {one.height:.2f} m, strength {strength}"


def _peak(rep: xr.Dataset, text: str) -> float:
    """The peak of a curve of one repetition, as the summary of that address."""
    curve = select(rep, text.removeprefix("peak_")).values
    return float(curve[np.abs(curve).argmax()])


def _ends(cloud: xr.Dataset, text: str) -> tuple[float, float]:
    """Ends of the interval of a summary over the draws."""
    low, high = interval_ends(select(cloud, text).values[:, None])[0]
    return float(low), float(high)


def _with_ends(value: float, ends: tuple[float, float] | None) -> str:
    return number(value) + (f" ({number(ends[0])} to {number(ends[1])})" if ends else "")


def _sized(value: float, ends: tuple[float, float] | None) -> str:
    """A size with its interval; of a negative value those without their signs."""
    if value >= 0.0:
        return _with_ends(value, ends)
    return _with_ends(-value, None if ends is None else (-ends[1], -ends[0]))


def _cloud_lines(
    cloud: xr.Dataset, values: dict[str, float], ends: dict[str, tuple[float, float]]
) -> list[str]:
    """Interval of every number told, and how many draws there were."""
    said = []
    for text, value in values.items():
        unit = select(cloud, text).attrs["units"]
        low, high = ends[text]
        reach = f"{number(low)} to {number(high)} {unit}"
        said.append(f"{capital(heading(text))} {number(value)} {unit}; 90 % of the draws: {reach}")
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
    """What is assumed of the muscles and the body, and what might be assumed otherwise."""
    rule = model.sharing
    hidden = {"eps", "delta"} | ({"cocontraction"} if not rule.cocontraction else set())
    told = [f"{one.name} {getattr(rule, one.name)}" for one in fields(rule) if one.name not in hidden]
    said = [
        f"how muscles share the load: least {rule.summary} ({', '.join(told)})",
        f"body proportions: {model.proportions.title}",
    ]
    ways = (
        f"{one.title} ({', '.join(option.name.replace('_', ' ') for option in one.options)})"
        for one in open_choices(trial, model)
    )
    return [*said, *([f"can be done in several ways: {found}"] if (found := "; ".join(ways)) else [])]


def of_comparison(ds: xr.Dataset) -> tuple[Contents, xr.Dataset]:
    """A card of a comparison."""
    from biolift.viz.summaries import beyond_strength

    text = next((t for t in USUAL if t.partition("[")[0] in ds or t in ds), None) or str(
        next(iter(ds.data_vars))
    )
    array = ds[text] if text in ds and "[" in text else select(ds, text)
    unit = array.attrs.get("units", "")
    found = {str(name): _largest(ds, text, array, name) for name in ds["movement"].values}
    ranked = [
        f"{member('movement', name)} {words} {unit}"
        for name, (_, words) in sorted(found.items(), key=lambda item: -item[1][0])
    ]
    sentence = f"Largest {heading(text)}: {', '.join(ranked)}."
    _, beyond = beyond_strength(ds)
    titles = [member("movement", str(name)) for name in ds["movement"].values]
    sure = [f"Whiskers: {ds.attrs['intervals']}"] if "intervals" in ds.attrs else ["No intervals were drawn."]
    trials = str(ds.attrs["trial"]).splitlines()
    axes = ", ".join(
        f"{path!r}: {values}"
        for path, _, values in (x.partition(": ") for x in ds.attrs["axes"].splitlines())
    )
    count = ds.attrs.get("intervals", "").partition(" draws")[0].rpartition(" ")[2] or "0"
    contents = Contents(
        kicker="COMPARISON",
        title=str(ds.attrs["title"]) if ds.attrs.get("title") != "comparison" else _joined(titles),
        sentence=sentence,
        needs=NEEDS,
        command=f"bl.card(bl.compare([{', '.join(trials)}], {{{axes}}}, draws={count}))",
        draw=lambda place: pictures.of_comparison(place, ds),
        height=pictures.height_of_comparison(ds),
        sure=tuple(sure),
        assumed=tuple(filter(None, [ds.attrs.get("equating", ""), *_people(trials), _model_words(ds)])),
        cannot=tuple(filter(None, [beyond and f"{capital(beyond)}.", *_distinct(ds.attrs["scope"])])),
    )
    return contents, ds


def _largest(ds: xr.Dataset, text: str, array: xr.DataArray, name: object) -> tuple[float, str]:
    """The largest value of a movement over the axes, and the same in words with its interval."""
    own = array.sel(movement=name)
    flat = own.values.ravel()
    if not np.isfinite(flat).any():
        return -np.inf, "not known"
    k = int(np.nanargmax(flat))
    if "interval" not in ds or text not in ds["shown"].values:
        return float(flat[k]), number(float(flat[k]))
    reach = ds["interval"].sel(movement=name, shown=text).transpose(*own.dims, "bound")
    low, high = (reach.sel(bound=bound).values.ravel()[k] for bound in ("low", "high"))
    return float(flat[k]), _with_ends(float(flat[k]), (float(low), float(high)))


def _joined(titles: list[str]) -> str:
    """Titles as one: ``"Reverse hyper and back extension"``."""
    first, last = ", ".join(titles[:-1]), titles[-1]
    return capital(f"{first} and {last}" if first else last)


def _people(trials: list[str]) -> list[str]:
    """The athletes of trials that are written as text, each once."""
    found = [re.search(r"Athlete\(([^)]*)\)", text) for text in trials]
    plain = (match[1].replace("=", " ").replace("'", "") for match in found if match)
    return [f"athlete: {words}" for words in dict.fromkeys(plain)]


def _model_words(ds: xr.Dataset) -> str:
    return f"model: {str(ds.attrs['model']).removeprefix('bl.models.')}"


def of_verdict(verdict: Verdict) -> tuple[Contents, Verdict]:
    """A card of the answer to a claim."""
    claim = verdict.claim
    rep = simulate(claim.trials[next(iter(claim.needed))]) if verdict.findings else None
    turned = [f"goes the other way with {one.choice}: {one.option}" for one in verdict.flips if one.flips]
    sure = [line for line in verdict.reasons if not line.startswith(MEANING)] if verdict.findings else []
    if verdict.findings:
        low, high = verdict.probability_interval
        sure.insert(
            0, f"probability {verdict.probability:.2f} ({low:.2f} to {high:.2f}) over {verdict.draws} draws"
        )
        sure += turned or ["no modelling choice alone turns it"] if verdict.flips else []
        sure += verdict.depends
    sure += [
        f"{one.says}: {one.effect_text}, holds in {100 * one.probability:.0f} % of the draws"
        for one in pictures.shown_first(verdict)[pictures.MOST_TESTS :]
    ]
    said = {True: "agrees", False: "disagrees", None: "not compared"}
    numbers = [one for one in verdict.studies if one.source]
    sure += [f"published {one.id}: {one.says} ({said[one.agrees]})" for one in numbers[:4]]
    contents = Contents(
        kicker=_kicker(verdict),
        label=verdict.label,
        title=claim.title,
        quote=f"“{claim.quote}” ({claim.said_by.replace('_', ' ')})" if claim.quote else "",
        sentence=f"{capital(verdict.label.replace('_', ' '))}: {_decides(verdict)}",
        command=f"biolift card {claim.id} --draws {verdict.draws or 1} --seed {verdict.seed}",
        draw=lambda place: pictures.of_verdict(place, verdict, rep),
        height=pictures.height_of_verdict(verdict, rep),
        sure=tuple(sure),
        assumed=(claim.statement, *verdict.assumptions),
        cannot=verdict.scope if verdict.findings else verdict.reasons,
    )
    return contents, verdict


def _kicker(verdict: Verdict) -> str:
    """Id, label and probability over the title."""
    words = f"CLAIM {verdict.claim.id}  ·  {verdict.label.replace('_', ' ').upper()}"
    if not verdict.findings:
        return words
    low, high = verdict.probability_interval
    return f"{words}  ·  probability {verdict.probability:.2f} ({low:.2f} to {high:.2f})"


def _decides(verdict: Verdict) -> str:
    """What the label means here: what decides, or why nothing does."""
    one, first = verdict.effect, next(iter(verdict.reasons), "")
    if one is None:
        return f"{LABELS[verdict.label]}."
    if first.startswith((TOO_FEW, MEANING)):
        return f"{first}."
    return f"{LABELS[verdict.label]}. {capital(one.says)}: {one.effect_text}."
