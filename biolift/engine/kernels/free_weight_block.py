"""free_weight, block form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: mass gravity
  site: px py pz vx vy vz ax ay az
  force: fx fy fz
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('mass', 'gravity')
PORTS = {'site': ('px', 'py', 'pz', 'vx', 'vy', 'vz', 'ax', 'ay', 'az'), 'force': ('fx', 'fy', 'fz')}


@njit(**OPTIONS)
def block(P, site, force):
    mass = P[0]
    gravity = P[1]
    for t in range(64):
        ax = site[384 + t]
        ay = site[448 + t]
        az = site[512 + t]
        out_fx = -ax*mass
        out_fy = -mass*(ay + gravity)
        out_fz = -az*mass
        force[0 + t] = out_fx
        force[64 + t] = out_fy
        force[128 + t] = out_fz
