"""Datasets of the right shape with made-up numbers, declared by the library's own table of quantities."""

import numpy as np
import xarray as xr

from biolift.library.quantities import quantities
from biolift.vocabulary import COORDINATES, GROUPS, JOINTS, LEVELS, PARENT, SEGMENTS, SIDES, SUFFIX

LABELS = {
    "joint": list(JOINTS),
    "side": list(SIDES),
    "level": list(LEVELS),
    "axis": ["x", "y", "z"],
    "segment": list(SEGMENTS),
    "muscle": ["longissimus_thoracis", "multifidus", "gluteus_maximus", "hamstrings"],
    "group": list(GROUPS),
    "demand": ["lumbar_extension", "hip_right", "hip_left"],
    "equipment": ["pendulum"],
    "support": ["pad_pelvis", "bench_thorax"],
}
ATTRS = {
    "biolift_version": "0.1.0",
    "title": "Reverse hyper, 2-0-1-1, 60 kg",
    "trial": "Trial(bl.movements.reverse_hyper, Athlete(mass=80, height=1.8), load=Pendulum(mass=60))",
    "model": "bl.models.standard",
    "scope": "no moment at elbow right: the hands hold the handles\nfacet joints carry no load of their own",
    "sources": "de_leva_1996 de_groote_2016",
    "seed": 0,
}
#: Where a segment starts on its parent, and where it ends [m].
PLACE = {
    "pelvis": ((0, 0), (-0.03, 0.11)),
    "lumbar": ((-0.03, 0.11), (0.02, 0.19)),
    "thorax": ((0.02, 0.19), (0.0, 0.56)),
    "upper_arm": ((0.0, 0.26), (0, -0.29)),
    "forearm": ((0, -0.29), (0, -0.33)),
    "thigh": ((0, 0), (0, -0.43)),
    "shank": ((0, -0.43), (0, -0.43)),
    "foot": ((0, -0.43), (0.18, -0.06)),
}


def _phases(
    tempo=(1.0, 1.0, 2.0, 0.0), names=("concentric", "pause_shortened", "eccentric", "pause_stretched")
):
    ends = np.cumsum(tempo)
    time = np.linspace(0, ends[-1], 101)
    which = np.minimum(np.searchsorted(ends, time - 1e-12), len(tempo) - 1)
    start = ends - tempo
    s = np.clip((time - start[which]) / np.maximum(np.array(tempo)[which], 1e-9), 0, 1)
    p = s**3 * (10 - 15 * s + 6 * s**2)
    up = np.select([which == 0, which == 1, which == 2], [p, np.ones_like(p), 1 - p], 0.0)
    return time, np.array(names)[which], up


def _places(up):
    """Segment origins and ends (segment, axis, time) of a reverse hyper, up = 0 at the bottom."""
    mix = lambda bottom, top: np.radians(bottom + (top - bottom) * up)  # noqa: E731
    q = {name: np.zeros_like(up) for name in COORDINATES}
    q["lumbar_flexion"], hip = mix(15.4, -5.0), mix(56.2, 0.0)
    q["pelvic_tilt"] = np.radians(90) - q["lumbar_flexion"]
    for suffix in SUFFIX.values():
        q["hip_flexion" + suffix] = hip
        q["knee_flexion" + suffix] = np.full_like(up, np.radians(5))
        q["ankle_dorsiflexion" + suffix] = np.full_like(up, np.radians(-10))
        q["shoulder_flexion" + suffix] = np.full_like(up, np.radians(45))
        q["elbow_flexion" + suffix] = np.full_like(up, np.radians(100))
    angle, origin, end = {}, {}, {}
    for name in SEGMENTS:
        turn = sum(
            t.factor * q[c]
            for c, turns in COORDINATES.items()
            for t in turns
            if (t.segment, t.axis) == (name, "z")
        )
        parent = PARENT[name]
        angle[name] = turn + (angle[parent] if parent else 0)
        start, stop = PLACE[name.removesuffix("_r").removesuffix("_l")]
        if parent is None:
            origin[name] = np.stack([0.05 * up - 0.1, 0.09 + 0.02 * up, 0 * up])
        else:
            origin[name] = origin[parent] + _turned(angle[parent], start)
        end[name] = origin[name] + _turned(angle[name], stop)
    shift = origin["thorax"] - origin["thorax"][:, :1]
    stack = lambda table: np.stack([table[s] - shift for s in SEGMENTS])  # noqa: E731
    return stack(origin), stack(end), q, angle


def _turned(a, point):
    x, y = point
    return np.stack([np.cos(a) * x - np.sin(a) * y, np.sin(a) * x + np.cos(a) * y, 0 * a])


def rep():
    """Every curve of one made-up repetition of a reverse hyper with a pendulum."""
    time, phase, up = _phases()
    origin, end, q, angle = _places(up)
    data = {}
    for name, declared in quantities().items():
        if not declared.curve or name in ("time", "phase"):
            continue
        shape = tuple(len(LABELS[d]) for d in declared.dims)
        scale = {"N": 900.0, "N m": 120.0, "rad": 0.5, "W": 80.0, "1": 0.4}.get(declared.unit, 1.0)
        member = 1 + np.arange(int(np.prod(shape))).reshape(shape) * 0.3
        if "side" in declared.dims:
            axis = declared.dims.index("side")
            member = np.broadcast_to(member.take([0], axis), shape)
        data[name] = (scale * member)[..., None] * (0.2 + up)
    for joint, name in enumerate(("hip_flexion", "knee_flexion", "ankle_dorsiflexion", "shoulder_flexion")):
        data["joint_angle"][joint] = q[name + "_r"]
    data["joint_moment"][-2:] = np.nan
    data["lumbar_flexion"], data["pelvic_tilt"] = q["lumbar_flexion"], q["pelvic_tilt"]
    index = {name: i for i, name in enumerate(SEGMENTS)}
    data |= {"segment_position": origin, "segment_end": end}
    data["joint_position"] = np.stack(
        [
            np.stack([origin[index[s + suffix]] for suffix in SUFFIX.values()])
            for s in ("thigh", "shank", "foot", "upper_arm", "forearm")
        ]
    )
    foot, still = origin[index["foot_r"]], np.ones_like(up)
    data["equipment_point"] = foot[None]
    data["equipment_anchor"] = np.array([0.0, -0.1, 0.0])[None, :, None] * still
    data["equipment_pivot"] = data["equipment_anchor"]
    heel = _turned(angle["foot_r"], (-0.05, -0.07))
    data["heel_position"] = np.stack([foot + heel] * 2)
    data["equipment_force"] = np.stack([60 * up, -400 * (0.2 + up), 0 * up])[None]
    data["slack"] = (up < 0.02)[None].astype(float)
    data["support_point"] = np.stack([origin[0] + [[0.07], [0], [0]], origin[index["thorax"]]])
    data["support_force"] = np.stack(
        [np.stack([0 * up, 350 + 150 * up, 0 * up]), np.stack([-60 * up, 500 + 200 * up, 0 * up])]
    )
    scalars = {"strength_needed": np.array(1.0), "overload": np.array(0.0), "slack_share": np.array([0.04])}
    coords = {
        "progress": np.linspace(0, 1, len(time)),
        "time": ("progress", time),
        "phase": ("progress", phase),
    }
    return _dataset({**data, **scalars}, coords, (), ATTRS)


def comparison(
    loads=(0.0, 20.0, 40.0), tempos=("2-0-1-1", "1-0-X-0"), movements=("reverse_hyper", "back_extension")
):
    """Made-up summaries of two movements at some loads and tempos; the heaviest is beyond the athlete."""
    axes = {"movement": list(movements), "load_mass": list(loads), "tempo": list(tempos)}
    m, w, t = np.meshgrid(*(np.arange(len(v)) for v in axes.values()), indexing="ij")
    base = (1.0 + 0.012 * np.array(loads)[w]) * (1 + 0.5 * (m == 0)) * (1 + 0.15 * t)
    data = {}
    for name, declared in quantities().items():
        if declared.curve or name in ("overload", "strength_needed", "slack_share"):
            continue
        shape = tuple(len(LABELS[d]) for d in declared.dims)
        scale = {"N": 900.0, "N m": 120.0, "s": 1.0, "N s": 900.0, "W": 50.0, "1": 0.3}.get(
            declared.unit, 1.0
        )
        scale *= 0.6 if name.startswith("mean_") else 1.0
        member = 1 + np.arange(int(np.prod(shape))).reshape(shape) * 0.1
        data[name] = scale * base[(...,) + (None,) * len(shape)] * member
    data["overload"] = ((m == 0) & (w == len(loads) - 1)).astype(float)
    data["strength_needed"] = 1 + 0.4 * data["overload"]
    data["slack_share"] = np.where((m == 0) & (t == len(tempos) - 1), 0.2, 0.0)[..., None]
    attrs = {**ATTRS, "title": "Reverse hyper against back extension"}
    return _dataset(data, dict(axes), tuple(axes), attrs)


def _dataset(data, coords, axes, attrs):
    out = {}
    for name, values in data.items():
        declared = quantities()[name]
        tail = ("progress",) if declared.curve else ()
        out[name] = ((*axes, *declared.dims, *tail), values, declared.attrs)
        coords |= {d: LABELS[d] for d in declared.dims}
    return xr.Dataset(out, coords, dict(attrs))
