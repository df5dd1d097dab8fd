"""The model against the world: published measurements beside what the model predicts."""
