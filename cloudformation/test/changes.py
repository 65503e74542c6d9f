"""What CloudFormation does to each resource of a stack that changes, by the services' own schemas."""

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from role import NO_VALUE, REGION, Values

# Resources of these types are made anew by each change.
ALWAYS_NEW = {"AWS::ECS::TaskDefinition"}


class Picture:
    """The resources that a template with parameters makes, and their properties."""

    def __init__(self, template, parameters, stack):
        self.values = Values(template, **parameters, **{"AWS::StackName": stack})
        self.resources = {
            name: each
            for name, each in template["Resources"].items()
            if "Type" in each and ("Condition" not in each or self.values.holds(each["Condition"]))
        }

    def type(self, name):
        return self.resources[name]["Type"]

    def properties(self, name):
        return self.values.of(self.resources[name].get("Properties", {}))

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


def changes(old, new):
    """The action on each resource, and whether it is replaced. `old` is None for a new stack."""
    before = old.resources if old else {}
    found = {name: ("Add", False) for name in new.resources if name not in before}
    found |= {name: ("Remove", False) for name in before if name not in new.resources}
    kept = {name: old.properties(name) for name in before if name in new.resources}
    # What names a replaced resource changes too.
    while True:
        step = {name: change(new, name, properties) for name, properties in kept.items() if properties != new.properties(name)}
        replaced = {name for name, (_, is_new) in step.items() if is_new}
        named = {name for name in replaced if new.values.given.get(name) is None}
        if not named:
            return found | step
        new.values.given |= {name: f"new-{name}" for name in named}


def change(new, name, properties):
    then = new.properties(name)
    return ("Modify", new.type(name) in ALWAYS_NEW or any(properties.get(key) != then.get(key) for key in fixed(new.type(name))))


def fixed(type_):
    """The properties of a type that can't be changed in place."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, type_).schema
    return {path.split("/")[2] for path in schema.get("createOnlyProperties", ())}


def name_of(type_, properties):
    """The name that the template itself gives a resource, if it does: there can't be two of that name at a time."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, type_).schema
    names = [key for key in fixed(type_) if key == "Name" or key.endswith("Name")]
    own = [path.split("/")[2] for path in schema.get("primaryIdentifier", ())] + names
    return next((properties[key] for key in own if key in properties and key in names and properties[key] is not NO_VALUE), None)
