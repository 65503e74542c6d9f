"""A terminal in which deploy.sh and destroy.sh run against a fake cloud."""

import copy
import gc
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
from role import ALIKE
from xdist.scheduler import LoadScopeScheduling

FOLDER = Path(__file__).parent.parent
ROOT = FOLDER.parent


def pytest_xdist_make_scheduler(config, log):
    return OneImage(config, log)


def pytest_collection_finish():
    # What is here now stays. To look at all of it for garbage again and again takes longer than many a test.
    gc.freeze()


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
        """Runs a script to its end. `answer` is typed at a terminal; `interrupt()` says when to press Ctrl-C. The same
        command in the same account does the same, so it really runs once."""
        if answer or interrupt or not self.is_plain():
            return self.really_run(script, *flags, env=env, answer=answer, interrupt=interrupt)
        command = script, flags, str(env), self.state()
        if command not in Terminal.known:
            before, told = len(self.aws.calls), len(self.told_to_curl())
            code = self.really_run(script, *flags, env=env)
            left = code, self.out, self.err, vars(self.cloud), self.aws.calls[before:], self.aws.regions, self.told_to_curl()[told:]
            Terminal.known[command] = copy.deepcopy(left)
            return code
        code, self.out, self.err, cloud, calls, regions, told = copy.deepcopy(Terminal.known[command])
        vars(self.cloud).update(cloud)
        self.aws.calls += calls
        self.aws.regions |= regions
        if told:
            (self.folder / "curl.log").write_text(self.told_to_curl() + told)
        return code

    known = {}

    def is_plain(self):
        """Whether no test answers in the cloud's place, or adds programs."""
        answers_itself = self.cloud.others or self.aws.passes_on or any(map(callable, vars(self.cloud).values()))
        return not answers_itself and {each.name for each in self.aws.bin.iterdir()} == {"aws", "curl"}

    def state(self):
        """All that a run can see: the account, the script, what curl answers, the names of files, and what tests patch."""
        cloud = {name: value for name, value in vars(self.cloud).items() if name != "stacks"}
        stacks = {name: {**vars(each), "picture": each.picture and each.picture.ids} for name, each in self.cloud.stacks.items()}
        files = sorted(each.name for each in self.folder.iterdir() if each.is_file())
        state = repr((cloud, stacks, (self.aws.bin / "curl").read_text(), files, str(self.scripts), ALIKE))
        assert " at 0x" not in state, "an address is no value"
        return state

    def told_to_curl(self):
        log = self.folder / "curl.log"
        return log.read_text() if log.exists() else ""

    def really_run(self, script, *flags, env, answer=None, interrupt=None):
        keyboard, terminal = pty.openpty() if answer else (None, subprocess.DEVNULL)
        # What Ctrl-C interrupts is a program, as for people: bash would not leave a function with the function's errors.
        quick = {} if interrupt else {"BASH_ENV": str(self.aws.function)}
        process = subprocess.Popen(
            ["bash", str(self.scripts / script), *flags],
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**self.env, **quick, **(env or {})},
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
        """Sets everything up."""
        assert self.deploy(f"--RedshiftClusterEndpoint={ENDPOINT}", "--yes", *flags) == 0, self.out + self.err


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
