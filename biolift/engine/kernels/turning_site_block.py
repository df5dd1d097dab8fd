"""turning_site, block form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: x y z
  frame: R_xx R_xy R_xz R_yx R_yy R_yz R_zx R_zy R_zz w_x w_y w_z al_x al_y al_z r_x r_y r_z v_x v_y v_z a_x a_y a_z
  base: base_r_x base_r_y base_r_z base_v_x base_v_y base_v_z base_a_x base_a_y base_a_z
  site: px py pz vx vy vz ax ay az
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('x', 'y', 'z')
PORTS = {'frame': ('R_xx', 'R_xy', 'R_xz', 'R_yx', 'R_yy', 'R_yz', 'R_zx', 'R_zy', 'R_zz', 'w_x', 'w_y', 'w_z', 'al_x', 'al_y', 'al_z', 'r_x', 'r_y', 'r_z', 'v_x', 'v_y', 'v_z', 'a_x', 'a_y', 'a_z'), 'base': ('base_r_x', 'base_r_y', 'base_r_z', 'base_v_x', 'base_v_y', 'base_v_z', 'base_a_x', 'base_a_y', 'base_a_z'), 'site': ('px', 'py', 'pz', 'vx', 'vy', 'vz', 'ax', 'ay', 'az')}


@njit(**OPTIONS)
def block(P, frame, base, site):
    x = P[0]
    y = P[1]
    z = P[2]
    for t in range(64):
        R_xx = frame[0 + t]
        R_xy = frame[64 + t]
        R_xz = frame[128 + t]
        R_yx = frame[192 + t]
        R_yy = frame[256 + t]
        R_yz = frame[320 + t]
        R_zx = frame[384 + t]
        R_zy = frame[448 + t]
        R_zz = frame[512 + t]
        w_x = frame[576 + t]
        w_y = frame[640 + t]
        w_z = frame[704 + t]
        al_x = frame[768 + t]
        al_y = frame[832 + t]
        al_z = frame[896 + t]
        r_x = frame[960 + t]
        r_y = frame[1024 + t]
        r_z = frame[1088 + t]
        v_x = frame[1152 + t]
        v_y = frame[1216 + t]
        v_z = frame[1280 + t]
        a_x = frame[1344 + t]
        a_y = frame[1408 + t]
        a_z = frame[1472 + t]
        base_r_x = base[0 + t]
        base_r_y = base[64 + t]
        base_r_z = base[128 + t]
        base_v_x = base[192 + t]
        base_v_y = base[256 + t]
        base_v_z = base[320 + t]
        base_a_x = base[384 + t]
        base_a_y = base[448 + t]
        base_a_z = base[512 + t]
        dx = R_xx*x + R_xy*y + R_xz*z
        dy = R_yx*x + R_yy*y + R_yz*z
        dz = R_zx*x + R_zy*y + R_zz*z
        Bxx_site = -(w_y*w_y) - (w_z*w_z)
        Bxy_site = -al_z + w_x*w_y
        Bxz_site = al_y + w_x*w_z
        Byx_site = al_z + w_x*w_y
        Byy_site = -(w_x*w_x) - (w_z*w_z)
        Byz_site = -al_x + w_y*w_z
        Bzx_site = -al_y + w_x*w_z
        Bzy_site = al_x + w_y*w_z
        Bzz_site = -(w_x*w_x) - (w_y*w_y)
        out_px = base_r_x + dx + r_x
        out_py = base_r_y + dy + r_y
        out_pz = base_r_z + dz + r_z
        out_vx = base_v_x - dy*w_z + dz*w_y + v_x
        out_vy = base_v_y + dx*w_z - dz*w_x + v_y
        out_vz = base_v_z - dx*w_y + dy*w_x + v_z
        out_ax = Bxx_site*dx + Bxy_site*dy + Bxz_site*dz + a_x + base_a_x
        out_ay = Byx_site*dx + Byy_site*dy + Byz_site*dz + a_y + base_a_y
        out_az = Bzx_site*dx + Bzy_site*dy + Bzz_site*dz + a_z + base_a_z
        site[0 + t] = out_px
        site[64 + t] = out_py
        site[128 + t] = out_pz
        site[192 + t] = out_vx
        site[256 + t] = out_vy
        site[320 + t] = out_vz
        site[384 + t] = out_ax
        site[448 + t] = out_ay
        site[512 + t] = out_az
