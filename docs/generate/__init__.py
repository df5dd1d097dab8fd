"""Text of the documentation that follows from the library: equations, conventions, lists, the reference."""
