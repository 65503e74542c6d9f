"""Runs the repository's local cloud on a free port of the loopback address."""

import contextlib
import os
import random
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def free_port():
    """A port that no connection of another program takes before the server does: the system gives those higher ones."""
    while True:
        with socket.socket() as s, contextlib.suppress(OSError):
            s.bind(("127.0.0.1", random.randrange(20000, 32000)))
            return s.getsockname()[1]


def await_answer(address, process, log, seconds=600):
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read()
        except OSError as e:
            said = log.read_text() if log.exists() else ""
            assert process.poll() is None, f"It ended:\n{said}"
            assert time.monotonic() < end, f"{address}: {e}\n{said}"
            time.sleep(0.2)


@contextlib.contextmanager
def local_cloud(folder: Path, page="", **settings):
    """Yields its address. The page at the given one, if any, may ask it."""
    port = free_port()
    log = folder / "local-cloud.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            ["java", "@local/java.options", "-cp", "local/target/classes:local/target/lib/*", "io.querycast.local.LocalCloud"],
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith(("QUERYCAST_", "AWS_"))},
                "QUERYCAST_LOCAL_PORT": str(port),
                "QUERYCAST_LOCAL_FOLDER": str(folder / "local-cloud"),
                "QUERYCAST_LOCAL_TAXI_ROWS": "36500",
                "QUERYCAST_LOCAL_PAGES": page,
                "QUERYCAST_LOCAL_PARENT": str(os.getpid()),
                **settings,
            },
        )
    try:
        await_answer(f"http://localhost:{port}/_about", process, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)
