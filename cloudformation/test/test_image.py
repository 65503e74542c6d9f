"""What is in the image, started without Docker: the same server, the same settings, the journey."""

import json
import os
import re
import shlex
import signal
import stat
import subprocess
import time
import urllib.request
from pathlib import Path

import boto3
import pytest
from local_cloud import ROOT, await_answer, free_port, local_cloud
from role import Values

BUILD = ROOT / "cloudformation/build"
DOCKERFILE = (BUILD / "Dockerfile").read_text().replace("\\\n", " ")
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
NODE = {
    "RedshiftClusterEndpoint": "querycast.abc.us-east-1.redshift.amazonaws.com:5439/dev",
    "QueryScriptS3Path": "s3://catalogue/queries/",
}


# In one process: what they look at is made once, by a build that must not run beside itself.
pytestmark = pytest.mark.xdist_group("image")


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """As the Dockerfile's build stage makes it, with this machine's Maven and JDK."""
    folder = tmp_path_factory.mktemp("image")
    subprocess.run(["sh", str(BUILD / "lay-out.sh"), str(folder)], check=True)
    return folder


def environment_of_the_image():
    return dict(shlex.split(line)[1].split("=", 1) for line in LAST_STAGE.splitlines() if line.startswith("ENV "))


def environment_of_a_node(cloud):
    """What the template gives a node, with the local cloud's things for AWS's."""
    values = Values("backend-setup.yaml", **NODE)
    [container] = values.template["Resources"]["Node"]["Properties"]["ContainerDefinitions"]
    given = {each["Name"]: each["Value"] for each in values.of(container["Environment"])}
    own = {
        "QUERYCAST_COMPLETIONS_QUEUE": f"{cloud}/000000000000/querycast-completions",
        "QUERYCAST_INBOX_QUEUES": f"{cloud}/000000000000/querycast-inbox-",
        "QUERYCAST_INBOXES": "4",
        "QUERYCAST_COGNITO_ISSUER": f"{cloud}/us-east-1_querycast",
        "QUERYCAST_COGNITO_CLIENT_ID": "querycastlocal",
    }
    assert set(own) <= set(given)
    return given | own


def test_the_server_in_the_image_takes_the_whole_journey(image, tmp_path):
    before = state_of(image / "querycast/wlp")
    port = free_port()
    with local_cloud(tmp_path) as cloud:
        here = f"http://localhost:{port}"
        store = catalogue(cloud)
        environment = {
            "PATH": os.environ["PATH"],
            **environment_of_the_image(),
            **environment_of_a_node(cloud),
            # Of a container: its own address, its own folders, its role.
            "HTTP_PORT": str(port),
            "HTTP_HOST": "localhost",
            "HOME": str(tmp_path),
            "WLP_OUTPUT_DIR": str(image / "output"),
            "QUERYCAST_ALLOWED_ORIGINS": here,
            "QUERYCAST_SOCKET_URL": f"ws://localhost:{port}/push",
            "QUERYCAST_CATALOGUE_INTERVAL": "PT1S",
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            **{f"AWS_ENDPOINT_URL_{service}": cloud for service in ("DYNAMODB", "SQS", "REDSHIFT_DATA", "S3")},
        }
        environment |= java()
        assert '\nENTRYPOINT ["/opt/querycast/start"]\n' in LAST_STAGE
        log = tmp_path / "server.log"
        with log.open("w") as out:
            start = image / "querycast/start"
            server = subprocess.Popen([start], env=environment, stdout=out, stderr=subprocess.STDOUT, cwd=tmp_path)
        try:
            await_answer(f"{here}/health/ready", server, log)
            assert healthy(image, port), "the image's own health check"
            journey(here, cloud)
            a_changed_catalogue_is_taken_without_a_restart(here, cloud, store)
            until(lambda: figures(log), 120)
            assert figures(log)["CatalogueFaults"] == 1, "the broken file raises the alarm"
            server.send_signal(signal.SIGTERM)
            # As long as ECS waits before it kills.
            assert server.wait(90) in (0, 143), log.read_text()
            assert not healthy(image, port)
        finally:
            server.kill()
        assert "ERROR" not in log.read_text()
        if "25" in environment.get("JAVA_HOME", ""):
            assert re.search(r"^Launching querycast .* version 25", log.read_text(), re.MULTILINE)
    # Nothing but /output and /tmp is written to, so the rest may be read-only.
    assert state_of(image / "querycast/wlp") == before


def java():
    """The image's version of Java where this machine has it, else what there is."""
    found = sorted(Path("/usr/lib/jvm").glob("*25*/bin/java"))
    if found:
        return {"JAVA_HOME": str(found[0].parent.parent)}
    return {name: value for name, value in os.environ.items() if name == "JAVA_HOME"}


def figures(log):
    """The newest line of figures: a line by itself, of JSON only, as CloudWatch wants it."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    if not lines:
        return None
    [metrics] = lines[-1]["_aws"]["CloudWatchMetrics"]
    assert metrics["Namespace"] == "querycast-backend"
    assert {each["Name"] for each in metrics["Metrics"]} <= set(lines[-1])
    return lines[-1]


def healthy(image, port):
    check = subprocess.run(
        [image / "querycast/healthy"],
        env={"PATH": os.environ["PATH"], "HTTP_PORT": str(port)},
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return check.returncode == 0


def journey(here, cloud):
    subprocess.run(
        ["npx", "playwright", "test", "jobs.spec.ts", "-g", "from signing up to the rows and out again"],
        cwd=ROOT / "spa/e2e",
        env={**os.environ, "QUERYCAST_URL": here, "QUERYCAST_LOCAL_URL": cloud},
        check=True,
    )


def catalogue(cloud):
    """The repository's queries in a bucket."""
    store = boto3.client(
        "s3", endpoint_url=cloud, region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local"
    )
    store.create_bucket(Bucket="catalogue")
    for file in (ROOT / "sql/queries").glob("*.sql"):
        store.put_object(Bucket="catalogue", Key=f"queries/{file.name}", Body=file.read_bytes())
    return store


def a_changed_catalogue_is_taken_without_a_restart(here, cloud, store):
    token = token_of_somebody_new(cloud)
    question = urllib.request.Request(f"{here}/api/queries", headers={"Authorization": f"Bearer {token}"})

    def titles():
        with urllib.request.urlopen(question) as answer:
            return {each["name"]: each["title"] for each in json.load(answer)["queries"]}

    assert titles()["trips-by-day"] == "Trips by day"
    text = (ROOT / "sql/queries/trips-by-day.sql").read_text()
    store.put_object(Bucket="catalogue", Key="queries/trips-by-day.sql", Body=text.replace("Trips by day", "Every day").encode())
    until(lambda: titles()["trips-by-day"] == "Every day")
    # A broken file leaves the query as it was; what is changed beside it is taken.
    store.put_object(Bucket="catalogue", Key="queries/trips-by-day.sql", Body=b"-- no title")
    store.delete_object(Bucket="catalogue", Key="queries/payment-mix.sql")
    until(lambda: "payment-mix" not in titles())
    assert titles()["trips-by-day"] == "Every day"


def token_of_somebody_new(cloud):
    pool = boto3.client(
        "cognito-idp", endpoint_url=cloud, region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local"
    )
    email, password = "image@example.com", "Correct-horse-9"
    pool.sign_up(ClientId="querycastlocal", Username=email, Password=password)
    mails = urllib.request.Request(f"{cloud}/_mailbox?to={email}", headers={"Accept": "application/json"})
    with urllib.request.urlopen(mails) as answer:
        code = json.load(answer)[0]["code"]
    pool.confirm_sign_up(ClientId="querycastlocal", Username=email, ConfirmationCode=code)
    parameters = {"USERNAME": email, "PASSWORD": password}
    answer = pool.initiate_auth(ClientId="querycastlocal", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    return answer["AuthenticationResult"]["AccessToken"]


def until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def state_of(folder: Path):
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_the_image_is_small_and_anybody_may_read_it(image):
    files = [path for path in (image / "querycast/wlp").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 120 * 2**20
    assert all(path.stat().st_mode & stat.S_IROTH for path in files)
    names = {str(path.relative_to(image / "querycast/wlp")) for path in files}
    assert {"usr/servers/querycast/server.xml", "usr/servers/querycast/apps/querycast.war"} <= names
    assert not [name for name in names if "local" in name.lower() and name.endswith("LocalCloud.class")]


def test_the_image_runs_without_root_on_jdk_25_and_checks_itself():
    assert LAST_STAGE.startswith("\nFROM public.ecr.aws/docker/library/eclipse-temurin:25-jdk\n")
    assert "\nUSER 1001:1001\n" in LAST_STAGE
    assert re.search(r'^HEALTHCHECK .* CMD \["/opt/querycast/healthy"\]$', LAST_STAGE, re.MULTILINE)
    assert "\nRUN " not in LAST_STAGE, "the last stage must need no emulator"


def test_the_nodes_run_it_as_the_dockerfile_says():
    [container] = Values("backend-setup.yaml").template["Resources"]["Node"]["Properties"]["ContainerDefinitions"]
    assert container["ReadonlyRootFilesystem"] is True
    assert {mount["ContainerPath"] for mount in container["MountPoints"]} == {"/output", "/tmp"}
    assert container["HealthCheck"]["Command"] == ["CMD", "/opt/querycast/healthy"]
    assert f"EXPOSE {container['PortMappings'][0]['ContainerPort']}" in LAST_STAGE
    assert container["LinuxParameters"]["Capabilities"] == {"Drop": ["ALL"]}
