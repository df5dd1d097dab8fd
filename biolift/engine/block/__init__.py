"""The block pipeline: many repetitions of one structure, compiled; only summaries leave a thread.

``structure`` and ``pack`` turn trials and models into tables of positions and columns of numbers; everything
else here is compiled and sees only these. One driver is handed the compiled stages as functions, so that no
combination of movement, equipment and rule is a program of its own.
"""
