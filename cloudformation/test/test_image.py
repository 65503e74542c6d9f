"""The image's content, started without Docker: the same server, the same settings, a browser's journey."""

import base64
import contextlib
import datetime
import fcntl
import http.server
import json
import os
import re
import shlex
import signal
import ssl
import stat
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import boto3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from local_cloud import ROOT, await_answer, free_port, local_cloud
from role import Values

BUILD = ROOT / "cloudformation/build"
DOCKERFILE = (BUILD / "Dockerfile").read_text().replace("\\\n", " ")
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
NODE = {
    "RedshiftClusterEndpoint": "querycast.abc.us-east-1.redshift.amazonaws.com:5439/dev",
    "QueryScriptS3Path": "s3://catalogue/queries/",
}


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """Built as in the Dockerfile's build stage, with this machine's Maven and JDK."""
    folder = tmp_path_factory.mktemp("image")
    if "PYTEST_XDIST_WORKER" in os.environ:
        # All processes of a run have this folder. A second build would fail here.
        (folder.parent.parent / "image").mkdir()
    # Nor may two runs build at the same time.
    (ROOT / "target").mkdir(exist_ok=True)
    with open(ROOT / "target/image.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["sh", str(BUILD / "lay-out.sh"), str(folder)], check=True)
    return folder


def environment_of_the_image():
    return dict(shlex.split(line)[1].split("=", 1) for line in LAST_STAGE.splitlines() if line.startswith("ENV "))


def environment_of_a_node(cloud):
    """The environment of a node in the template, with the local cloud's addresses instead of AWS's."""
    values = Values("backend-setup.yaml", **NODE)
    [container] = values.template["Resources"]["Node"]["Properties"]["ContainerDefinitions"]
    # CloudFormation makes a text of each.
    given = {each["Name"]: str(each["Value"]) for each in values.of(container["Environment"])}
    own = {
        "QUERYCAST_COMPLETIONS_QUEUE": f"{cloud}/000000000000/querycast-completions",
        "QUERYCAST_INBOX_QUEUES": f"{cloud}/000000000000/querycast-inbox-",
        "QUERYCAST_INBOXES": "4",
        "QUERYCAST_TARGET_GROUPS": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/nodes/1",
        "QUERYCAST_COGNITO_ISSUER": f"{cloud}/us-east-1_querycast",
        "QUERYCAST_COGNITO_CLIENT_ID": "querycastlocal",
    }
    assert set(own) <= set(given)
    return given | own


def test_the_server_in_the_image_takes_the_whole_journey(image, tmp_path):
    before = state_of(image / "querycast/wlp")
    port = free_port()
    here = f"http://localhost:{port}"
    with local_cloud(tmp_path, here) as cloud, load_balancer() as balancer:
        store = catalogue(cloud)
        environment = {
            "PATH": os.environ["PATH"],
            **environment_of_the_image(),
            **environment_of_a_node(cloud),
            # Variables of a container: its own address, its own folders, its role.
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
            "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2": balancer,
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
            # A line of figures tells of its own minute, so the first one may be older than the broken file.
            until(lambda: figures(log).get("CatalogueFaults") == 1, 180)
            assert serves(here)
            LoadBalancer.state = "draining"
            until(lambda: not serves(here))
            server.send_signal(signal.SIGTERM)
            # ECS waits so long before it kills.
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
    """The image's version of Java if this machine has it, otherwise the installed one."""
    found = sorted(Path("/usr/lib/jvm").glob("*25*/bin/java"))
    if found:
        return {"JAVA_HOME": str(found[0].parent.parent)}
    return {name: value for name, value in os.environ.items() if name == "JAVA_HOME"}


def figures(log):
    """The newest line of figures: one line of JSON only, as CloudWatch requires. Other JSON lines are the audit's."""
    # The server may still be writing the last line.
    whole, _, _ = log.read_text().rpartition("\n")
    lines = [json.loads(line) for line in whole.splitlines() if line.startswith("{")]
    lines = [line for line in lines if "audit" not in line]
    if not lines:
        return {}
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
    # A broken file leaves its query as it was; other changes are read.
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


def serves(here):
    try:
        with urllib.request.urlopen(f"{here}/health/serving"):
            return True
    except urllib.error.HTTPError as e:
        assert e.code == 503
        return False


class LoadBalancer(http.server.BaseHTTPRequestHandler):
    """The part of the load balancer's API that a node asks: what it does with this machine."""

    state = "healthy"

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert "Action=DescribeTargetHealth" in asked
        assert "targetgroup%2Fnodes%2F1" in asked
        member = f"<Target><Id>127.0.0.1</Id></Target><TargetHealth><State>{self.state}</State></TargetHealth>"
        body = (
            '<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">'
            f"<DescribeTargetHealthResult><TargetHealthDescriptions><member>{member}</member></TargetHealthDescriptions>"
            "</DescribeTargetHealthResult></DescribeTargetHealthResponse>"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def load_balancer():
    LoadBalancer.state = "healthy"
    with http.server.ThreadingHTTPServer(("localhost", 0), LoadBalancer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


class BehindTls(http.server.BaseHTTPRequestHandler):
    """The part of AWS that answers by HTTPS here: the pool's keys. Anything else is refused."""

    keys, asked = b"", []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.keys)

    def do_POST(self):
        self.asked.append(self.headers["X-Amz-Target"])
        self.send_response(400)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def https(key, folder):
    """Serves with a certificate. Only clients that trust the one in `folder/trusted` accept it."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, own = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    own.write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    keytool = Path(java().get("JAVA_HOME", "/usr")) / "bin/keytool"
    where = ["-keystore", folder / "trusted", "-storepass", "changeit", "-storetype", "PKCS12"]
    subprocess.run([keytool, "-importcert", "-noprompt", "-alias", "aws", "-file", pem, *where], check=True)
    with http.server.ThreadingHTTPServer(("localhost", 0), BehindTls) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, own)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_port}"
        server.shutdown()


def text64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_the_server_in_the_image_trusts_whom_java_trusts(image, tmp_path):
    """The local cloud uses HTTP, AWS uses HTTPS, also for the pool's keys, which Liberty fetches with its own client."""
    key = rsa.generate_private_key(65537, 2048)
    numbers = key.public_key().public_numbers()
    public = {"kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig", "n": text64(numbers.n.to_bytes(256, "big")), "e": "AQAB"}
    BehindTls.keys, BehindTls.asked = json.dumps({"keys": [public]}).encode(), []
    port = free_port()
    with https(key, tmp_path) as aws:
        issuer = f"{aws}/us-east-1_querycast"
        environment = {
            "PATH": os.environ["PATH"],
            **environment_of_the_image(),
            **environment_of_a_node(aws),
            "HTTP_PORT": str(port),
            "HTTP_HOST": "localhost",
            "HOME": str(tmp_path),
            "WLP_OUTPUT_DIR": str(tmp_path / "output"),
            "QUERYCAST_COGNITO_ISSUER": issuer,
            "QUERYCAST_ALLOWED_ORIGINS": "https://main.d222.amplifyapp.com",
            "QUERYCAST_SOCKET_URL": "wss://d111.cloudfront.net/push",
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            **{
                f"AWS_ENDPOINT_URL_{service}": aws
                for service in ("DYNAMODB", "SQS", "REDSHIFT_DATA", "S3", "ELASTIC_LOAD_BALANCING_V2")
            },
            **java(),
        }
        # Instead of the authorities that a JDK knows.
        environment["JVM_ARGS"] += f" -Djavax.net.ssl.trustStore={tmp_path}/trusted -Djavax.net.ssl.trustStorePassword=changeit"
        # The journey above runs with the image's own options. Here the server only has to start.
        environment["JVM_ARGS"] += " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        del environment["QUERYCAST_CATALOGUE"]
        now = int(time.time())
        claims = {"sub": "ada", "iss": issuer, "token_use": "access", "client_id": "querycastlocal", "iat": now, "exp": now + 600, "jti": "1"}
        signed = ".".join(text64(json.dumps(each).encode()) for each in ({"alg": "RS256", "kid": "1"}, claims))
        token = f"{signed}.{text64(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"
        question = urllib.request.Request(f"http://localhost:{port}/api/queries", headers={"Authorization": f"Bearer {token}"})

        def status():
            try:
                with urllib.request.urlopen(question, timeout=30) as answer:
                    return answer.status
            except urllib.error.HTTPError as e:
                return e.code if e.code != 404 else None
            except OSError:
                return None

        log = tmp_path / "server.log"
        with log.open("w") as out:
            server = subprocess.Popen([image / "querycast/start"], env=environment, stdout=out, stderr=subprocess.STDOUT, cwd=tmp_path)
        try:
            # On a busy machine the first answers may be refusals: the node asks for the keys at the first token.
            until(lambda: server.poll() is not None or status() == 200 or "SRVE0283E" in log.read_text(), 240)
            assert server.poll() is None and "SRVE0283E" not in log.read_text(), log.read_text()
            # The SDK, with its own client.
            until(lambda: any((each or "").startswith("DynamoDB") for each in BehindTls.asked))
        finally:
            server.kill()
            server.wait()


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ({"QUERYCAST_DOOR": "gateway"}, ["started", "slept 20", "ended"]),
        ({"QUERYCAST_DOOR": "gateway", "QUERYCAST_TARGET_GROUPS": "arn"}, ["started", "ended"]),
        ({"QUERYCAST_DOOR": "node"}, ["started", "ended"]),
        ({}, ["started", "ended"]),
    ],
)
def test_behind_a_gateway_alone_a_node_that_has_to_end_serves_on_until_it_is_asked_no_more(tmp_path, told, ends):
    log = tmp_path / "log"
    for name, script in {
        "wlp/bin/server": f"trap 'echo ended >>{log}; exit 3' TERM\necho started >>{log}\nwhile :; do /bin/sleep 0.05; done",
        "sleep": f'echo "slept $1" >>{log}',
        "start": (BUILD / "start").read_text().removeprefix("#!/bin/bash\n"),
    }.items():
        command = tmp_path / name
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(f"#!/bin/bash\n{script}\n")
        command.chmod(0o755)
    node = subprocess.Popen([tmp_path / "start"], env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "WLP_OUTPUT_DIR": str(tmp_path)} | told)
    until(log.exists)
    node.terminate()
    assert node.wait(60) == 3, "what the server says at its end is what ECS shows"
    assert log.read_text().split("\n")[:-1] == ends


def test_the_image_is_small_and_anybody_may_read_it(image):
    files = [path for path in (image / "querycast/wlp").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 120 * 2**20
    assert all(path.stat().st_mode & stat.S_IROTH for path in files)
    names = {str(path.relative_to(image / "querycast/wlp")) for path in files}
    assert {"usr/servers/querycast/server.xml", "usr/servers/querycast/bootstrap.properties",
            "usr/servers/querycast/apps/querycast.war"} <= names
    # Off by default, but operators can switch them on.
    assert {"lib/features/io.openliberty.mpTelemetry-2.1.mf", "lib/features/io.openliberty.mpMetrics-5.1.mf"} <= names
    assert not [name for name in names if "local" in name.lower() and name.endswith("LocalCloud.class")]


def test_the_image_runs_without_root_on_jdk_25_and_checks_itself():
    assert LAST_STAGE.startswith("\nFROM $JDK\n")
    assert "\nARG JDK=public.ecr.aws/docker/library/eclipse-temurin:25-jdk\n" in DOCKERFILE
    assert "\nUSER 1001:1001\n" in LAST_STAGE
    assert re.search(r'^HEALTHCHECK .* CMD \["/opt/querycast/healthy"\]$', LAST_STAGE, re.MULTILINE)
    # On Fargate only root may write to mounted folders that are not volumes of the image.
    [container] = Values("backend-setup.yaml").template["Resources"]["Node"]["Properties"]["ContainerDefinitions"]
    volumes = json.loads(re.search(r"^VOLUME (.*)$", LAST_STAGE, re.MULTILINE)[1])
    assert {mount["ContainerPath"] for mount in container["MountPoints"]} == set(volumes)
    assert "\nRUN " not in LAST_STAGE, "the last stage must need no emulator"


def test_the_nodes_run_it_as_the_dockerfile_says():
    [container] = Values("backend-setup.yaml").template["Resources"]["Node"]["Properties"]["ContainerDefinitions"]
    assert container["ReadonlyRootFilesystem"] is True
    assert {mount["ContainerPath"] for mount in container["MountPoints"]} == {"/output", "/tmp"}
    assert container["HealthCheck"]["Command"] == ["CMD", "/opt/querycast/healthy"]
    assert f"EXPOSE {container['PortMappings'][0]['ContainerPort']}" in LAST_STAGE
    assert container["LinuxParameters"]["Capabilities"] == {"Drop": ["ALL"]}
