"""An `aws` that is the real AWS CLI, except that it sends nothing.

The CLI reads the flags, botocore checks them against the services' models, and the CLI prints the
answer. So a misspelt, missing or ill-formed option fails as usual. This module also checks what the
CLI leaves to the services: abbreviated options, and the models' enumerations and patterns. A `Cloud`
invents the answers. Each call is recorded. What the CLI has made of a call and its answer once, it is not asked again.
"""

import contextlib
import copy
import functools
import gc
import io
import os
import re
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

from awscli.clidriver import ServiceCommand, ServiceOperation, create_clidriver
from botocore import xform_name

# `aws` passes its folder and arguments to the process that runs the tests. The answer is the exit code, how many bytes
# output and errors have, the output and the errors.
CLIENT = """aws() {{
  local LC_ALL=C code out err text
  exec 3<>/dev/tcp/127.0.0.1/{port}
  {{ echo $#; printf '%s\\0' "$PWD" "$@"; }} >&3
  read -r code out err <&3
  [ "$out" = 0 ] || {{ IFS= read -r -N "$out" text <&3; printf %s "$text"; }}
  [ "$err" = 0 ] || {{ IFS= read -r -N "$err" text <&3; printf %s "$text" >&2; }}
  exec 3>&-
  return "$code"
}}
"""


class Refused(Exception):
    """An error of AWS."""

    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass
class Http:
    status_code: int
    # So that botocore reads a bucket's region from this answer and not from XML.
    raw: None = None


class FakeAws:
    """Serves the `aws` command in `folder/bin` until it is closed."""

    # The one whose call is being answered.
    asked = None

    # The question that the CLI asks for these words, and what it prints for these words and this answer.
    questions, printed = {}, {}

    def __init__(self, cloud, folder: Path, passes_on=(), rewrite=None):
        """`passes_on`: services whose calls are really sent to AWS_ENDPOINT_URL, after `rewrite(operation, params)`."""
        self.cloud = cloud
        self.calls = []
        self.regions = set()
        self.passes_on = passes_on
        self.rewrite = rewrite
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = self._socket.getsockname()
        # A program on PATH, and the same for bash to read at its start (BASH_ENV): to start a program takes longer than
        # to answer a call.
        function = CLIENT.format(port=self.address[1])
        client, self.function = self.bin / "aws", folder / "aws.sh"
        client.write_text(f'#!/bin/bash\n{function}aws "$@"\n')
        client.chmod(0o755)
        self.function.write_text(function)
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._socket.close()

    def names(self):
        """The calls made, as service:Operation."""
        return [f"{service}:{operation}" for service, operation, _ in self.calls]

    def made(self, name):
        """The parameters of each call of that name."""
        return [params for service, operation, params in self.calls if f"{service}:{operation}" == name]

    def region(self):
        """Of the call that is being answered."""
        return self._arguments[self._arguments.index("--region") + 1] if "--region" in self._arguments else None

    def _serve(self):
        # One call after the other. If one ended the thread, the next ones fail at once.
        with self._socket:
            while True:
                try:
                    connection, _ = self._socket.accept()
                except OSError:
                    return
                # A client that was stopped sends or reads no more.
                with contextlib.suppress(OSError, EOFError), connection:
                    self._answer(connection)

    def _answer(self, connection):
        with connection.makefile("rb") as file:
            number, given = file.readline(), b""
            while given.count(b"\0") <= int(number or 0):
                more = file.read1()
                if not more:
                    raise EOFError
                given += more
        cwd, *arguments = given.decode().split("\0")[:-1]
        code, out, err = self._run(arguments, cwd)
        connection.sendall(f"{code} {len(out.encode())} {len(err.encode())}\n{out}{err}".encode())

    def _run(self, arguments, cwd):
        self._arguments, self._asked, self._ready = arguments, [], None
        words = tuple(arguments)
        if words in self.questions and not self.passes_on:
            self.regions.add(self.region())
            self._ready = self._ask(*copy.deepcopy(self.questions[words]))
        told = (words, repr(self._ready)) if self._ready else None
        if told not in self.printed:
            printed = self._really_run(arguments, cwd)
            # Files, and what needs several calls, may be others the next time.
            if len(self._asked) != 1 or self.passes_on or arguments[0] == "s3" or any("file://" in each for each in arguments):
                return printed
            [(question, answer)] = self._asked
            self.questions[words], told = question, (words, repr(answer))
            self.printed[told] = printed
        return self.printed[told]

    def _really_run(self, arguments, cwd):
        out, err = io.StringIO(), io.StringIO()
        out.buffer = io.BytesIO()
        driver = shared_driver()
        FakeAws.asked = self
        before = os.getcwd()
        os.chdir(cwd)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = driver.main(arguments)
        except SystemExit as e:
            code = e.code or 0
        finally:
            os.chdir(before)
        return [code, out.getvalue() + out.buffer.getvalue().decode(), err.getvalue()]

    def _learn(self, params, model, context, **_):
        context["given"] = params
        self.regions.add(self.region())
        check_options(self._arguments, model)
        check_values(params, model.input_shape, model.name)
        if self.rewrite and model.service_model.service_name in self.passes_on:
            self.rewrite(model.name, params)

    def _intercept(self, model, context, **_):
        question = model.service_model.service_name, model.name, context["given"]
        if self._ready:
            answer, self._ready = self._ready, None
        else:
            answer = self._ask(*question)
        self._asked.append((question, answer))
        return answer

    def _ask(self, service, operation, params):
        # The body of an upload can be read only once. The cloud reads it, so the record does not have it.
        self.calls.append((service, operation, {k: v for k, v in params.items() if k != "Body"}))
        if service in self.passes_on and f"{service}:{operation}" not in self.cloud.others:
            return None
        try:
            answer = self.cloud.answer(service, operation, params)
        except Refused as e:
            error = {"Code": e.code, "Message": e.message}
            return Http(e.status), {"Error": error, "ResponseMetadata": {"HTTPStatusCode": e.status}}
        return Http(200), {"ResponseMetadata": {"HTTPStatusCode": 200}, **answer}


def check_options(arguments, model):
    """Version 1 of the CLI accepts abbreviations, version 2 does not."""
    if arguments[0] == "s3":
        return
    names = {xform_name(member, "-") for member in model.input_shape.members} if model.input_shape else set()
    known = names | {f"no-{name}" for name in names} | {"region", "output", "query", "no-paginate"}
    for argument in arguments:
        if argument.startswith("--"):
            assert argument[2:] in known, f"{model.name} has no option {argument}"


def check_values(value, shape, where):
    """Checks enumerations and patterns, which botocore leaves to the services."""
    if shape is None:
        return
    if shape.type_name == "structure":
        for name, each in value.items():
            check_values(each, shape.members[name], f"{where}.{name}")
    elif shape.type_name == "list":
        for each in value:
            check_values(each, shape.member, where)
    elif shape.type_name == "string":
        enum, pattern = shape.metadata.get("enum"), shape.metadata.get("pattern")
        assert not enum or value in enum, f"{where}: {value} is not one of {enum}"
        if pattern:
            with contextlib.suppress(re.error):
                assert re.search(f"^(?:{pattern})$", value, re.DOTALL), f"{where}: {value} does not match {pattern}"


@functools.cache
def shared_driver():
    """One for all tests: it takes a while to make, and keeps the services' models that it has read."""
    driver = create_clidriver()
    # A program that ends after one call may register its handlers at each call. Here every call would then take longer
    # than the one before it.
    begin = driver._emit_session_event

    def begin_once(parsed_args):
        begin(parsed_args)
        driver._emit_session_event = lambda _: None

    driver._emit_session_event = begin_once
    # Each start of the CLI adds a reader of its log, and nobody reads it.
    driver.session.set_stream_logger = lambda *_, **__: None
    # What reads the words of a call is the same for each call of an operation, and takes longer to make than the call.
    parser = driver._create_parser(driver._get_command_table())
    driver._create_parser = lambda _: parser
    ServiceCommand._create_parser = functools.cache(ServiceCommand._create_parser)
    ServiceOperation._create_operation_parser = lambda operation, _: parser_of(operation)
    driver.session.create_client = kept(driver.session.create_client)
    gc.freeze()
    driver.session.register("before-parameter-build", lambda **call: FakeAws.asked._learn(**call))
    driver.session.register("before-call", lambda **call: FakeAws.asked._intercept(**call))
    return driver


make_parser, add_help = ServiceOperation._create_operation_parser, ServiceOperation._add_help
ServiceOperation._add_help = lambda *_: None


@functools.cache
def parser_of(operation):
    parser = make_parser(operation, operation.arg_table)
    add_help(operation, parser)
    return parser


def kept(make):
    """Clients, each made once: that takes longer than a call. An address in the environment makes another client."""
    made = {}

    def client(service, **how):
        names = "AWS_ENDPOINT_URL", f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"
        key = service, str(how), *map(os.environ.get, names)
        if key not in made:
            made[key] = make(service, **how)
        return made[key]

    return client
