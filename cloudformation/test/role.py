"""Finds out what a policy of a template allows, as IAM does. It knows only the template functions that
these templates use."""

import fnmatch
import re
from pathlib import Path

import cfnlint.decode.cfn_yaml

FOLDER = Path(__file__).parent.parent
ACCOUNT, REGION, STACK = "123456789012", "us-east-1", "querycast-backend"
ROLE_ID = "AROAEXAMPLE"

ATTRIBUTES = {
    ("Completions", "Arn"): f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-completions",
    ("RuleDead", "Arn"): f"arn:aws:sqs:{REGION}:{ACCOUNT}:{STACK}-rule-dead",
    ("CompletionsRule", "Arn"): f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{STACK}-CompletionsRule-1",
    ("NodeRole", "RoleId"): ROLE_ID,
    ("Results", "Arn"): "arn:aws:s3:::results",
}
# Attributes that look the same for whatever has them.
ALIKE = {
    "DomainName": "d111.cloudfront.net",
    "DNSName": "internal-1.elb.amazonaws.com",
    "CanonicalHostedZoneID": "Z35SXDOTRQ7X7K",
    "DefaultDomain": "d222.amplifyapp.com",
    "AppId": "d222abcdef",
    "RepositoryUri": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/backend-repository",
}
NO_VALUE = object()


class Values:
    """A template, or the one in a file, with values for its parameters."""

    def __init__(self, template, **given):
        self.template = cfnlint.decode.cfn_yaml.load(str(FOLDER / template)) if isinstance(template, str) else template
        self.given = {name: each.get("Default", "") for name, each in self.template["Parameters"].items()} | given
        self.given |= {"AWS::Partition": "aws", "AWS::Region": REGION, "AWS::AccountId": ACCOUNT, "AWS::URLSuffix": "amazonaws.com"}
        self.given = {"AWS::StackName": STACK, "NodeRole": f"{STACK}-NodeRole-1"} | self.given

    def properties(self, name):
        return self.of(self.template["Resources"][name]["Properties"])

    def of(self, node):
        if isinstance(node, list):
            return [each for each in map(self.of, node) if each is not NO_VALUE]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            [(key, value)] = node.items()
            function = getattr(self, "do_" + re.sub(r"\W", "_", key).lower(), None)
            if function:
                return function(value)
        return {key: each for key, each in ((key, self.of(value)) for key, value in node.items()) if each is not NO_VALUE}

    def do_ref(self, name):
        if name == "AWS::NoValue":
            return NO_VALUE
        value = self.given.get(name, f"ref-{name}")
        is_list = self.template["Parameters"].get(name, {}).get("Type") == "CommaDelimitedList"
        return value.split(",") if is_list and isinstance(value, str) else value

    def do_fn__getatt(self, target):
        name, attribute = target if isinstance(target, list) else target.split(".", 1)
        if attribute in ALIKE:
            return ALIKE[attribute]
        if attribute == "Value":
            return self.properties(name)["Value"]
        if attribute == "Id" and name in self.given:
            return self.given[name]
        return ATTRIBUTES.get((name, attribute), f"{self.given.get(name, name)}.{attribute}")

    def do_fn__sub(self, value):
        text, names = value if isinstance(value, list) else (value, {})
        names = {name: self.of(each) for name, each in names.items()}

        def filled(match):
            name = match[1]
            if name in names:
                return str(names[name])
            return str(self.do_fn__getatt(name) if "." in name else self.do_ref(name))

        return re.sub(r"\$\{([\w:.]+)\}", filled, text)

    def do_fn__if(self, value):
        return self.of(value[1] if self.holds(value[0]) else value[2])

    def do_fn__select(self, value):
        return self.of(value[1])[int(value[0])]

    def do_fn__split(self, value):
        return self.of(value[1]).split(value[0])

    def do_fn__join(self, value):
        return value[0].join(self.of(value[1]))

    def do_fn__length(self, value):
        return str(len(self.of(value)))

    def do_fn__importvalue(self, value):
        return f"the {self.of(value)}"

    def holds(self, condition):
        if isinstance(condition, str):
            return self.holds(self.template["Conditions"][condition])
        [(key, value)] = condition.items()
        if key == "Condition":
            return self.holds(value)
        if key == "Fn::Not":
            return not self.holds(value[0])
        if key == "Fn::And":
            return all(map(self.holds, value))
        if key == "Fn::Or":
            return any(map(self.holds, value))
        assert key == "Fn::Equals"
        return self.of(value[0]) == self.of(value[1])


def several(value):
    return value if isinstance(value, list) else [value]


def allows(statement, action, resource, context):
    """Whether a statement covers a call."""
    return (
        any(fnmatch.fnmatchcase(action, each) for each in several(statement["Action"]))
        and any(fnmatch.fnmatchcase(resource, each) for each in several(statement["Resource"]))
        and all(
            matches(operator, context.get(key), wanted)
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def matches(operator, value, wanted):
    if value is None:
        return False
    if operator == "Bool":
        return str(value).lower() == wanted
    if operator.endswith("Like"):
        return any(fnmatch.fnmatchcase(value, each) for each in several(wanted))
    assert operator in ("StringEquals", "ArnEquals")
    return value in several(wanted)


def allowed(statements, action, resource, **context):
    """As IAM decides: some statement allows it and none denies it."""
    context = {key.replace("__", ":").replace("_", "-"): value for key, value in context.items()}
    effects = {each["Effect"] for each in statements if allows(each, action, resource, context)}
    return effects == {"Allow"}
