"""What CloudFormation does to each resource of a stack that changes, by the services' own schemas."""

import copy
import functools

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from laws import order
from role import NO_VALUE, REGION, Values

# Resources of these types are made anew by each change.
ALWAYS_NEW = {"AWS::ECS::TaskDefinition"}


class Picture:
    """The resources that a template with parameters makes, their ids and their properties."""

    def __init__(self, template, parameters, stack, ids=()):
        self.values = Values(template, **parameters, **{"AWS::StackName": stack})
        self.resources = {
            name: each
            for name, each in template["Resources"].items()
            if "Type" in each and ("Condition" not in each or self.values.holds(each["Condition"]))
        }
        self.ids = {}
        self.know({name: identity for name, identity in dict(ids).items() if name in self.resources})

    def __deepcopy__(self, _):
        """The template is nobody's to change, so that copies share it."""
        other = copy.copy(self)
        other.values, other.ids = copy.copy(self.values), dict(self.ids)
        other.values.given = dict(self.values.given)
        return other

    def know(self, ids):
        self.ids |= ids
        self.values.given |= ids

    def type(self, name):
        return self.resources[name]["Type"]

    def properties(self, name):
        return self.values.of(self.resources[name].get("Properties", {}))

    def policy(self, name):
        return self.resources[name].get("DeletionPolicy", "Delete")

    @functools.cached_property
    def ordered(self):
        return order(self.resources)

    def outputs(self):
        return {
            name: self.values.of(each["Value"])
            for name, each in self.values.template.get("Outputs", {}).items()
            if "Condition" not in each or self.values.holds(each["Condition"])
        }

    def exports(self):
        outputs = self.values.template.get("Outputs", {}).values()
        return {self.values.of(each["Export"]["Name"]): self.values.of(each["Value"]) for each in outputs if "Export" in each}

    def imports(self):
        """The names of exports that the template reads."""
        found, nodes = set(), [self.values.template]
        while nodes:
            node = nodes.pop()
            if isinstance(node, dict):
                found |= {self.values.of(node["Fn::ImportValue"])} if "Fn::ImportValue" in node else set()
                nodes += node.values()
            elif isinstance(node, list):
                nodes += node
        return found


def changes(old, new, fresh, real=None):
    """The action on each resource, and whether it is replaced (True, False or "Conditional"). `old` is None for a new stack. `fresh(name, type)` gives
    a new resource its id. With `real`, the properties of things by their ids, those are compared and not the old ones."""
    before = old.resources if old else {}
    added = [name for name in new.resources if name not in before]
    new.know({name: fresh(name, new.type(name)) for name in added if name not in new.ids})
    new.know({name: old.ids[name] for name in before if name in new.resources})
    found = {name: ("Add", False) for name in added}
    found |= {name: ("Remove", False) for name in before if name not in new.resources}
    kept = {name: real.get(old.ids[name], old.properties(name)) if real else old.properties(name) for name in before if name in new.resources}
    # What names a replaced resource changes too.
    while True:
        step = {name: change(new, name, properties) for name, properties in kept.items() if properties != new.properties(name)}
        replaced = {name for name, (_, is_new) in step.items() if is_new is True and new.ids[name] == old.ids[name]}
        if not replaced:
            return found | step
        new.know({name: fresh(name, new.type(name)) for name in replaced})


def change(new, name, properties):
    then, type_ = new.properties(name), new.type(name)
    changed = [how for how in (True, "Conditional") if any(at(properties, path) != at(then, path) for path in fixed(type_, how))]
    return ("Modify", type_ in ALWAYS_NEW or (changed[0] if changed else False))


def at(properties, path):
    """What a path such as Budget/BudgetName leads to; what is in a list, with the whole list."""
    for key in path.split("/"):
        if not isinstance(properties, dict):
            break
        properties = properties.get(key)
    return properties


def schema_of(type_):
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, type_).schema


def fixed(type_, how=True):
    """The properties of a type that can't be changed in place, or not always."""
    kind = "createOnlyProperties" if how is True else "conditionalCreateOnlyProperties"
    return {path.removeprefix("/properties/") for path in schema_of(type_).get(kind, ())}


def identity_of(type_):
    """The properties by which CloudFormation takes a thing over."""
    return [path.split("/")[2] for path in schema_of(type_).get("primaryIdentifier", ())]


def name_of(type_, properties):
    """The name that the template itself gives a resource, if it does: there can't be two of that name at a time."""
    names = [key for key in fixed(type_) if key == "Name" or key.endswith("Name")]
    return next((properties[key] for key in identity_of(type_) + names if key in properties and key in names and properties[key] is not NO_VALUE), None)
