"""muscle_path, block form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: max_force optimal_length along_length_neutral thickness max_velocity mirror lumbar_low lumbar_high hip_low hip_high knee_low knee_high ankle_low ankle_high lumbar_length_1 lumbar_length_2 hip_arm_0 hip_arm_1 hip_arm_2 hip_arm_3 hip_arm_4 knee_arm_0 knee_arm_1 knee_arm_2 knee_arm_3 knee_arm_4 ankle_arm_0 ankle_arm_1 ankle_arm_2 hip_adduction_arm_0 hip_adduction_arm_1 crossing_l5s1 arm_extension_l5s1_0 arm_extension_l5s1_1 arm_extension_l5s1_2 arm_right_bend_l5s1_0 arm_right_bend_l5s1_1 arm_right_bend_l5s1_2 arm_left_turn_l5s1_0 arm_left_turn_l5s1_1 arm_left_turn_l5s1_2 ux_l5s1_0 ux_l5s1_1 ux_l5s1_2 uy_l5s1_0 uy_l5s1_1 uy_l5s1_2 uz_l5s1_0 uz_l5s1_1 uz_l5s1_2 crossing_l4l5 arm_extension_l4l5_0 arm_extension_l4l5_1 arm_extension_l4l5_2 arm_right_bend_l4l5_0 arm_right_bend_l4l5_1 arm_right_bend_l4l5_2 arm_left_turn_l4l5_0 arm_left_turn_l4l5_1 arm_left_turn_l4l5_2 ux_l4l5_0 ux_l4l5_1 ux_l4l5_2 uy_l4l5_0 uy_l4l5_1 uy_l4l5_2 uz_l4l5_0 uz_l4l5_1 uz_l4l5_2
  joints: lumbar_flexion hip_flexion knee_flexion ankle_dorsiflexion lumbar_flexion_rate hip_flexion_rate knee_flexion_rate ankle_dorsiflexion_rate
  muscle: capacity fibre_length arm_extension_l5s1 arm_right_bend_l5s1 arm_left_turn_l5s1 ux_l5s1 uy_l5s1 uz_l5s1 arm_extension_l4l5 arm_right_bend_l4l5 arm_left_turn_l4l5 ux_l4l5 uy_l4l5 uz_l4l5 arm_hip_extension arm_knee_extension arm_ankle_plantarflexion arm_hip_abduction
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('max_force', 'optimal_length', 'along_length_neutral', 'thickness', 'max_velocity', 'mirror', 'lumbar_low', 'lumbar_high', 'hip_low', 'hip_high', 'knee_low', 'knee_high', 'ankle_low', 'ankle_high', 'lumbar_length_1', 'lumbar_length_2', 'hip_arm_0', 'hip_arm_1', 'hip_arm_2', 'hip_arm_3', 'hip_arm_4', 'knee_arm_0', 'knee_arm_1', 'knee_arm_2', 'knee_arm_3', 'knee_arm_4', 'ankle_arm_0', 'ankle_arm_1', 'ankle_arm_2', 'hip_adduction_arm_0', 'hip_adduction_arm_1', 'crossing_l5s1', 'arm_extension_l5s1_0', 'arm_extension_l5s1_1', 'arm_extension_l5s1_2', 'arm_right_bend_l5s1_0', 'arm_right_bend_l5s1_1', 'arm_right_bend_l5s1_2', 'arm_left_turn_l5s1_0', 'arm_left_turn_l5s1_1', 'arm_left_turn_l5s1_2', 'ux_l5s1_0', 'ux_l5s1_1', 'ux_l5s1_2', 'uy_l5s1_0', 'uy_l5s1_1', 'uy_l5s1_2', 'uz_l5s1_0', 'uz_l5s1_1', 'uz_l5s1_2', 'crossing_l4l5', 'arm_extension_l4l5_0', 'arm_extension_l4l5_1', 'arm_extension_l4l5_2', 'arm_right_bend_l4l5_0', 'arm_right_bend_l4l5_1', 'arm_right_bend_l4l5_2', 'arm_left_turn_l4l5_0', 'arm_left_turn_l4l5_1', 'arm_left_turn_l4l5_2', 'ux_l4l5_0', 'ux_l4l5_1', 'ux_l4l5_2', 'uy_l4l5_0', 'uy_l4l5_1', 'uy_l4l5_2', 'uz_l4l5_0', 'uz_l4l5_1', 'uz_l4l5_2')
PORTS = {'joints': ('lumbar_flexion', 'hip_flexion', 'knee_flexion', 'ankle_dorsiflexion', 'lumbar_flexion_rate', 'hip_flexion_rate', 'knee_flexion_rate', 'ankle_dorsiflexion_rate'), 'muscle': ('capacity', 'fibre_length', 'arm_extension_l5s1', 'arm_right_bend_l5s1', 'arm_left_turn_l5s1', 'ux_l5s1', 'uy_l5s1', 'uz_l5s1', 'arm_extension_l4l5', 'arm_right_bend_l4l5', 'arm_left_turn_l4l5', 'ux_l4l5', 'uy_l4l5', 'uz_l4l5', 'arm_hip_extension', 'arm_knee_extension', 'arm_ankle_plantarflexion', 'arm_hip_abduction')}


@njit(**OPTIONS)
def block(P, joints, muscle):
    max_force = P[0]
    optimal_length = P[1]
    along_length_neutral = P[2]
    thickness = P[3]
    max_velocity = P[4]
    mirror = P[5]
    lumbar_low = P[6]
    lumbar_high = P[7]
    hip_low = P[8]
    hip_high = P[9]
    knee_low = P[10]
    knee_high = P[11]
    ankle_low = P[12]
    ankle_high = P[13]
    lumbar_length_1 = P[14]
    lumbar_length_2 = P[15]
    hip_arm_0 = P[16]
    hip_arm_1 = P[17]
    hip_arm_2 = P[18]
    hip_arm_3 = P[19]
    hip_arm_4 = P[20]
    knee_arm_0 = P[21]
    knee_arm_1 = P[22]
    knee_arm_2 = P[23]
    knee_arm_3 = P[24]
    knee_arm_4 = P[25]
    ankle_arm_0 = P[26]
    ankle_arm_1 = P[27]
    ankle_arm_2 = P[28]
    hip_adduction_arm_0 = P[29]
    hip_adduction_arm_1 = P[30]
    crossing_l5s1 = P[31]
    arm_extension_l5s1_0 = P[32]
    arm_extension_l5s1_1 = P[33]
    arm_extension_l5s1_2 = P[34]
    arm_right_bend_l5s1_0 = P[35]
    arm_right_bend_l5s1_1 = P[36]
    arm_right_bend_l5s1_2 = P[37]
    arm_left_turn_l5s1_0 = P[38]
    arm_left_turn_l5s1_1 = P[39]
    arm_left_turn_l5s1_2 = P[40]
    ux_l5s1_0 = P[41]
    ux_l5s1_1 = P[42]
    ux_l5s1_2 = P[43]
    uy_l5s1_0 = P[44]
    uy_l5s1_1 = P[45]
    uy_l5s1_2 = P[46]
    uz_l5s1_0 = P[47]
    uz_l5s1_1 = P[48]
    uz_l5s1_2 = P[49]
    crossing_l4l5 = P[50]
    arm_extension_l4l5_0 = P[51]
    arm_extension_l4l5_1 = P[52]
    arm_extension_l4l5_2 = P[53]
    arm_right_bend_l4l5_0 = P[54]
    arm_right_bend_l4l5_1 = P[55]
    arm_right_bend_l4l5_2 = P[56]
    arm_left_turn_l4l5_0 = P[57]
    arm_left_turn_l4l5_1 = P[58]
    arm_left_turn_l4l5_2 = P[59]
    ux_l4l5_0 = P[60]
    ux_l4l5_1 = P[61]
    ux_l4l5_2 = P[62]
    uy_l4l5_0 = P[63]
    uy_l4l5_1 = P[64]
    uy_l4l5_2 = P[65]
    uz_l4l5_0 = P[66]
    uz_l4l5_1 = P[67]
    uz_l4l5_2 = P[68]
    for t in range(64):
        lumbar_flexion = joints[0 + t]
        hip_flexion = joints[64 + t]
        knee_flexion = joints[128 + t]
        ankle_dorsiflexion = joints[192 + t]
        lumbar_flexion_rate = joints[256 + t]
        hip_flexion_rate = joints[320 + t]
        knee_flexion_rate = joints[384 + t]
        ankle_dorsiflexion_rate = joints[448 + t]
        hip_above = (hip_flexion if (hip_flexion > hip_low) else hip_low)
        hip_held = (hip_above if (hip_above < hip_high) else hip_high)
        knee_above = (knee_flexion if (knee_flexion > knee_low) else knee_low)
        knee_held = (knee_above if (knee_above < knee_high) else knee_high)
        ankle_above = (ankle_dorsiflexion if (ankle_dorsiflexion > ankle_low) else ankle_low)
        ankle_held = (ankle_above if (ankle_above < ankle_high) else ankle_high)
        hip_arm_now = hip_arm_0 + hip_held*(hip_arm_1 + hip_held*(hip_arm_2 + hip_held*(hip_arm_3 + hip_arm_4*hip_held)))
        knee_arm_now = knee_arm_0 + knee_held*(knee_arm_1 + knee_held*(knee_arm_2 + knee_held*(knee_arm_3 + knee_arm_4*knee_held)))
        ankle_arm_now = ankle_arm_0 + ankle_held*(ankle_arm_1 + ankle_arm_2*ankle_held)
        lumbar_above = (lumbar_flexion if (lumbar_flexion > lumbar_low) else lumbar_low)
        lumbar_held = (lumbar_above if (lumbar_above < lumbar_high) else lumbar_high)
        lumbar_slope = 2.0*lumbar_held*lumbar_length_2 + lumbar_length_1
        along_free = along_length_neutral - ankle_arm_now*(ankle_dorsiflexion - ankle_held) - ankle_held*(1.0*ankle_arm_0 + ankle_held*(0.5*ankle_arm_1 + 0.3333333333333333*ankle_arm_2*ankle_held)) - hip_arm_now*(hip_flexion - hip_held) - hip_held*(1.0*hip_arm_0 + hip_held*(0.5*hip_arm_1 + hip_held*(0.3333333333333333*hip_arm_2 + hip_held*(0.25*hip_arm_3 + 0.2*hip_arm_4*hip_held)))) - knee_arm_now*(knee_flexion - knee_held) - knee_held*(1.0*knee_arm_0 + knee_held*(0.5*knee_arm_1 + knee_held*(0.3333333333333333*knee_arm_2 + knee_held*(0.25*knee_arm_3 + 0.2*knee_arm_4*knee_held)))) + lumbar_held*(lumbar_held*lumbar_length_2 + lumbar_length_1) + lumbar_slope*(lumbar_flexion - lumbar_held)
        along = (along_free if (along_free > 0.05*optimal_length) else 0.05*optimal_length)
        fibre = sqrt((along*along) + (thickness*thickness))
        cosine = along/fibre
        fibre_length = fibre/optimal_length
        velocity = cosine*(-ankle_arm_now*ankle_dorsiflexion_rate - hip_arm_now*hip_flexion_rate - knee_arm_now*knee_flexion_rate + lumbar_flexion_rate*lumbar_slope)/(max_velocity*optimal_length)
        bell_0 = 0.0633*fibre_length + 0.162
        z_0 = (fibre_length - 1.06)/bell_0
        bell_1 = 0.2*fibre_length - 0.0299
        bell_1_wide = (bell_1 if (bell_1 > 0.01) else 0.01)
        z_1 = (fibre_length - 0.717)/bell_1_wide
        z_2 = 2.824858757062147*fibre_length - 2.824858757062147
        active = 0.1*exp(-0.5*(z_2*z_2)) + 0.433*exp(-0.5*(z_1*z_1)) + 0.814*exp(-0.5*(z_0*z_0))
        fv_argument = -8.149*velocity - 0.374
        fv_size = (fv_argument if (fv_argument > -fv_argument) else -fv_argument)
        fv_area = log(fv_size + sqrt((fv_size*fv_size) + 1.0))
        fv_raw = 0.886 - 0.318*(fv_area if (fv_argument > 0.0) else -fv_area)
        speed = (fv_raw if (fv_raw > 0.0) else 0.0)
        side_l5s1 = crossing_l5s1*mirror
        arm_extension_l5s1_now = arm_extension_l5s1_0 + lumbar_held*(arm_extension_l5s1_1 + arm_extension_l5s1_2*lumbar_held)
        arm_right_bend_l5s1_now = arm_right_bend_l5s1_0 + lumbar_held*(arm_right_bend_l5s1_1 + arm_right_bend_l5s1_2*lumbar_held)
        arm_left_turn_l5s1_now = arm_left_turn_l5s1_0 + lumbar_held*(arm_left_turn_l5s1_1 + arm_left_turn_l5s1_2*lumbar_held)
        ux_l5s1_now = lumbar_held*(lumbar_held*ux_l5s1_2 + ux_l5s1_1) + ux_l5s1_0
        uy_l5s1_now = lumbar_held*(lumbar_held*uy_l5s1_2 + uy_l5s1_1) + uy_l5s1_0
        uz_l5s1_now = lumbar_held*(lumbar_held*uz_l5s1_2 + uz_l5s1_1) + uz_l5s1_0
        side_l4l5 = crossing_l4l5*mirror
        arm_extension_l4l5_now = arm_extension_l4l5_0 + lumbar_held*(arm_extension_l4l5_1 + arm_extension_l4l5_2*lumbar_held)
        arm_right_bend_l4l5_now = arm_right_bend_l4l5_0 + lumbar_held*(arm_right_bend_l4l5_1 + arm_right_bend_l4l5_2*lumbar_held)
        arm_left_turn_l4l5_now = arm_left_turn_l4l5_0 + lumbar_held*(arm_left_turn_l4l5_1 + arm_left_turn_l4l5_2*lumbar_held)
        ux_l4l5_now = lumbar_held*(lumbar_held*ux_l4l5_2 + ux_l4l5_1) + ux_l4l5_0
        uy_l4l5_now = lumbar_held*(lumbar_held*uy_l4l5_2 + uy_l4l5_1) + uy_l4l5_0
        uz_l4l5_now = lumbar_held*(lumbar_held*uz_l4l5_2 + uz_l4l5_1) + uz_l4l5_0
        out_capacity = active*cosine*max_force*speed
        out_arm_extension_l5s1 = arm_extension_l5s1_now*crossing_l5s1
        out_arm_right_bend_l5s1 = arm_right_bend_l5s1_now*side_l5s1
        out_arm_left_turn_l5s1 = arm_left_turn_l5s1_now*side_l5s1
        out_ux_l5s1 = crossing_l5s1*ux_l5s1_now
        out_uy_l5s1 = crossing_l5s1*uy_l5s1_now
        out_uz_l5s1 = side_l5s1*uz_l5s1_now
        out_arm_extension_l4l5 = arm_extension_l4l5_now*crossing_l4l5
        out_arm_right_bend_l4l5 = arm_right_bend_l4l5_now*side_l4l5
        out_arm_left_turn_l4l5 = arm_left_turn_l4l5_now*side_l4l5
        out_ux_l4l5 = crossing_l4l5*ux_l4l5_now
        out_uy_l4l5 = crossing_l4l5*uy_l4l5_now
        out_uz_l4l5 = side_l4l5*uz_l4l5_now
        out_arm_hip_extension = -hip_arm_now
        out_arm_knee_extension = -knee_arm_now
        out_arm_ankle_plantarflexion = -ankle_arm_now
        out_arm_hip_abduction = -hip_adduction_arm_0 - hip_adduction_arm_1*hip_held
        muscle[0 + t] = out_capacity
        muscle[64 + t] = fibre_length
        muscle[128 + t] = out_arm_extension_l5s1
        muscle[192 + t] = out_arm_right_bend_l5s1
        muscle[256 + t] = out_arm_left_turn_l5s1
        muscle[320 + t] = out_ux_l5s1
        muscle[384 + t] = out_uy_l5s1
        muscle[448 + t] = out_uz_l5s1
        muscle[512 + t] = out_arm_extension_l4l5
        muscle[576 + t] = out_arm_right_bend_l4l5
        muscle[640 + t] = out_arm_left_turn_l4l5
        muscle[704 + t] = out_ux_l4l5
        muscle[768 + t] = out_uy_l4l5
        muscle[832 + t] = out_uz_l4l5
        muscle[896 + t] = out_arm_hip_extension
        muscle[960 + t] = out_arm_knee_extension
        muscle[1024 + t] = out_arm_ankle_plantarflexion
        muscle[1088 + t] = out_arm_hip_abduction
