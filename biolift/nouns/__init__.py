"""Nouns: what a trial and a model are made of; frozen, checked when made, hashable."""
