"""Every movement of the library at three loads and two tempos, done by a man and a woman."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biolift import equipment
from biolift.engine import outcome
from biolift.engine.draws import Cloud, checked_count
from biolift.engine.notice import hidden, patience
from biolift.engine.pipeline import Run, run_trial
from biolift.engine.scope import scope
from biolift.errors import InputError, PoseError
from biolift.library.movements import movements
from biolift.library.quantities import quantity
from biolift.nouns.athlete import Athlete
from biolift.nouns.model import Model
from biolift.nouns.movement import Movement
from biolift.nouns.trial import Trial, load_text
from biolift.verbs.inputs import model_of
from biolift.verbs.intervals import INTERVAL_WORDS, interval_ends
from biolift.verbs.record import attributes

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
#: Loads of each kind of equipment from none to heavy: masses [kg] or widths of bands; others as `USUAL`.
LOADS: Mapping[str, tuple[Any, Any, Any]] = {
    "band": (None, "22 mm", "44 mm"),
    "ankle_weight": (0.0, 5.0, 10.0),
    "vest": (0.0, 10.0, 20.0),
}
USUAL = (0.0, 20.0, 40.0)
AXES = ("movement", "load", "tempo", "athlete")
STEPS = ("none", "medium", "heavy")
TEMPOS = ("2-0-1-1", "1-0-X-0")


def usual_loads(movement: Movement) -> tuple[Any, ...]:
    """The loads of a movement's first equipment, none, medium and heavy; only None without equipment."""
    if not movement.equipment:
        return (None,)
    kind = movement.equipment[0].kind
    made = equipment.kinds()[kind]
    return tuple(None if size is None else made(size) for size in LOADS.get(kind, USUAL))


def load_words(movement: Movement, load: Any) -> str:
    """A load in words: ``pendulum 20 kg``, ``band 22 mm``, ``unloaded``."""
    if load is None:
        return "no band" if movement.equipment else "unloaded"
    return load_text(load)


def overview(
    athletes: Mapping[str, Athlete],
    chosen: Iterable[Movement] | None = None,
    tempos: Sequence[str] = TEMPOS,
    model: Model | None = None,
    *,
    draws: int = 0,
    seed: int = 0,
    progress: bool = True,
    threads: int | None = None,
) -> xr.Dataset:
    """One table over all movements.

    Parameters
    ----------
    athletes : mapping
        Athletes by the label they get on the dimension `athlete`.
    chosen : iterable of Movement, optional
        By default every movement of the library, in its default variant.
    tempos : sequence of str
        A movement that holds a pose is held instead, the same for each.
    model : Model, optional
    draws, seed : int
        Draws of the parameters behind an interval of every number, modelling choices as the model has them.
    progress : bool
        Show a bar on standard error while draws are worked out.
    threads : int, optional
        By default one per core; results do not depend on it.

    Returns
    -------
    xarray.Dataset
        ``largest_*`` of every trial with the dimensions `movement`, `load` (none, medium, heavy: the
        coordinate `load_words` says what that is), `tempo` and `athlete`; NaN where a movement takes no
        equipment, and where the body cannot reach it (attribute ``refused``). With `draws` the variable
        ``interval`` holds the ends of 90 % of them, by name on `shown`.

    Examples
    --------
    >>> import biolift as bl
    >>> me = bl.Athlete(mass=82, height="5 ft 11 in", sex="male")
    >>> ds = overview({"me": me}, [bl.movements.standing])
    >>> float(ds.largest_compression.sel(load="none", tempo="2-0-1-1", athlete="me")[0]) > 300
    True
    """
    draws, seed = checked_count("draws", draws), checked_count("seed", seed)
    listed, model = list(movements if chosen is None else chosen), model_of(model)
    loads = [usual_loads(movement) for movement in listed]
    axes = {
        "movement": [movement.id for movement in listed],
        "load": list(STEPS),
        "tempo": list(tempos),
        "athlete": list(athletes),
    }
    places = _places(listed, loads, tempos, list(athletes.values()))
    shape = tuple(len(labels) for labels in axes.values())
    data = {name: np.full(shape, np.nan) for name in (*LARGEST, "overload")}
    said, refused = [], []
    for trial, result in zip(places, _all(list(places), model, threads), strict=True):
        if isinstance(result, PoseError):
            refused.append(str(result))
            continue
        values, sentences = result
        said += [f"{trial.movement.title}: {sentence}" for sentence in sentences]
        for name, place in itertools.product(values, places[trial]):
            data[name][place] = values[name]
    attrs = attributes("All movements", _first(places), model, said, ["movement, load, tempo, athlete"])
    words = [[load_words(m, load) for load in made] for m, made in zip(listed, loads, strict=True)]
    titles = [movement.title for movement in listed]
    result = _dataset(data, axes, words, titles, attrs | {"refused": "\n".join(dict.fromkeys(refused))})
    return _with_intervals(result, places, model, draws, seed, progress, threads) if draws else result


def _with_intervals(
    result: xr.Dataset,
    places: Mapping[Trial, list[tuple[int, ...]]],
    model: Model,
    draws: int,
    seed: int,
    progress: bool,
    threads: int | None,
) -> xr.Dataset:
    """The table with the ends of the draws of every number."""
    from tqdm import tqdm

    shape = tuple(result.sizes[name] for name in AXES)
    table, lost = np.full((*shape, len(LARGEST), 2), np.nan), 0
    cases = [case for trial in places for case in Cloud(trial, model, seed).draw(draws).cases]

    def one(case: tuple[Trial, Model]) -> list[float]:
        try:
            values = largest(run_trial(*case))
        except (PoseError, InputError):
            return [np.nan] * len(LARGEST)
        return [values[name] for name in LARGEST]

    with (
        ThreadPoolExecutor(threads or os.cpu_count()) as pool,
        tqdm(
            pool.map(one, cases), "draws", len(cases), unit="rep", disable=hidden(progress), leave=False
        ) as bar,
    ):
        every = np.array(list(bar)).reshape(len(places), draws, len(LARGEST))
    for here, columns in zip(places.values(), every, strict=True):
        lost += int(np.isnan(columns).all(axis=1).sum())
        for place in here:
            table[place] = interval_ends(columns)
    words = f"90 % of {draws} draws of every parameter"
    words += f"; {lost} of {len(cases)} draws could not be done and are left out" if lost else ""
    found = result.assign(interval=((*AXES, "shown", "bound"), table, INTERVAL_WORDS))
    return found.assign_coords(shown=list(LARGEST), bound=["low", "high"]).assign_attrs(
        intervals=words, seed=str(seed)
    )


def _places(
    listed: Sequence[Movement],
    loads: Sequence[tuple[Any, ...]],
    tempos: Sequence[str],
    athletes: Sequence[Athlete],
) -> dict[Trial, list[tuple[int, ...]]]:
    """Every different trial with its places in the table (movement, load, tempo, athlete)."""
    found: dict[Trial, list[tuple[int, ...]]] = {}
    for m, movement in enumerate(listed):
        held = movement.time_law == "hold"
        for (s, load), (t, tempo), (a, athlete) in itertools.product(
            enumerate(loads[m]), enumerate(tempos), enumerate(athletes)
        ):
            trial = Trial(movement, athlete, load=load, tempo=None if held else tempo)
            found.setdefault(trial, []).append((m, s, t, a))
    return found


def _all(trials: list[Trial], model: Model, threads: int | None) -> Iterable[Any]:
    """Result of every trial, or why its pose cannot be taken."""

    def one(trial: Trial) -> tuple[dict[str, float], list[str]] | PoseError:
        try:
            run = run_trial(trial, model)
        except PoseError as error:
            return error
        return largest(run), scope(run)

    with patience():  # the first one alone: it compiles or loads every kernel once
        first = one(trials[0])
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return [first, *pool.map(one, trials[1:])]


def _first(places: Iterable[Trial]) -> list[Trial]:
    """One trial per movement: the axes say the rest."""
    found: dict[str, Trial] = {}
    for trial in places:
        found[trial.movement.id] = trial
    return list(found.values())


def _forces(*groups: str) -> Callable[[Mapping[str, Array], Sequence[str]], float]:
    """Largest force of muscle groups, both sides together."""

    def found(values: Mapping[str, Array], names: Sequence[str]) -> float:
        rows = [names.index(group) for group in groups]
        return float(values["group_force"][rows].sum(axis=(0, 1)).max())

    return found


def _size(*names: str) -> Callable[[Mapping[str, Array], Sequence[str]], float]:
    """Largest size of a vector with these components, at L5/S1."""

    def found(values: Mapping[str, Array], _: Sequence[str]) -> float:
        return float(np.sqrt(sum(values[name][0] ** 2 for name in names)).max())

    return found


def _signed(values: Mapping[str, Array], _: Sequence[str]) -> float:
    moment = values["lumbar_extension_moment"][0]
    return float(moment[np.abs(moment).argmax()])


#: Name of a number of the table -> how it is found among the curves of a repetition.
LARGEST: dict[str, Callable[[Mapping[str, Array], Sequence[str]], float]] = {
    "largest_lumbar_extension_moment": _signed,
    "largest_lumbar_bend_moment": _size("lumbar_right_bend_moment"),
    "largest_lumbar_turn_moment": _size("lumbar_left_turn_moment"),
    "largest_compression": lambda values, _: float(values["compression"][0].max()),
    "largest_shear": _size("anterior_shear", "right_shear"),
    "largest_erector_force": _forces("erector_spinae"),
    "largest_gluteus_force": _forces("gluteus_maximus"),
    "largest_hamstrings_force": _forces("hamstrings"),
    "largest_abdominal_force": _forces("rectus_abdominis", "obliques"),
}
OF_THE_HIP = ("largest_gluteus_force", "largest_hamstrings_force")


def largest(run: Run) -> dict[str, float]:
    """The numbers of the table for one repetition."""
    values, names = outcome.loads(run), outcome.labels(run)["group"]
    found = {name: rule(values, names) for name, rule in LARGEST.items()}
    if any(joint == "hip" for joint, _ in run.open_joints):  # what the hips ask is not known
        found |= dict.fromkeys(OF_THE_HIP, np.nan)
    return found | {"overload": outcome.overloaded(run)}


def _dataset(
    data: Mapping[str, Array],
    axes: Mapping[str, list[str]],
    words: list[list[str]],
    titles: list[str],
    attrs: Mapping[str, Any],
) -> xr.Dataset:
    import xarray as xr

    padded = [[*row, *[""] * (len(STEPS) - len(row))] for row in words]
    coords: dict[str, Any] = {name: list(labels) for name, labels in axes.items()}
    coords |= {"title": ("movement", titles), "load_words": (("movement", "load"), padded)}
    declared = {name: (tuple(axes), array, quantity(name).attrs) for name, array in data.items()}
    return xr.Dataset(declared, coords, dict(attrs))
