"""planar_site, scalar form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: x y z
  frame: c s w_z al_z r_x r_y r_z v_x v_y a_x a_y
  base: base_r_x base_r_y base_r_z base_v_x base_v_y base_v_z base_a_x base_a_y base_a_z
  site: px py pz vx vy vz ax ay az
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('x', 'y', 'z')
PORTS = {'frame': ('c', 's', 'w_z', 'al_z', 'r_x', 'r_y', 'r_z', 'v_x', 'v_y', 'a_x', 'a_y'), 'base': ('base_r_x', 'base_r_y', 'base_r_z', 'base_v_x', 'base_v_y', 'base_v_z', 'base_a_x', 'base_a_y', 'base_a_z'), 'site': ('px', 'py', 'pz', 'vx', 'vy', 'vz', 'ax', 'ay', 'az')}


@njit(**OPTIONS)
def scalar(P, frame, base, site):
    x = P[0]
    y = P[1]
    z = P[2]
    c = frame[0]
    s = frame[1]
    w_z = frame[2]
    al_z = frame[3]
    r_x = frame[4]
    r_y = frame[5]
    r_z = frame[6]
    v_x = frame[7]
    v_y = frame[8]
    a_x = frame[9]
    a_y = frame[10]
    base_r_x = base[0]
    base_r_y = base[1]
    base_r_z = base[2]
    base_v_x = base[3]
    base_v_y = base[4]
    base_v_z = base[5]
    base_a_x = base[6]
    base_a_y = base[7]
    base_a_z = base[8]
    dx = c*x - s*y
    dy = c*y + s*x
    w2_site = -(w_z*w_z)
    out_px = base_r_x + dx + r_x
    out_py = base_r_y + dy + r_y
    out_pz = base_r_z + r_z + z
    out_vx = base_v_x - dy*w_z + v_x
    out_vy = base_v_y + dx*w_z + v_y
    out_ax = a_x - al_z*dy + base_a_x + dx*w2_site
    out_ay = a_y + al_z*dx + base_a_y + dy*w2_site
    site[0] = out_px
    site[1] = out_py
    site[2] = out_pz
    site[3] = out_vx
    site[4] = out_vy
    site[5] = base_v_z
    site[6] = out_ax
    site[7] = out_ay
    site[8] = base_a_z
