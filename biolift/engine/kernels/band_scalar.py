"""band, scalar form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: width thickness rest_length wrap folds count first_modulus second_modulus linear quadratic cubic range_low range_high tension_factor
  site: px py pz vx vy vz ax ay az
  other: other_px other_py other_pz other_vx other_vy other_vz other_ax other_ay other_az
  force: fx fy fz
  other_force: other_fx other_fy other_fz
  state: length stretch tension slack outside_range
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('width', 'thickness', 'rest_length', 'wrap', 'folds', 'count', 'first_modulus', 'second_modulus', 'linear', 'quadratic', 'cubic', 'range_low', 'range_high', 'tension_factor')
PORTS = {'site': ('px', 'py', 'pz', 'vx', 'vy', 'vz', 'ax', 'ay', 'az'), 'other': ('other_px', 'other_py', 'other_pz', 'other_vx', 'other_vy', 'other_vz', 'other_ax', 'other_ay', 'other_az'), 'force': ('fx', 'fy', 'fz'), 'other_force': ('other_fx', 'other_fy', 'other_fz'), 'state': ('length', 'stretch', 'tension', 'slack', 'outside_range')}


@njit(**OPTIONS)
def scalar(P, site, other, force, other_force, state):
    width = P[0]
    thickness = P[1]
    rest_length = P[2]
    wrap = P[3]
    folds = P[4]
    count = P[5]
    first_modulus = P[6]
    second_modulus = P[7]
    linear = P[8]
    quadratic = P[9]
    cubic = P[10]
    range_low = P[11]
    range_high = P[12]
    tension_factor = P[13]
    px = site[0]
    py = site[1]
    pz = site[2]
    other_px = other[0]
    other_py = other[1]
    other_pz = other[2]
    line_px = other_px - px
    line_py = other_py - py
    line_pz = other_pz - pz
    line_length = (sqrt((line_px*line_px) + (line_py*line_py) + (line_pz*line_pz)) if ((line_px*line_px) + (line_py*line_py) + (line_pz*line_pz) > 1e-12) else 1e-06)
    stretch_now = folds*(line_length + wrap)/rest_length
    is_slack = (0.0 if (stretch_now > 1.0) else 1.0)
    taut_stretch = (stretch_now if (stretch_now > 1.0) else 1.0)
    rubber = 2.0*thickness*width*(first_modulus + second_modulus/taut_stretch)*(taut_stretch - 1.0/(taut_stretch*taut_stretch))
    inside = (taut_stretch if (taut_stretch < range_high) else range_high) - 1.0
    curve = inside*(inside*(cubic*inside + quadratic) + linear)
    slope = inside*(3.0*cubic*inside + 2.0*quadratic) + linear
    known = curve + rubber + slope*(-inside + taut_stretch - 1.0)
    beyond = ((range_low - taut_stretch if (range_low - taut_stretch > -range_high + taut_stretch) else -range_high + taut_stretch) if ((range_low - taut_stretch > 0.0) if (range_high - taut_stretch > -range_low + taut_stretch) else (range_high - taut_stretch < 0.0)) else 0.0)
    widened = (5.0*beyond if (5.0*beyond < 1.0) else 1.0) + 1.0
    factor = (widened*(tension_factor - 1.0) + 1.0 if (widened*(tension_factor - 1.0) + 1.0 > 0.0) else 0.0)
    band_tension = count*factor*folds*known
    out_fx = band_tension*line_px/line_length
    out_fy = band_tension*line_py/line_length
    out_fz = band_tension*line_pz/line_length
    out_other_fx = -1.0*band_tension*line_px/line_length
    out_other_fy = -1.0*band_tension*line_py/line_length
    out_other_fz = -1.0*band_tension*line_pz/line_length
    out_outside_range = (1.0 - is_slack if (beyond > 0.0) else 0.0)
    force[0] = out_fx
    force[1] = out_fy
    force[2] = out_fz
    other_force[0] = out_other_fx
    other_force[1] = out_other_fy
    other_force[2] = out_other_fz
    state[0] = line_length
    state[1] = stretch_now
    state[2] = band_tension
    state[3] = is_slack
    state[4] = out_outside_range
