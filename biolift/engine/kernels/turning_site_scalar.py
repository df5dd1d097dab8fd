"""turning_site, scalar form. Written by biolift.printer from the law; do not edit.

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
def scalar(P, frame, base, site):
    x = P[0]
    y = P[1]
    z = P[2]
    R_xx = frame[0]
    R_xy = frame[1]
    R_xz = frame[2]
    R_yx = frame[3]
    R_yy = frame[4]
    R_yz = frame[5]
    R_zx = frame[6]
    R_zy = frame[7]
    R_zz = frame[8]
    w_x = frame[9]
    w_y = frame[10]
    w_z = frame[11]
    al_x = frame[12]
    al_y = frame[13]
    al_z = frame[14]
    r_x = frame[15]
    r_y = frame[16]
    r_z = frame[17]
    v_x = frame[18]
    v_y = frame[19]
    v_z = frame[20]
    a_x = frame[21]
    a_y = frame[22]
    a_z = frame[23]
    base_r_x = base[0]
    base_r_y = base[1]
    base_r_z = base[2]
    base_v_x = base[3]
    base_v_y = base[4]
    base_v_z = base[5]
    base_a_x = base[6]
    base_a_y = base[7]
    base_a_z = base[8]
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
    site[0] = out_px
    site[1] = out_py
    site[2] = out_pz
    site[3] = out_vx
    site[4] = out_vy
    site[5] = out_vz
    site[6] = out_ax
    site[7] = out_ay
    site[8] = out_az
