"""leg_passive, scalar form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: hip_stop_offset hip_stop_knee hip_stop_hip hip_stretch_offset hip_stretch_knee hip_stretch_hip knee_stretch_offset knee_stretch_ankle knee_stretch_knee knee_stretch_hip knee_fold_offset knee_fold_ankle knee_fold_knee knee_fold_hip knee_stop_offset knee_stop_knee ankle_stretch_offset ankle_stretch_ankle ankle_stretch_knee ankle_fold_offset ankle_fold_ankle ankle_fold_knee hip_constant knee_constant ankle_constant hip_low hip_high knee_low knee_high ankle_low ankle_high leg_stiffness
  joints: hip_flexion knee_flexion ankle_dorsiflexion
  passive: passive_hip_extension passive_knee_extension passive_ankle_plantarflexion
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('hip_stop_offset', 'hip_stop_knee', 'hip_stop_hip', 'hip_stretch_offset', 'hip_stretch_knee', 'hip_stretch_hip', 'knee_stretch_offset', 'knee_stretch_ankle', 'knee_stretch_knee', 'knee_stretch_hip', 'knee_fold_offset', 'knee_fold_ankle', 'knee_fold_knee', 'knee_fold_hip', 'knee_stop_offset', 'knee_stop_knee', 'ankle_stretch_offset', 'ankle_stretch_ankle', 'ankle_stretch_knee', 'ankle_fold_offset', 'ankle_fold_ankle', 'ankle_fold_knee', 'hip_constant', 'knee_constant', 'ankle_constant', 'hip_low', 'hip_high', 'knee_low', 'knee_high', 'ankle_low', 'ankle_high', 'leg_stiffness')
PORTS = {'joints': ('hip_flexion', 'knee_flexion', 'ankle_dorsiflexion'), 'passive': ('passive_hip_extension', 'passive_knee_extension', 'passive_ankle_plantarflexion')}


@njit(**OPTIONS)
def scalar(P, joints, passive):
    hip_stop_offset = P[0]
    hip_stop_knee = P[1]
    hip_stop_hip = P[2]
    hip_stretch_offset = P[3]
    hip_stretch_knee = P[4]
    hip_stretch_hip = P[5]
    knee_stretch_offset = P[6]
    knee_stretch_ankle = P[7]
    knee_stretch_knee = P[8]
    knee_stretch_hip = P[9]
    knee_fold_offset = P[10]
    knee_fold_ankle = P[11]
    knee_fold_knee = P[12]
    knee_fold_hip = P[13]
    knee_stop_offset = P[14]
    knee_stop_knee = P[15]
    ankle_stretch_offset = P[16]
    ankle_stretch_ankle = P[17]
    ankle_stretch_knee = P[18]
    ankle_fold_offset = P[19]
    ankle_fold_ankle = P[20]
    ankle_fold_knee = P[21]
    hip_constant = P[22]
    knee_constant = P[23]
    ankle_constant = P[24]
    hip_low = P[25]
    hip_high = P[26]
    knee_low = P[27]
    knee_high = P[28]
    ankle_low = P[29]
    ankle_high = P[30]
    leg_stiffness = P[31]
    hip_flexion = joints[0]
    knee_flexion = joints[1]
    ankle_dorsiflexion = joints[2]
    hip_above = (hip_flexion if (hip_flexion > hip_low) else hip_low)
    hip_held = (hip_above if (hip_above < hip_high) else hip_high)
    hip_past = hip_flexion - hip_held
    knee_above = (knee_flexion if (knee_flexion > knee_low) else knee_low)
    knee_held = (knee_above if (knee_above < knee_high) else knee_high)
    knee_past = knee_flexion - knee_held
    ankle_above = (-ankle_dorsiflexion if (-ankle_dorsiflexion > ankle_low) else ankle_low)
    ankle_held = (ankle_above if (ankle_above < ankle_high) else ankle_high)
    ankle_past = -ankle_dorsiflexion - ankle_held
    hip_stop = exp(hip_held*hip_stop_hip + hip_stop_knee*knee_held + hip_stop_offset)
    hip_stretch = exp(hip_held*hip_stretch_hip + hip_stretch_knee*knee_held + hip_stretch_offset)
    knee_stretch = exp(ankle_held*knee_stretch_ankle + hip_held*knee_stretch_hip + knee_held*knee_stretch_knee + knee_stretch_offset)
    knee_fold = exp(ankle_held*knee_fold_ankle + hip_held*knee_fold_hip + knee_fold_knee*knee_held + knee_fold_offset)
    knee_stop = exp(knee_held*knee_stop_knee + knee_stop_offset)
    ankle_stretch = exp(ankle_held*ankle_stretch_ankle + ankle_stretch_knee*knee_held + ankle_stretch_offset)
    ankle_fold = exp(ankle_fold_ankle*ankle_held + ankle_fold_knee*knee_held + ankle_fold_offset)
    out_passive_hip_extension = -leg_stiffness*(hip_constant + 1.0*hip_stop*(hip_past*hip_stop_hip + hip_stop_knee*knee_past + 1.0) - 1.0*hip_stretch*(hip_past*hip_stretch_hip + hip_stretch_knee*knee_past + 1.0))
    out_passive_knee_extension = -leg_stiffness*(knee_constant - 1.0*knee_fold*(ankle_past*knee_fold_ankle + hip_past*knee_fold_hip + knee_fold_knee*knee_past + 1.0) + 1.0*knee_stop*(knee_past*knee_stop_knee + 1.0) + 1.0*knee_stretch*(ankle_past*knee_stretch_ankle + hip_past*knee_stretch_hip + knee_past*knee_stretch_knee + 1.0))
    out_passive_ankle_plantarflexion = leg_stiffness*(ankle_constant - 1.0*ankle_fold*(ankle_fold_ankle*ankle_past + ankle_fold_knee*knee_past + 1.0) + 1.0*ankle_stretch*(ankle_past*ankle_stretch_ankle + ankle_stretch_knee*knee_past + 1.0))
    passive[0] = out_passive_hip_extension
    passive[1] = out_passive_knee_extension
    passive[2] = out_passive_ankle_plantarflexion
