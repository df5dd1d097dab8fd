"""disc_load, scalar form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: tilt tilt_per_flexion passive_arm passive_couple abdominal_force
  level: force_x force_y force_z muscle_x muscle_y muscle_z passive_extension passive_right_bend lumbar_flexion
  disc: compression anterior_shear right_shear
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('tilt', 'tilt_per_flexion', 'passive_arm', 'passive_couple', 'abdominal_force')
PORTS = {'level': ('force_x', 'force_y', 'force_z', 'muscle_x', 'muscle_y', 'muscle_z', 'passive_extension', 'passive_right_bend', 'lumbar_flexion'), 'disc': ('compression', 'anterior_shear', 'right_shear')}


@njit(**OPTIONS)
def scalar(P, level, disc):
    tilt = P[0]
    tilt_per_flexion = P[1]
    passive_arm = P[2]
    passive_couple = P[3]
    abdominal_force = P[4]
    force_x = level[0]
    force_y = level[1]
    force_z = level[2]
    muscle_x = level[3]
    muscle_y = level[4]
    muscle_z = level[5]
    passive_extension = level[6]
    passive_right_bend = level[7]
    lumbar_flexion = level[8]
    tilt_now = lumbar_flexion*tilt_per_flexion + tilt
    s, c = sincos(tilt_now)
    disc_x = force_x - muscle_x
    disc_y = force_y - muscle_y
    disc_z = force_z - muscle_z
    effort = sqrt((passive_extension*passive_extension) + (passive_right_bend*passive_right_bend))
    tissue = effort*(1.0 - passive_couple)/passive_arm
    out_compression = -abdominal_force + c*disc_y + disc_x*s + tissue
    out_anterior_shear = -c*disc_x + disc_y*s
    out_right_shear = -disc_z
    disc[0] = out_compression
    disc[1] = out_anterior_shear
    disc[2] = out_right_shear
