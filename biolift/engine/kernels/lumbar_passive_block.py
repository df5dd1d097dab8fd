"""lumbar_passive, block form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: full_flexion flexion_moment flexion_shape full_extension extension_free extension_moment extension_shape full_bend bend_stiffness bend_shape bend_share full_turn turn_stiffness turn_linear turn_tripling turn_share
  trunk: lumbar_flexion trunk_lateral_bend trunk_axial_rotation
  passive: passive_extension passive_right_bend passive_left_turn
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('full_flexion', 'flexion_moment', 'flexion_shape', 'full_extension', 'extension_free', 'extension_moment', 'extension_shape', 'full_bend', 'bend_stiffness', 'bend_shape', 'bend_share', 'full_turn', 'turn_stiffness', 'turn_linear', 'turn_tripling', 'turn_share')
PORTS = {'trunk': ('lumbar_flexion', 'trunk_lateral_bend', 'trunk_axial_rotation'), 'passive': ('passive_extension', 'passive_right_bend', 'passive_left_turn')}


@njit(**OPTIONS)
def block(P, trunk, passive):
    full_flexion = P[0]
    flexion_moment = P[1]
    flexion_shape = P[2]
    full_extension = P[3]
    extension_free = P[4]
    extension_moment = P[5]
    extension_shape = P[6]
    full_bend = P[7]
    bend_stiffness = P[8]
    bend_shape = P[9]
    bend_share = P[10]
    full_turn = P[11]
    turn_stiffness = P[12]
    turn_linear = P[13]
    turn_tripling = P[14]
    turn_share = P[15]
    for t in range(64):
        lumbar_flexion = trunk[0 + t]
        trunk_lateral_bend = trunk[64 + t]
        trunk_axial_rotation = trunk[128 + t]
        bent = (lumbar_flexion if (lumbar_flexion > 0.0) else 0.0)/full_flexion
        arched = (-extension_free - lumbar_flexion/full_extension if (-extension_free - lumbar_flexion/full_extension > 0.0) else 0.0)/(1.0 - extension_free)
        flexion_part = (bent if (bent < 1.0) else 1.0)
        flexion_top = exp(flexion_shape)
        flexion_rise = (flexion_shape*flexion_top*(bent - flexion_part) + exp(flexion_part*flexion_shape) - 1.0)/(flexion_top - 1.0)
        extension_part = (arched if (arched < 1.0) else 1.0)
        extension_top = exp(extension_shape)
        extension_rise = (extension_shape*extension_top*(arched - extension_part) + exp(extension_part*extension_shape) - 1.0)/(extension_top - 1.0)
        lean = (bend_share*trunk_lateral_bend if (bend_share*trunk_lateral_bend > -bend_share*trunk_lateral_bend) else -bend_share*trunk_lateral_bend)/full_bend
        bend_part = (lean if (lean < 1.0) else 1.0)
        bend_top = exp(bend_shape)
        bend_rise = (bend_shape*bend_top*(-bend_part + lean) + exp(bend_part*bend_shape) - 1.0)/(bend_top - 1.0)
        turned = (trunk_axial_rotation*turn_share if (trunk_axial_rotation*turn_share > -trunk_axial_rotation*turn_share) else -trunk_axial_rotation*turn_share)
        twist_within = (turned if (turned < full_turn) else full_turn)
        twist_stiff = (-turn_linear + twist_within if (-turn_linear + twist_within > 0.0) else 0.0)
        twist_factor = exp(1.0986122886681098*twist_stiff/turn_tripling)
        twist = turn_stiffness*(0.9102392266268373*turn_tripling*(twist_factor - 1.0) + twist_factor*(turned - twist_within) - twist_stiff + twist_within)
        out_passive_extension = -extension_moment*extension_rise + flexion_moment*flexion_rise
        out_passive_right_bend = (-bend_rise*bend_stiffness*full_bend*(exp(bend_shape) - 1.0)/bend_shape if (bend_share*trunk_lateral_bend > 0.0) else bend_rise*bend_stiffness*full_bend*(exp(bend_shape) - 1.0)/bend_shape)
        out_passive_left_turn = (-twist if (trunk_axial_rotation*turn_share > 0.0) else twist)
        passive[0 + t] = out_passive_extension
        passive[64 + t] = out_passive_right_bend
        passive[128 + t] = out_passive_left_turn
