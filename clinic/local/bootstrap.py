"""Makes .venv and installs the locked requirements. Runs on the system's Python, before anything is installed.

Usage: python3 clinic/local/bootstrap.py requirements-local.txt [FOLDER FOR THE ENVIRONMENT]

Written for old interpreters on purpose: a Python that is too old gets one clear line instead of a traceback.
"""

from __future__ import print_function

import hashlib
import os
import shutil
import subprocess
import sys

LEAST_PYTHON = (3, 11)
LEAST_DISK_MB = 900


def stop(message):
    print("secure-base: " + message, file=sys.stderr)
    sys.exit(1)


def check_python():
    if sys.version_info < LEAST_PYTHON:
        stop(
            "Python 3.11 or newer is needed, this is %s. Name another one: make run PYTHON=python3.12"
            % sys.version.split()[0]
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(
            "this Python has no 'venv' module. On Debian and Ubuntu: apt install python%d.%d-venv"
            % sys.version_info[:2]
        )


def check_folder(folder):
    parent = os.path.dirname(os.path.abspath(folder))
    if not os.access(parent, os.W_OK):
        stop("the folder %s cannot be written. Clone the project where you may write." % parent)
    free = shutil.disk_usage(parent).free // 2**20
    if free < LEAST_DISK_MB:
        stop("only %d MB free on the disk, %d MB are needed." % (free, LEAST_DISK_MB))


def wanted(lock):
    """What the stamp of an environment says that this Python has made of this lock file."""
    with open(lock, "rb") as file:
        return "%s %s" % (sys.version.split()[0], hashlib.sha256(file.read()).hexdigest())


def install(lock, folder):
    """Installs the lock file into the folder unless exactly that was done before."""
    made = wanted(lock)
    stamp = os.path.join(folder, "." + os.path.basename(lock) + ".done")
    python = os.path.join(folder, "bin", "python")
    if os.path.exists(stamp) and os.path.exists(python):
        with open(stamp) as file:
            if file.read() == made:
                return
    check_folder(folder)
    print("secure-base: setting up %s from %s (once, about a minute)" % (folder, lock), flush=True)
    if not os.path.exists(python) or subprocess.call([python, "-c", "pass"]) != 0:
        subprocess.check_call([sys.executable, "-m", "venv", "--clear", folder])
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    # Compiling all of it takes as long as installing it; Python compiles what is imported, when it is.
    command += ["--no-compile", "-r", lock]
    if subprocess.call(command) != 0:
        stop("installing %s failed; see the lines above. Running the same command again is safe." % lock)
    with open(stamp, "w") as file:
        file.write(made)


if __name__ == "__main__":
    check_python()
    try:
        install(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ".venv")
    except (OSError, subprocess.CalledProcessError) as error:
        stop("cannot set up: %s" % error)
    except KeyboardInterrupt:
        stop("stopped; run the same command again to continue.")
