"""The engine: nouns to numbers, stages in order, arrays to Datasets."""
