"""The model against the world: measurements beside predictions, and claims judged with uncertainty."""
