"""Front door of the repository: `run`, `test` and `bench` on a machine that has only Python 3.11 or newer.

Written so that Python 3.6 still parses it: an old Python must be able to say that it is too old.
"""

import os
import sys
from collections.abc import Sequence

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
OLDEST = (3, 11)
NEWEST = (3, 13)
COULD_NOT_RUN = 3

# The catalogue cannot be read by a Python without tomllib, so these two sentences stand here.
WRONG_PYTHON = (
    "Python 3.11〜3.13 が必要です（今の Python: {found}）。"
    "対応する Python をインストールし、その python3 でもう一度実行してください。\n"
    "Python 3.11 to 3.13 is needed (this one is {found}). Install one of them and run this again with its python3.\n"
)


def is_supported(version: "Sequence[int]") -> bool:
    """Tell whether the (major, minor, ...) version can run the program."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def main(arguments: "Sequence[str]") -> int:
    """Run one verb and return the exit code: 0 done, 2 wrong usage, 3 could not run, else the program's own."""
    if not is_supported(sys.version_info[:2]):
        sys.stderr.write(WRONG_PYTHON.format(found=sys.version.split()[0]))
        return COULD_NOT_RUN
    # Running a file puts its own folder first on the path; the rooms are found from the folder above.
    sys.path[0] = ROOT
    from installer import verbs

    return verbs.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
