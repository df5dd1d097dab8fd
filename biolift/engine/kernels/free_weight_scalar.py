"""free_weight, scalar form. Written by biolift.printer from the law; do not edit.

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
def scalar(P, site, force):
    mass = P[0]
    gravity = P[1]
    ax = site[6]
    ay = site[7]
    az = site[8]
    out_fx = -ax*mass
    out_fy = -mass*(ay + gravity)
    out_fz = -az*mass
    force[0] = out_fx
    force[1] = out_fy
    force[2] = out_fz
