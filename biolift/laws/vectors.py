"""Three-vectors and rotations over any kind of quantity; a plain ``0`` is a structural zero and stays one."""

from __future__ import annotations

from biolift.laws.stage import Math, Quantity

Vector = tuple[Quantity, Quantity, Quantity]
Matrix = tuple[Vector, Vector, Vector]

ZERO: Vector = (0, 0, 0)
IDENTITY: Matrix = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
AXES = {"x": 0, "y": 1, "z": 2}


def is_zero(value: Quantity) -> bool:
    """True for the structural zero (a Python int 0), not for a number that happens to vanish."""
    return isinstance(value, int) and value == 0


def add(a: Vector, b: Vector) -> Vector:
    """Sum of two vectors."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def subtract(a: Vector, b: Vector) -> Vector:
    """Difference of two vectors."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(k: Quantity, a: Vector) -> Vector:
    """A vector k times as long."""
    return (k * a[0], k * a[1], k * a[2])


def dot(a: Vector, b: Vector) -> Quantity:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def times(matrix: Matrix, a: Vector) -> Vector:
    """Matrix times vector."""
    return (dot(matrix[0], a), dot(matrix[1], a), dot(matrix[2], a))


def transposed_times(matrix: Matrix, a: Vector) -> Vector:
    """Transposed matrix times vector: world axes to segment axes."""
    return (dot(column(matrix, 0), a), dot(column(matrix, 1), a), dot(column(matrix, 2), a))


def column(matrix: Matrix, k: int) -> Vector:
    """Column k: the k-th axis of a segment, in world axes."""
    return (matrix[0][k], matrix[1][k], matrix[2][k])


def turn(matrix: Matrix, axis: str, s: Quantity, c: Quantity) -> Matrix:
    """`matrix` times the elementary rotation about `axis` with sine s and cosine c."""
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    rows = []
    for row in matrix:
        new = list(row)
        new[i] = row[i] * c + row[j] * s
        new[j] = row[j] * c - row[i] * s
        rows.append((new[0], new[1], new[2]))
    return (rows[0], rows[1], rows[2])


def let_vector(m: Math, name: str, a: Vector) -> Vector:
    """Name the components ``name_x name_y name_z``; structural zeros stay zeros."""
    x, y, z = (v if is_zero(v) else m.let(f"{name}{k}", v) for v, k in zip(a, "xyz", strict=True))
    return (x, y, z)
