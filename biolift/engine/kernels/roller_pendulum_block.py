"""roller_pendulum, block form. Written by biolift.printer from the law; do not edit.

Parameters, then rows per port:
  P: mass plate_radius plate_gyration empty_mass empty_centre_radius empty_gyration pivot_x pivot_y arm_length offset gravity
  site: px py pz vx vy vz ax ay az
  other: other_px other_py other_pz other_vx other_vy other_vz other_ax other_ay other_az
  force: fx fy fz
  contact: cx cy cz
  state: theta along tip_x tip_y tip_z tension slack miss
"""

# ruff: noqa
from math import exp, log, sqrt

from numba import njit

from biolift.engine.kernels.support import OPTIONS, sincos

PARAMETERS = ('mass', 'plate_radius', 'plate_gyration', 'empty_mass', 'empty_centre_radius', 'empty_gyration', 'pivot_x', 'pivot_y', 'arm_length', 'offset', 'gravity')
PORTS = {'site': ('px', 'py', 'pz', 'vx', 'vy', 'vz', 'ax', 'ay', 'az'), 'other': ('other_px', 'other_py', 'other_pz', 'other_vx', 'other_vy', 'other_vz', 'other_ax', 'other_ay', 'other_az'), 'force': ('fx', 'fy', 'fz'), 'contact': ('cx', 'cy', 'cz'), 'state': ('theta', 'along', 'tip_x', 'tip_y', 'tip_z', 'tension', 'slack', 'miss')}


@njit(**OPTIONS)
def block(P, site, other, force, contact, state):
    mass = P[0]
    plate_radius = P[1]
    plate_gyration = P[2]
    empty_mass = P[3]
    empty_centre_radius = P[4]
    empty_gyration = P[5]
    pivot_x = P[6]
    pivot_y = P[7]
    arm_length = P[8]
    offset = P[9]
    gravity = P[10]
    for t in range(64):
        px = site[0 + t]
        py = site[64 + t]
        pz = site[128 + t]
        vx = site[192 + t]
        vy = site[256 + t]
        ax = site[384 + t]
        ay = site[448 + t]
        other_px = other[0 + t]
        other_py = other[64 + t]
        other_vx = other[192 + t]
        other_vy = other[256 + t]
        other_ax = other[384 + t]
        other_ay = other[448 + t]
        knee_x = -pivot_x + px
        knee_y = -pivot_y + py
        line_px = other_px - px
        line_py = other_py - py
        line_vx = other_vx - vx
        line_vy = other_vy - vy
        line_ax = -ax + other_ax
        line_ay = -ay + other_ay
        leg_square = ((line_px*line_px) + (line_py*line_py) if ((line_px*line_px) + (line_py*line_py) > 1e-06) else 1e-06)
        leg_length = sqrt(leg_square)
        leg_turn = (line_px*line_vy - line_py*line_vx)/leg_square
        leg_spin = -2.0*leg_turn*(line_px*line_vx + line_py*line_vy)/leg_square + (-line_ax*line_py + line_ay*line_px)/leg_square
        along_x = line_px/leg_length
        along_y = line_py/leg_length
        knee_along = along_x*knee_x + along_y*knee_y
        knee_behind = -along_x*knee_y + along_y*knee_x
        speed_along = along_x*vx + along_y*vy
        asked_sine = (knee_behind + offset)/arm_length
        sine_rate = (-along_x*vy + along_y*vx + knee_along*leg_turn)/arm_length
        sine_spin = (-along_x*ay + along_y*ax + knee_along*leg_spin - knee_behind*(leg_turn*leg_turn) + 2.0*leg_turn*speed_along)/arm_length
        delta_sine = ((asked_sine if (asked_sine < 0.9999) else 0.9999) if ((asked_sine > -0.9999) if (asked_sine < 0.9999) else True) else -0.9999)
        delta_cosine = sqrt(1.0 - (delta_sine*delta_sine))
        delta_turn = sine_rate/delta_cosine
        theta_spin = leg_spin - (delta_sine*(delta_turn*delta_turn) + sine_spin)/delta_cosine
        theta_sine = along_x*delta_cosine + along_y*delta_sine
        theta_cosine = along_x*delta_sine - along_y*delta_cosine
        first_moment = empty_centre_radius*empty_mass + mass*plate_radius
        inertia = empty_mass*((empty_centre_radius*empty_centre_radius) + (empty_gyration*empty_gyration)) + mass*((plate_gyration*plate_gyration) + (plate_radius*plate_radius))
        far = ((asked_sine if (asked_sine > -asked_sine) else -asked_sine) - 0.9999 if ((asked_sine - 0.9999 > 0.0) if (asked_sine > -asked_sine) else (asked_sine + 0.9999 < 0.0)) else 0.0)
        normal = (0.0 if (far > 0.0) else (-first_moment*gravity*theta_sine - inertia*theta_spin)/(arm_length*delta_cosine))
        is_slack = (1.0 if (normal < 0.0) else 0.0)
        held = normal*(1.0 - is_slack)
        contact_along = arm_length*delta_cosine - knee_along
        beyond = ((contact_along - leg_length if (contact_along - leg_length > -contact_along) else -contact_along) if ((contact_along - leg_length > 0.0) if (contact_along > -contact_along + leg_length) else (contact_along < 0.0)) else 0.0)
        angle_over = -1.4*theta_sine + (-3.141592653589793 if (theta_sine < 0.0) else 3.141592653589793)
        angle_0 = (angle_over if (theta_cosine < 0.0) else 1.4*theta_sine)
        angle_sine_1, angle_cosine_1 = sincos(angle_0)
        angle_1 = angle_0 + angle_cosine_1*theta_sine - angle_sine_1*theta_cosine
        angle_sine_2, angle_cosine_2 = sincos(angle_1)
        angle_2 = angle_1 + angle_cosine_2*theta_sine - angle_sine_2*theta_cosine
        angle_sine_3, angle_cosine_3 = sincos(angle_2)
        angle_3 = angle_2 + angle_cosine_3*theta_sine - angle_sine_3*theta_cosine
        out_fx = -along_y*held
        out_fy = along_x*held
        out_cx = along_x*contact_along + px
        out_cy = along_y*contact_along + py
        out_tip_x = arm_length*theta_sine + pivot_x
        out_tip_y = -arm_length*theta_cosine + pivot_y
        out_miss = (arm_length*far if (arm_length*far > beyond) else beyond)
        force[0 + t] = out_fx
        force[64 + t] = out_fy
        force[128 + t] = 0.0
        contact[0 + t] = out_cx
        contact[64 + t] = out_cy
        contact[128 + t] = pz
        state[0 + t] = angle_3
        state[64 + t] = contact_along
        state[128 + t] = out_tip_x
        state[192 + t] = out_tip_y
        state[256 + t] = pz
        state[320 + t] = normal
        state[384 + t] = is_slack
        state[448 + t] = out_miss
