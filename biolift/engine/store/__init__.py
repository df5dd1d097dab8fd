"""Results on disk, chunk by chunk, with a record of what is finished."""
