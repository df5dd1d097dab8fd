"""planar_site, block form. Written by biolift.printer from the law; do not edit.

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
def block(P, frame, base, site):
    x = P[0]
    y = P[1]
    z = P[2]
    for t in range(64):
        c = frame[0 + t]
        s = frame[64 + t]
        w_z = frame[128 + t]
        al_z = frame[192 + t]
        r_x = frame[256 + t]
        r_y = frame[320 + t]
        r_z = frame[384 + t]
        v_x = frame[448 + t]
        v_y = frame[512 + t]
        a_x = frame[576 + t]
        a_y = frame[640 + t]
        base_r_x = base[0 + t]
        base_r_y = base[64 + t]
        base_r_z = base[128 + t]
        base_v_x = base[192 + t]
        base_v_y = base[256 + t]
        base_v_z = base[320 + t]
        base_a_x = base[384 + t]
        base_a_y = base[448 + t]
        base_a_z = base[512 + t]
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
        site[0 + t] = out_px
        site[64 + t] = out_py
        site[128 + t] = out_pz
        site[192 + t] = out_vx
        site[256 + t] = out_vy
        site[320 + t] = base_v_z
        site[384 + t] = out_ax
        site[448 + t] = out_ay
        site[512 + t] = base_a_z
