"""pendulum, block form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: mass plate_radius plate_gyration empty_mass empty_centre_radius empty_gyration pivot_x pivot_y pull unilateral gravity
  site: px py pz vx vy vz ax ay az
  force: fx fy fz
  state: theta radius tension slack
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('mass', 'plate_radius', 'plate_gyration', 'empty_mass', 'empty_centre_radius', 'empty_gyration', 'pivot_x', 'pivot_y', 'pull', 'unilateral', 'gravity')
PORTS = {'site': ('px', 'py', 'pz', 'vx', 'vy', 'vz', 'ax', 'ay', 'az'), 'force': ('fx', 'fy', 'fz'), 'state': ('theta', 'radius', 'tension', 'slack')}


@njit(**OPTIONS)
def block(P, site, force, state):
    mass = P[0]
    plate_radius = P[1]
    plate_gyration = P[2]
    empty_mass = P[3]
    empty_centre_radius = P[4]
    empty_gyration = P[5]
    pivot_x = P[6]
    pivot_y = P[7]
    pull = P[8]
    unilateral = P[9]
    gravity = P[10]
    for t in range(64):
        px = site[0 + t]
        py = site[64 + t]
        vx = site[192 + t]
        vy = site[256 + t]
        ax = site[384 + t]
        ay = site[448 + t]
        arm_x = -pivot_x + px
        arm_y = -pivot_y + py
        arm_square = (arm_x*arm_x) + (arm_y*arm_y)
        arm_length = sqrt(arm_square)
        arm_sine = arm_x/arm_length
        arm_cosine = -arm_y/arm_length
        arm_turn = (arm_x*vy - arm_y*vx)/arm_square
        arm_slide = (arm_x*vx + arm_y*vy)/arm_square
        arm_spin = -2.0*arm_slide*arm_turn + (arm_x*ay - arm_y*ax)/arm_square
        first_moment = empty_centre_radius*empty_mass + mass*plate_radius
        inertia = empty_mass*((empty_centre_radius*empty_centre_radius) + (empty_gyration*empty_gyration)) + mass*((plate_gyration*plate_gyration) + (plate_radius*plate_radius))
        carried = (arm_sine*first_moment*gravity + arm_spin*inertia)/arm_length
        signed_tension = carried*pull
        is_slack = (1.0 if (signed_tension*unilateral < 0.0) else 0.0)
        held = carried*(1.0 - is_slack)
        angle_over = -1.4*arm_sine + (-3.141592653589793 if (arm_sine < 0.0) else 3.141592653589793)
        angle_0 = (angle_over if (arm_cosine < 0.0) else 1.4*arm_sine)
        angle_sine_1, angle_cosine_1 = sincos(angle_0)
        angle_1 = angle_0 + angle_cosine_1*arm_sine - angle_sine_1*arm_cosine
        angle_sine_2, angle_cosine_2 = sincos(angle_1)
        angle_2 = angle_1 + angle_cosine_2*arm_sine - angle_sine_2*arm_cosine
        angle_sine_3, angle_cosine_3 = sincos(angle_2)
        angle_3 = angle_2 + angle_cosine_3*arm_sine - angle_sine_3*arm_cosine
        out_fx = -arm_cosine*held
        out_fy = -arm_sine*held
        force[0 + t] = out_fx
        force[64 + t] = out_fy
        force[128 + t] = 0.0
        state[0 + t] = angle_3
        state[64 + t] = arm_length
        state[128 + t] = signed_tension
        state[192 + t] = is_slack
