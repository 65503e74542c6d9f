"""Changes our templates so that moto's CloudFormation can read them.

Moto knows no loops and not every type of resource. cfn-lint writes loops out. Resources that moto does
not know are left out, and references to them become plain words.
"""

import functools
import json
import logging
import re

import cfnlint.decode.cfn_yaml
from cfnlint.template import Template
from cfnlint.template.transforms._language_extensions import language_extension
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.parsing import resource_class_from_type

# Moto gives resources without a name one with capitals, and then refuses it for a repository.
WRONG = {"AWS::ECR::Repository"}

# Types whose attributes moto does not know.
MUTE = {"AWS::SSM::Parameter"}

logging.getLogger("moto").setLevel(logging.ERROR)


_execute = CloudFormationBackend.execute_change_set


def execute_and_remember(self, change_set_name, stack_name=None):
    """Moto forgets the outputs and exports of stacks that change sets have made."""
    stack = next(each for each in self.stacks.values() if stack_name in (each.name, each.stack_id))
    stack.resource_map.cross_stack_resources = self.exports
    _execute(self, change_set_name, stack_name)
    stack._parse_template()
    stack.output_map = stack._create_output_map()
    for export in stack.exports:
        self.exports[export.name] = export


CloudFormationBackend.execute_change_set = execute_and_remember


@functools.cache
def readable(text):
    """The template as JSON, and the types that were left out."""
    template = Template("template.yaml", cfnlint.decode.cfn_yaml.loads(text))
    faults, result = language_extension(template)
    assert not faults, faults
    document = json.loads(json.dumps(result or template.template, default=str))
    document.pop("Transform", None)
    left_out = {
        name: resource["Type"]
        for name, resource in document["Resources"].items()
        if resource["Type"] in WRONG or resource_class_from_type(resource["Type"]) is None
    }
    mute = {name for name, resource in document["Resources"].items() if resource["Type"] in MUTE} | set(left_out)
    document["Resources"] = {
        name: without(resource, left_out, mute)
        for name, resource in document["Resources"].items()
        if name not in left_out
    }
    document["Outputs"] = without(document.get("Outputs", {}), left_out, mute)
    return json.dumps(document), sorted(set(left_out.values()))


def without(node, left_out, mute):
    if isinstance(node, list):
        return [without(each, left_out, mute) for each in node]
    if not isinstance(node, dict):
        return node
    if "RegexValues" in node:
        # Moto does not know regular expressions either.
        return {"Values": ["/crooked"]}
    if node.get("Ref") in left_out:
        return f"the-{node['Ref']}".lower()
    if "Fn::GetAtt" in node:
        target = node["Fn::GetAtt"]
        name, attribute = target if isinstance(target, list) else target.split(".", 1)
        if attribute == "AppId":
            return "d111"
        if attribute == "Arn" and name in left_out:
            return f"arn:aws:unknown:us-east-1:123456789012:{name}"
        return f"the-{name}-{attribute}".lower() if name in mute else {"Fn::GetAtt": [name, attribute]}
    if "Fn::Sub" in node and left_out:
        names = "|".join(left_out)
        sub = node["Fn::Sub"]
        text = sub if isinstance(sub, str) else sub[0]
        text = re.sub(rf"\$\{{({names})(\.\w+)?\}}", lambda m: f"the-{m[1]}{m[2] or ''}".lower().replace(".", "-"), text)
        return {"Fn::Sub": text if isinstance(sub, str) else [text, without(sub[1], left_out, mute)]}
    if "DependsOn" in node:
        needs = node["DependsOn"]
        needs = [each for each in ([needs] if isinstance(needs, str) else needs) if each not in left_out]
        node = {**node, "DependsOn": needs}
        if not needs:
            del node["DependsOn"]
    return {key: without(value, left_out, mute) for key, value in node.items()}
