"""The local API Gateway, asked by AWS's own clients: boto3, the AWS CLI and the SDK for JavaScript."""

import json
import os
import subprocess
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "cloudformation/test"))

from local_cloud import local_cloud  # noqa: E402

KEYS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}
NOBODY = "L0SM9cOFvHcCIhw="


class Door(BaseHTTPRequestHandler):
    """A server that accepts every connection, and tells the ids of those that it has accepted."""

    # By default it speaks HTTP 1.0 and closes each connection, maybe while the next request is sent on it.
    protocol_version = "HTTP/1.1"
    ids = []
    ended = Queue()

    def do_POST(self):
        id = self.headers["X-Querycast-Connection"]
        if self.path == "/api/door/connect":
            self.ids.append(id)
        else:
            self.ended.put(id)
        self.send_response(200)
        self.send_header("Sec-WebSocket-Protocol", "querycast.v1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        body = json.dumps(self.ids).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def door():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def address(tmp_path_factory, door):
    with local_cloud(tmp_path_factory.mktemp("cloud"), QUERYCAST_LOCAL_GATEWAY_SERVER=door) as address:
        yield address


def client(address, **config):
    return boto3.client(
        "apigatewaymanagementapi",
        endpoint_url=address + "/_gateway",
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


@pytest.fixture(scope="module")
def management(address):
    return client(address)


def opening(address):
    return connect(
        address.replace("http:", "ws:") + "/_gateway/push",
        subprotocols=["querycast.v1", "ticket.abc"],
        user_agent_header="python",
    )


@pytest.fixture
def socket(address):
    with opening(address) as socket:
        socket.send('{"type":"ping"}')
        assert socket.recv(20) == '{"type":"pong"}'
        socket.connection_id = Door.ids[-1]
        yield socket


def faults(address, document):
    request = urllib.request.Request(address + "/_faults", json.dumps(document).encode(), method="PUT")
    urllib.request.urlopen(request).read()


def test_every_operation_of_the_model_is_known_here(management):
    assert sorted(management.meta.service_model.operation_names) == [
        "DeleteConnection", "GetConnection", "PostToConnection"]


def test_a_message_reaches_its_socket(management, socket):
    assert socket.subprotocol == "querycast.v1"
    management.post_to_connection(ConnectionId=socket.connection_id, Data="größer".encode())
    assert socket.recv(20) == "größer"
    management.post_to_connection(ConnectionId=socket.connection_id, Data=b"x" * 128 * 1024)
    assert socket.recv(20) == "x" * 128 * 1024


def test_a_connection_is_described_by_what_the_model_knows(management, socket):
    raw = {}
    management.meta.events.register(
        "before-parse.apigatewaymanagementapi.*",
        lambda response_dict, **_: raw.update(json.loads(response_dict["body"] or b"{}")),
    )
    described = management.get_connection(ConnectionId=socket.connection_id)
    assert described["ConnectedAt"] <= described["LastActiveAt"]
    assert described["Identity"] == {"SourceIp": "127.0.0.1", "UserAgent": "python"}
    shape = management.meta.service_model.operation_model("GetConnection").output_shape
    assert sorted(raw) == sorted(member.serialization["name"] for member in shape.members.values())


def test_a_deleted_connection_is_closed_and_gone(management, socket):
    management.delete_connection(ConnectionId=socket.connection_id)
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(20)
    assert closed.value.rcvd.code == 1000
    for call in (management.post_to_connection, management.get_connection, management.delete_connection):
        data = {"Data": b"late"} if call == management.post_to_connection else {}
        with pytest.raises(management.exceptions.GoneException) as gone:
            call(ConnectionId=socket.connection_id, **data)
        assert gone.value.response["ResponseMetadata"]["HTTPStatusCode"] == 410


def test_each_refusal_is_the_error_of_the_model(address, management, socket):
    with pytest.raises(management.exceptions.PayloadTooLargeException):
        management.post_to_connection(ConnectionId=socket.connection_id, Data=b"x" * (128 * 1024 + 1))
    with pytest.raises(management.exceptions.ForbiddenException):
        client(address, signature_version=UNSIGNED).get_connection(ConnectionId=socket.connection_id)
    faults(address, {"gateway": {"throttle": 1.0}})
    try:
        with pytest.raises(management.exceptions.LimitExceededException):
            management.post_to_connection(ConnectionId=socket.connection_id, Data=b"news")
        faults(address, {"gateway": {"error": 1.0}})
        with pytest.raises(ClientError) as failed:
            management.get_connection(ConnectionId=socket.connection_id)
        assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    finally:
        faults(address, {})


def test_a_cut_connection_ends_without_a_word(address, socket):
    faults(address, {"gateway": {"cut": 1.0}})
    try:
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(20)
    finally:
        faults(address, {})
    assert closed.value.rcvd is None
    while Door.ended.get(timeout=20) != socket.connection_id:
        pass


def test_a_silent_connection_goes_away_by_itself(tmp_path, door):
    settings = {"QUERYCAST_LOCAL_GATEWAY_SERVER": door, "QUERYCAST_LOCAL_GATEWAY_IDLE_SECONDS": "3"}
    with local_cloud(tmp_path, **settings) as address, opening(address) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(20)
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1001, "Going away")


def aws(address, *words, check=True):
    """What the CLI prints; the variable that it reads names the gateway."""
    return subprocess.run(
        [Path(sys.executable).parent / "aws", "apigatewaymanagementapi", *words, "--output", "json"],
        env={**os.environ, **KEYS, "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI": address + "/_gateway"},
        capture_output=True,
        text=True,
        check=check,
    )


def test_the_cli_posts_describes_and_deletes(address, socket):
    place = ["--connection-id", socket.connection_id]
    aws(address, "post-to-connection", *place, "--data", '{"type":"news"}')
    assert socket.recv(20) == '{"type":"news"}'
    described = json.loads(aws(address, "get-connection", *place).stdout)
    assert described["Identity"]["SourceIp"] == "127.0.0.1"
    aws(address, "delete-connection", *place)
    gone = aws(address, "get-connection", "--connection-id", NOBODY, check=False)
    assert "GoneException" in gone.stderr


def test_the_sdk_for_javascript_asks_the_same(address, door):
    run = subprocess.run(
        ["node", "--test", "gateway.test.js"],
        cwd=ROOT / "local/src/test/javascript",
        env={**os.environ, "GATEWAY": address, "DOOR": door},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
