"""`python -m tests.rig.hurried serve …`: the program itself, with deadlines that a test can wait for.

Each is a tenth of what it is; under LANTOA_SOAK=1 nothing is shortened.
"""

import sys

from app.__main__ import main
from app.commands import ending, serving, workers
from app.web import arrival, sockets
from app.work import runner
from tests.lengths import SOAK

PART = 1 if SOAK else 10
sockets.HEAD /= PART
arrival.SILENCE /= PART
arrival.GRACE /= PART
arrival.LONGEST /= PART
runner.LEASE /= PART
runner.BEAT /= PART
serving.FAREWELL //= PART
workers.GRACE /= PART
ending.LONGEST /= PART


if __name__ == "__main__":
    sys.exit(main())
