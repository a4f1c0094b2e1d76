"""How gunicorn serves the web process; the same on a laptop and in a container."""

import gc
import os

from clinic.config.logs import LOGGING

gc.disable()  # while the application is read, nothing of it is garbage; when_ready switches it on again
bind = os.environ.get("BIND", "0.0.0.0:8000").split(",")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
graceful_timeout = 3
timeout = 60
preload_app = True  # read once, before the processes fork: what they do not change they share
keepalive = 30
control_socket_disable = True  # all instances of a user would share its path, and nothing here uses it
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - a heartbeat, no data
limit_request_line = 4094
logconfig_dict = LOGGING
forwarded_allow_ips = os.environ.get("PROXY_ADDRESSES", "127.0.0.1,::1")


def post_worker_init(_worker: object) -> None:
    """In each web process, once it has forked: one of them at a time looks how everything is."""
    from clinic.core.status.watch import start  # after the application, which reads the settings

    start()


def when_ready(_server: object) -> None:
    """Before the first fork: a later collection does not write into what the processes share."""
    gc.collect()
    gc.freeze()
    gc.enable()
