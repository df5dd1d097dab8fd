"""Files and citations: results out, and the sources of their numbers."""
