"""The library: data files read into nouns, with catalogues of what there is."""
