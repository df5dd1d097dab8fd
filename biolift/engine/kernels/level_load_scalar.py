"""level_load, scalar form. Written by biolift.printer from the law; do not edit.

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
def scalar(P, load, level):
    rise = P[0]
    lean = P[1]
    turn = P[2]
    slice_mass = P[3]
    R_xx = load[0]
    R_xy = load[1]
    R_xz = load[2]
    R_yx = load[3]
    R_yy = load[4]
    R_yz = load[5]
    R_zx = load[6]
    R_zy = load[7]
    R_zz = load[8]
    F_x = load[9]
    F_y = load[10]
    F_z = load[11]
    N_x = load[12]
    N_y = load[13]
    N_z = load[14]
    g_x = load[15]
    g_y = load[16]
    g_z = load[17]
    lumbar_flexion = load[18]
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
    level[0] = carried_x
    level[1] = carried_y
    level[2] = carried_z
    level[3] = out_moment_x
    level[4] = out_moment_y
    level[5] = out_moment_z
