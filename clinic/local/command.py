"""``manage.py up``, which ``make run`` calls: reads its choices from the environment and runs the local stack.

It is not a Django command: the settings need a database, which is what this starts.
"""

import os
from pathlib import Path

from clinic.local.errors import LocalStackError
from clinic.local.stack import LocalStack

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def _port() -> int:
    port = os.environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise LocalStackError(f"PORT is “{port}”; it must be a number from 1 to 65535")
    return int(port)


def main() -> None:
    """Starts everything and blocks until it is stopped. PORT, VAR, HOST, DEMO and DEMO_PASSWORD choose.

    Raises SystemExit, with one line for a person, when it cannot start or a part keeps ending.
    """
    try:
        if os.environ.get("MODE") == "production":
            raise LocalStackError("`up` is for one's own machine; for production see docs/operations.md")
        LocalStack(
            base=BASE_DIR,
            var=Path(os.environ.get("VAR") or "var").absolute(),
            host=os.environ.get("HOST") or "127.0.0.1",
            port=_port(),
            demo=(os.environ.get("DEMO") or "1").lower() not in {"0", "no", "false"},
        ).run()
    except (LocalStackError, OSError) as error:
        raise SystemExit(f"secure-base: {error}") from error
