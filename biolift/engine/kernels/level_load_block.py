"""level_load, block form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: rise lean turn slice_mass
  load: R_xx R_xy R_xz R_yx R_yy R_yz R_zx R_zy R_zz F_x F_y F_z N_x N_y N_z g_x g_y g_z lumbar_flexion
  level: force_x force_y force_z moment_x moment_y moment_z
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('rise', 'lean', 'turn', 'slice_mass')
PORTS = {'load': ('R_xx', 'R_xy', 'R_xz', 'R_yx', 'R_yy', 'R_yz', 'R_zx', 'R_zy', 'R_zz', 'F_x', 'F_y', 'F_z', 'N_x', 'N_y', 'N_z', 'g_x', 'g_y', 'g_z', 'lumbar_flexion'), 'level': ('force_x', 'force_y', 'force_z', 'moment_x', 'moment_y', 'moment_z')}


@njit(**OPTIONS)
def block(P, load, level):
    rise = P[0]
    lean = P[1]
    turn = P[2]
    slice_mass = P[3]
    for t in range(64):
        R_xx = load[0 + t]
        R_xy = load[64 + t]
        R_xz = load[128 + t]
        R_yx = load[192 + t]
        R_yy = load[256 + t]
        R_yz = load[320 + t]
        R_zx = load[384 + t]
        R_zy = load[448 + t]
        R_zz = load[512 + t]
        F_x = load[576 + t]
        F_y = load[640 + t]
        F_z = load[704 + t]
        N_x = load[768 + t]
        N_y = load[832 + t]
        N_z = load[896 + t]
        g_x = load[960 + t]
        g_y = load[1024 + t]
        g_z = load[1088 + t]
        lumbar_flexion = load[1152 + t]
        f_x = F_x*R_xx + F_y*R_yx + F_z*R_zx
        f_y = F_x*R_xy + F_y*R_yy + F_z*R_zy
        f_z = F_x*R_xz + F_y*R_yz + F_z*R_zz
        gp_x = R_xx*g_x + R_yx*g_y + R_zx*g_z
        gp_y = R_xy*g_x + R_yy*g_y + R_zy*g_z
        gp_z = R_xz*g_x + R_yz*g_y + R_zz*g_z
        angle = lean + lumbar_flexion*turn
        sin_0_d_x, cos_0_d_y = sincos(angle)
        d_x = rise*sin_0_d_x
        d_y = cos_0_d_y*rise
        carried_x = f_x + gp_x*slice_mass
        carried_y = f_y + gp_y*slice_mass
        carried_z = f_z + gp_z*slice_mass
        out_moment_x = N_x*R_xx + N_y*R_yx + N_z*R_zx - d_y*(0.5*carried_z + 0.5*f_z)
        out_moment_y = N_x*R_xy + N_y*R_yy + N_z*R_zy + d_x*(0.5*carried_z + 0.5*f_z)
        out_moment_z = N_x*R_xz + N_y*R_yz + N_z*R_zz - d_x*(0.5*carried_y + 0.5*f_y) + d_y*(0.5*carried_x + 0.5*f_x)
        level[0 + t] = carried_x
        level[64 + t] = carried_y
        level[128 + t] = carried_z
        level[192 + t] = out_moment_x
        level[256 + t] = out_moment_y
        level[320 + t] = out_moment_z
