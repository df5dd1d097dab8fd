"""Results to files and back, and the citations that go with them."""
