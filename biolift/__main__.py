"""``python -m biolift`` is the command line."""

import sys

from biolift.cli import main

sys.exit(main())
