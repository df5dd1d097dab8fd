"""What can be asked: simulate, sweep, compare, check. Each takes facts (trials) and assumptions (a model)."""
