"""cable, block form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: mass ratio friction friction_speed gravity
  site: px py pz vx vy vz ax ay az
  other: other_px other_py other_pz other_vx other_vy other_vz other_ax other_ay other_az
  force: fx fy fz
  state: length tension slack
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('mass', 'ratio', 'friction', 'friction_speed', 'gravity')
PORTS = {'site': ('px', 'py', 'pz', 'vx', 'vy', 'vz', 'ax', 'ay', 'az'), 'other': ('other_px', 'other_py', 'other_pz', 'other_vx', 'other_vy', 'other_vz', 'other_ax', 'other_ay', 'other_az'), 'force': ('fx', 'fy', 'fz'), 'state': ('length', 'tension', 'slack')}


@njit(**OPTIONS)
def block(P, site, other, force, state):
    mass = P[0]
    ratio = P[1]
    friction = P[2]
    friction_speed = P[3]
    gravity = P[4]
    for t in range(64):
        px = site[0 + t]
        py = site[64 + t]
        pz = site[128 + t]
        vx = site[192 + t]
        vy = site[256 + t]
        vz = site[320 + t]
        ax = site[384 + t]
        ay = site[448 + t]
        az = site[512 + t]
        other_px = other[0 + t]
        other_py = other[64 + t]
        other_pz = other[128 + t]
        other_vx = other[192 + t]
        other_vy = other[256 + t]
        other_vz = other[320 + t]
        other_ax = other[384 + t]
        other_ay = other[448 + t]
        other_az = other[512 + t]
        line_px = other_px - px
        line_py = other_py - py
        line_pz = other_pz - pz
        line_vx = other_vx - vx
        line_vy = other_vy - vy
        line_vz = other_vz - vz
        line_ax = -ax + other_ax
        line_ay = -ay + other_ay
        line_az = -az + other_az
        line_length = (sqrt((line_px*line_px) + (line_py*line_py) + (line_pz*line_pz)) if ((line_px*line_px) + (line_py*line_py) + (line_pz*line_pz) > 1e-12) else 1e-06)
        rate = (line_px*line_vx + line_py*line_vy + line_pz*line_vz)/line_length
        bend = (line_ax*line_px + line_ay*line_py + line_az*line_pz + (line_vx*line_vx) + (line_vy*line_vy) + (line_vz*line_vz) - (rate*rate))/line_length
        lifted = mass*(bend/ratio + gravity)/ratio
        against = rate/sqrt((friction_speed*friction_speed) + (rate*rate))
        signed_tension = lifted*(against*friction + 1.0)
        is_slack = (1.0 if (lifted < 0.0) else 0.0)
        out_fx = line_px*signed_tension*(1.0 - is_slack)/line_length
        out_fy = line_py*signed_tension*(1.0 - is_slack)/line_length
        out_fz = line_pz*signed_tension*(1.0 - is_slack)/line_length
        force[0 + t] = out_fx
        force[64 + t] = out_fy
        force[128 + t] = out_fz
        state[0 + t] = line_length
        state[64 + t] = signed_tension
        state[128 + t] = is_slack
