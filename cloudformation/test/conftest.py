"""A terminal in which deploy.sh and destroy.sh run against a fake cloud."""

import copy
import os
import pty
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import pytest
from cloud import ENDPOINT, REGION, Cloud
from fake_aws import FakeAws
from xdist.scheduler import LoadScopeScheduling

FOLDER = Path(__file__).parent.parent
ROOT = FOLDER.parent


def pytest_xdist_make_scheduler(config, log):
    return OneImage(config, log)


class OneImage(LoadScopeScheduling):
    """A process that is free takes the next test. Those of the image are one piece, so that it is built once. The largest
    piece begins first, so that it does not run alone at the end."""

    def _split_scope(self, nodeid):
        return "image" if "test_image.py::" in nodeid else nodeid


# Enough of the sources for most tests: to upload all of them would take longer than the rest of a deployment.
SOME_SOURCES = (".mvn/jvm.config", "pom.xml", "server/pom.xml", "spa/package.json", "spa/src/main.tsx")


# A curl to which everything answers. What it is told by --config is in the file curl.log.
CURL = """#!/bin/sh
case "$*" in *--config*) cat >>"$HOME/curl.log" ;; esac
case "$*" in
  */push) printf 'HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n{"type":"snapshot"}' ;;
  */api/sessions) echo '{"id":"1","ticket":"t1","url":"wss://x/push"}' ;;
esac
"""


def checkout(folder):
    """The scripts in a small copy of the repository."""
    if not folder.exists():
        shutil.copytree(FOLDER, folder / "cloudformation", ignore=shutil.ignore_patterns("test", "__pycache__"))
        shutil.copytree(ROOT / "sql", folder / "sql")
        for name in (*SOME_SOURCES, "bench/pom.xml", "local/pom.xml", "local/dynamodb/pom.xml"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder / "cloudformation"


class Terminal:
    """Runs the scripts in `scripts`. Their standard output is in `out`, their errors in `err`."""

    def __init__(self, aws, folder):
        self.aws, self.cloud, self.folder = aws, aws.cloud, folder
        self.scripts = checkout(folder.parent / "checkout")
        # Only what the scripts need of the machine's environment: no settings, no credentials.
        curl = aws.bin / "curl"
        curl.write_text(CURL)
        curl.chmod(0o755)
        self.env = {
            "PATH": f"{aws.bin}:/usr/bin:/bin",
            "HOME": str(folder),
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "fake",
            "AWS_SECRET_ACCESS_KEY": "fake",
            "QUERYCAST_DEPLOY_PAUSE": "0.05",
            "TMPDIR": str(folder),
        }

    def run(self, script, *flags, env=None, answer=None, interrupt=None):
        """Runs a script to its end. `answer` is typed at a terminal; `interrupt()` says when to press Ctrl-C."""
        keyboard, terminal = pty.openpty() if answer else (None, subprocess.DEVNULL)
        process = subprocess.Popen(
            ["bash", str(self.scripts / script), *flags],
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**self.env, **(env or {})},
            cwd=self.folder,
            start_new_session=True,
            # A shell makes its background processes, and all their children, ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        if answer:
            os.write(keyboard, f"{answer}\n".encode())
        if interrupt:
            threading.Thread(target=lambda: interrupt() and os.killpg(process.pid, signal.SIGINT), daemon=True).start()
        self.out, self.err = process.communicate(timeout=300)
        if answer:
            os.close(keyboard)
            os.close(terminal)
        return process.returncode

    def deploy(self, *flags, **more):
        return self.run("deploy.sh", *flags, **more)

    def destroy(self, *flags, **more):
        return self.run("destroy.sh", *flags, **more)

    def deployed(self, *flags):
        """Sets everything up. The first test does this once, and the others get a copy."""
        if self.aws.calls or self.cloud.others or vars(self.cloud) != vars(Cloud()) or flags:
            assert self.deploy(f"--RedshiftClusterEndpoint={ENDPOINT}", "--yes", *flags) == 0, self.out + self.err
            return
        if Terminal.begun is None:
            assert self.deploy(f"--RedshiftClusterEndpoint={ENDPOINT}", "--yes") == 0, self.out + self.err
            Terminal.begun = copy.deepcopy((vars(self.cloud), self.aws.calls, self.out, self.err))
        state, calls, self.out, self.err = copy.deepcopy(Terminal.begun)
        vars(self.cloud).update(state)
        self.aws.calls[:] = calls

    begun = None


@pytest.fixture
def cloud():
    return Cloud()


@pytest.fixture
def terminal(cloud, tmp_path, monkeypatch):
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    # The CLI runs in this process, so it uses this process's environment. In another language it would look for
    # translations on the disk at each call.
    own = {"AWS_ACCESS_KEY_ID": "fake", "AWS_SECRET_ACCESS_KEY": "fake", "AWS_RETRY_MODE": "standard", "HOME": str(tmp_path), "LANGUAGE": "C"}
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    aws = FakeAws(cloud, tmp_path / "aws")
    yield Terminal(aws, tmp_path)
    aws.close()
