"""rope_pendulum, scalar form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: mass plate_radius plate_gyration empty_mass empty_centre_radius empty_gyration arm_length rope_length heading side pull gravity
  site: px py pz vx vy vz ax ay az
  other: other_px other_py other_pz other_vx other_vy other_vz other_ax other_ay other_az
  force: fx fy fz
  state: theta tip_x tip_y tip_z tension slack miss
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('mass', 'plate_radius', 'plate_gyration', 'empty_mass', 'empty_centre_radius', 'empty_gyration', 'arm_length', 'rope_length', 'heading', 'side', 'pull', 'gravity')
PORTS = {'site': ('px', 'py', 'pz', 'vx', 'vy', 'vz', 'ax', 'ay', 'az'), 'other': ('other_px', 'other_py', 'other_pz', 'other_vx', 'other_vy', 'other_vz', 'other_ax', 'other_ay', 'other_az'), 'force': ('fx', 'fy', 'fz'), 'state': ('theta', 'tip_x', 'tip_y', 'tip_z', 'tension', 'slack', 'miss')}


@njit(**OPTIONS)
def scalar(P, site, other, force, state):
    mass = P[0]
    plate_radius = P[1]
    plate_gyration = P[2]
    empty_mass = P[3]
    empty_centre_radius = P[4]
    empty_gyration = P[5]
    arm_length = P[6]
    rope_length = P[7]
    heading = P[8]
    side = P[9]
    pull = P[10]
    gravity = P[11]
    px = site[0]
    py = site[1]
    pz = site[2]
    vx = site[3]
    vy = site[4]
    vz = site[5]
    ax = site[6]
    ay = site[7]
    az = site[8]
    other_px = other[0]
    other_py = other[1]
    other_pz = other[2]
    other_vx = other[3]
    other_vy = other[4]
    other_vz = other[5]
    other_ax = other[6]
    other_ay = other[7]
    other_az = other[8]
    hand_px = -other_px + px
    hand_py = -other_py + py
    hand_pz = -other_pz + pz
    hand_vx = -other_vx + vx
    hand_vy = -other_vy + vy
    hand_vz = -other_vz + vz
    hand_ax = ax - other_ax
    hand_ay = ay - other_ay
    hand_az = az - other_az
    turned = heading*side
    sin_0_swing_z, swing_x = sincos(turned)
    swing_z = -sin_0_swing_z
    in_plane = hand_px*swing_x + hand_pz*swing_z
    reach = (sqrt((hand_py*hand_py) + (in_plane*in_plane)) if ((hand_py*hand_py) + (in_plane*in_plane) > 1e-12) else 1e-06)
    alpha_sine = in_plane/reach
    alpha_cosine = -hand_py/reach
    far = (arm_length*arm_length) + (hand_px*hand_px) + (hand_py*hand_py) + (hand_pz*hand_pz)
    asked_cosine = (0.5)*(far - (rope_length*rope_length))/(arm_length*reach)
    delta_cosine = ((asked_cosine if (asked_cosine < 0.9999) else 0.9999) if ((asked_cosine > -0.9999) if (asked_cosine < 0.9999) else True) else -0.9999)
    delta_sine = pull*sqrt(1.0 - (delta_cosine*delta_cosine))
    theta_sine = -alpha_cosine*delta_sine + alpha_sine*delta_cosine
    theta_cosine = alpha_cosine*delta_cosine + alpha_sine*delta_sine
    armx = swing_x*theta_sine
    army = -theta_cosine
    armz = swing_z*theta_sine
    acrossx = swing_x*theta_cosine
    acrossz = swing_z*theta_cosine
    ropex = -arm_length*armx + hand_px
    ropey = -arm_length*army + hand_py
    ropez = -arm_length*armz + hand_pz
    lever = arm_length*delta_sine*reach
    theta_turn = (hand_vx*ropex + hand_vy*ropey + hand_vz*ropez)/lever
    slipx = -acrossx*arm_length*theta_turn + hand_vx
    slipy = -arm_length*theta_sine*theta_turn + hand_vy
    slipz = -acrossz*arm_length*theta_turn + hand_vz
    theta_spin = (arm_length*(theta_turn*theta_turn)*(-arm_length + delta_cosine*reach) + hand_ax*ropex + hand_ay*ropey + hand_az*ropez + (slipx*slipx) + (slipy*slipy) + (slipz*slipz))/lever
    first_moment = empty_centre_radius*empty_mass + mass*plate_radius
    inertia = empty_mass*((empty_centre_radius*empty_centre_radius) + (empty_gyration*empty_gyration)) + mass*((plate_gyration*plate_gyration) + (plate_radius*plate_radius))
    loose = (1.0 if (asked_cosine < -0.9999) else 0.0)
    closed = (0.0 if (asked_cosine > 0.9999) else 1.0 - loose)
    signed_tension = (rope_length*(first_moment*gravity*theta_sine + inertia*theta_spin)/lever if (closed > 0.0) else 0.0)
    is_slack = (1.0 if (signed_tension < 0.0) else loose)
    nearest = (sqrt(-2.0*arm_length*reach + far) if (2.0*arm_length*reach - far < 0.0) else 0.0)
    angle_over = -1.4*theta_sine + (-3.141592653589793 if (theta_sine < 0.0) else 3.141592653589793)
    angle_0 = (angle_over if (theta_cosine < 0.0) else 1.4*theta_sine)
    angle_sine_1, angle_cosine_1 = sincos(angle_0)
    angle_1 = angle_0 + angle_cosine_1*theta_sine - angle_sine_1*theta_cosine
    angle_sine_2, angle_cosine_2 = sincos(angle_1)
    angle_2 = angle_1 + angle_cosine_2*theta_sine - angle_sine_2*theta_cosine
    angle_sine_3, angle_cosine_3 = sincos(angle_2)
    angle_3 = angle_2 + angle_cosine_3*theta_sine - angle_sine_3*theta_cosine
    out_fx = ropex*signed_tension*(is_slack - 1.0)/rope_length
    out_fy = ropey*signed_tension*(is_slack - 1.0)/rope_length
    out_fz = ropez*signed_tension*(is_slack - 1.0)/rope_length
    out_tip_x = arm_length*armx + other_px
    out_tip_y = arm_length*army + other_py
    out_tip_z = arm_length*armz + other_pz
    out_miss = ((nearest - rope_length if (nearest - rope_length > 1e-06) else 1e-06) if (asked_cosine > 0.9999) else 0.0)
    force[0] = out_fx
    force[1] = out_fy
    force[2] = out_fz
    state[0] = angle_3
    state[1] = out_tip_x
    state[2] = out_tip_y
    state[3] = out_tip_z
    state[4] = signed_tension
    state[5] = is_slack
    state[6] = out_miss
