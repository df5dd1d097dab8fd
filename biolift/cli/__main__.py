"""``python -m biolift.cli``."""

import sys

from biolift.cli import main

sys.exit(main())
