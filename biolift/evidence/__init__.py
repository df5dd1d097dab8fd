"""What speaks for and against: claims judged with uncertainty."""
