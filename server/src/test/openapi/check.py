#!/usr/bin/env python3
"""Compares the packaged server with its OpenAPI document. Schemathesis sends, as an analyst, requests that the
document allows and requests that it does not. It fails on server errors, and on statuses, types, headers and bodies
that are not in the document. It needs the output of `mvn package` and Liberty's install-server. It has a time limit,
and stops everything that it starts.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "cloudformation/test"))

from local_cloud import await_answer, free_port, local_cloud  # noqa: E402

HERE = Path(__file__).parent
FOLDER = ROOT / "target/openapi"
DOCUMENT = ROOT / "server/src/main/resources/META-INF/openapi.yaml"
RUNTIME = ROOT / "server/target/liberty/wlp"
POOL, CLIENT, PASSWORD = "us-east-1_querycast", "querycastlocal", "Correct-horse-9"

# Twice the time of both rounds on two idle cores.
LONGEST = 420


@contextlib.contextmanager
def server(cloud):
    """The packaged application on Liberty; yields its address."""
    port = free_port()
    folder = FOLDER / "usr/servers/node"
    (folder / "apps").mkdir(parents=True)
    for file in ("server.xml", "bootstrap.properties"):
        shutil.copy(ROOT / "server/src/main/liberty/config" / file, folder)
    shutil.copy(ROOT / "server/target/querycast.war", folder / "apps")
    log = folder / "console.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
             f"@{RUNTIME}/lib/platform/java/java9.options",
             f"-javaagent:{RUNTIME}/bin/tools/ws-javaagent.jar",
             "-jar", f"{RUNTIME}/bin/tools/ws-server.jar", "node"],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith(("QUERYCAST_", "AWS_"))},
                "WLP_USER_DIR": str(FOLDER / "usr"),
                "HTTP_PORT": str(port),
                "HTTP_HOST": "localhost",
                "keystore_password": str(uuid.uuid4()),
                "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "local",
                "AWS_SECRET_ACCESS_KEY": "local",
                "AWS_ENDPOINT_URL_DYNAMODB": cloud,
                "AWS_ENDPOINT_URL_REDSHIFT_DATA": cloud,
                "AWS_ENDPOINT_URL_SQS": cloud,
                "QUERYCAST_REDSHIFT_CLUSTER": "querycast",
                "QUERYCAST_REDSHIFT_USER": "querycast_reader",
                "QUERYCAST_COMPLETIONS_QUEUE": f"{cloud}/000000000000/querycast-completions",
                "QUERYCAST_INBOX_QUEUES": f"{cloud}/000000000000/querycast-inbox-",
                "QUERYCAST_COGNITO_ISSUER": f"{cloud}/{POOL}",
                "QUERYCAST_COGNITO_CLIENT_ID": CLIENT,
            },
        )
    try:
        await_answer(f"http://localhost:{port}/health/ready", process, log, 120)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def call(address, body=None, headers=(), method=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, dict(headers), method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def analyst(cloud):
    """The access token of a new analyst."""
    email = f"{uuid.uuid4()}@example.com"

    def cognito(operation, **members):
        return call(cloud, {"ClientId": CLIENT, "UserPoolId": POOL, "Username": email, **members},
                    {"X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
                     "Content-Type": "application/x-amz-json-1.1"})

    cognito("SignUp", Password=PASSWORD)
    mails = call(f"{cloud}/_mailbox?to={email}", headers={"Accept": "application/json"})
    cognito("ConfirmSignUp", ConfirmationCode=mails[0]["code"])
    cognito("AdminAddUserToGroup", GroupName="analyst")
    answer = cognito("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH",
                     AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD})
    return answer["AuthenticationResult"]["AccessToken"]


def finished_job(address, token):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    job = call(f"{address}/api/jobs", {"sql": "select 1 as one, null as nothing, 'text' as word"}, headers)
    for _ in range(120):
        known = call(f"{address}/api/snapshot", headers={**headers})["jobs"]
        if any(each["id"] == job["id"] and each["state"] == "FINISHED" for each in known):
            return job["id"]
        subprocess.run(["sleep", "0.25"], check=True)
    raise AssertionError("The job does not end.")


def schemathesis(address, token, examples, parameters, *more):
    """Runs one round. Returns false if the server and its document differ."""
    settings = FOLDER / "schemathesis.toml"
    settings.write_text((HERE / "schemathesis.toml").read_text() + "".join(
        f'\n[parameters]\n"{name}" = "{value}"\n' for name, value in parameters.items()))
    return subprocess.run(
        [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(settings),
         "run", str(DOCUMENT), "--url", address, "--header", f"Authorization: Bearer {token}",
         "--max-examples", str(examples), *more],
        timeout=LONGEST, cwd=FOLDER).returncode == 0


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with local_cloud(FOLDER) as cloud, server(cloud) as address:
        token = analyst(cloud)
        whole = schemathesis(address, token, 60, {})
        # Ids can't be guessed. With the id of an existing job, its routes give more answers than 404.
        named = schemathesis(address, token, 30, {"path.id": finished_job(address, token)},
                             "--include-path-regex", r"\{id\}", "--exclude-method", "DELETE")
    sys.exit(0 if whole and named else 1)


if __name__ == "__main__":
    main()
