"""The answers of the fake `aws`: an account in which Querycast can be set up and deleted."""

import functools
import io
import re
from datetime import datetime, timezone

import cfnlint.decode.cfn_yaml
from botocore.response import StreamingBody
from changes import Picture, changes, identity_of, name_of
from fake_aws import Refused
from laws import may_be, may_go, of_type

ACCOUNT = "123456789012"
REGION = "us-east-1"
ENDPOINT = "sales.abc123.us-east-1.redshift.amazonaws.com:5439/dev"
NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)

# The ids that AWS gives to resources, by their names in the templates. Others get an id like those.
IDS = {
    "UserPool": "us-east-1_AbCdEf",
    "UserPoolClient": "client",
    "SourceBucket": "backend-sources",
    "ImageBuild": "ImageBuild-1",
    "Repository": "backend-repository",
    "NodeRole": "backend-NodeRole",
    "PageBucket": "webapp-page",
    "PageBuild": "PageBuild-1",
    "HttpApi": "rest1a2b3c",
    "SocketApi": "sockets4d5e",
    "Results": "door-results",
}

# CloudFormation can't take over resources of these types, although they have a schema.
NOT_TAKEN_OVER = {"AWS::Route53::RecordSet"}


SERVICES_OF_ROLES = {
    "AWSServiceRoleForECS": "ecs.amazonaws.com",
    "AWSServiceRoleForApplicationAutoScaling_ECSService": "ecs.application-autoscaling.amazonaws.com",
    "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable": "dynamodb.application-autoscaling.amazonaws.com",
    "AWSServiceRoleForElasticLoadBalancing": "elasticloadbalancing.amazonaws.com",
}

# Reading a template takes longer than a call.
read_template = functools.cache(cfnlint.decode.cfn_yaml.loads)


def as_route_53_says(properties):
    """A record as Route 53 lists it."""
    target = properties["AliasTarget"]
    said = {key: properties[key] for key in ("Type", "SetIdentifier", "Weight") if key in properties}
    name = target["DNSName"].lower().rstrip(".") + "."
    return {**said, "Name": f"{properties['Name']}.", "AliasTarget": {"EvaluateTargetHealth": False, **target, "DNSName": name}}


class Stack:
    def __init__(self):
        self.status = "REVIEW_IN_PROGRESS"
        self.template = self.parameters = self.picture = self.text = None
        self.protected = False
        self.events = []


class Cloud:
    """Keeps as much state as the scripts can see. `on` replaces an answer."""

    def __init__(self):
        self.stacks = {}
        self.sets = {}
        self.objects = {}
        self.times = {}
        self.images = set()
        # What the scan of each image finds, by severity.
        self.findings = {}
        self.builds = []
        self.tables = {}
        self.statements = {}
        self.rows = {}
        self.linked_roles = set()
        self.absent_services = set()
        # The database's users, and whether they are superusers.
        self.users = {"awsuser": True, "querycast_reader": False, "reader": False, "owner": False}
        self.parameters = set()
        # The stacks of tables, by the tables' names.
        self.owners = {}
        # All that stacks have made, by its id: type and properties. What a stack has left stays here.
        self.things = {}
        self.made = 0
        self.others = {}
        self.failing_resource = {}
        self.groups = []
        self.undeletable = 0
        # By which tags the account counts its costs.
        self.cost_tags = {}
        # The role with which API Gateway writes logs.
        self.log_role = None

    def on(self, name, answer):
        """`answer(params)` answers calls of that name; None leaves it to the cloud."""
        self.others[name] = answer

    def answer(self, service, operation, params):
        other = self.others.get(f"{service}:{operation}")
        if other:
            answer = other(params)
            if answer is not None:
                return answer
        method = getattr(self, f"{service.replace('-', '_')}_{operation}", None)
        if method is None:
            raise AssertionError(f"The fake cloud does not know {service}:{operation}.")
        return method(**params)

    # ---- The account and its resources ----

    def sts_GetCallerIdentity(self):
        return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/ada", "UserId": "AIDA"}

    def iam_GetRole(self, RoleName):
        if SERVICES_OF_ROLES[RoleName] not in self.linked_roles:
            raise Refused("NoSuchEntity", f"The role with name {RoleName} cannot be found.", 404)
        return {"Role": {"RoleName": RoleName}}

    def iam_CreateServiceLinkedRole(self, AWSServiceName):
        if AWSServiceName in self.linked_roles:
            raise Refused("InvalidInput", "Service role name has been taken in this account, please try a different suffix.")
        self.linked_roles.add(AWSServiceName)
        return {"Role": {"RoleName": AWSServiceName}}

    def redshift_DescribeClusters(self, ClusterIdentifier=None):
        if ClusterIdentifier not in (None, "sales"):
            raise Refused("ClusterNotFound", f"Cluster {ClusterIdentifier} not found.", 404)
        address = ENDPOINT.split(":", maxsplit=1)[0]
        return {"Clusters": [{"ClusterIdentifier": "sales", "ClusterStatus": "available", "Endpoint": {"Address": address, "Port": 5439}}]}

    def redshift_serverless_GetWorkgroup(self, workgroupName):
        if workgroupName != "shop":
            raise Refused("ResourceNotFoundException", "no such workgroup", 404)
        return {"workgroup": {"workgroupArn": f"arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:workgroup/0f-1"}}

    def redshift_serverless_ListWorkgroups(self):
        return {"workgroups": [{"workgroupName": "shop"}]}

    def secretsmanager_DescribeSecret(self, SecretId):
        if "sales" not in SecretId:
            raise Refused("ResourceNotFoundException", "no such secret")
        return {"ARN": SecretId, **({"KmsKeyId": "alias/ours"} if "sales-ours" in SecretId else {})}

    def kms_DescribeKey(self, KeyId):
        return {"KeyMetadata": {"KeyId": "1", "KeyManager": "CUSTOMER", "Arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{KeyId.split('/')[-1]}"}}

    def ssm_GetParameter(self, Name):
        if Name.startswith("/aws/service/global-infrastructure/regions/") and Name.rsplit("/", 1)[1] not in self.absent_services:
            return {"Parameter": {"Name": Name}}
        if Name not in self.parameters:
            raise Refused("ParameterNotFound", "")
        return {"Parameter": {"Name": Name}}

    def cognito_idp_ListUserPools(self, MaxResults):
        return {"UserPools": []}

    def route53_GetHostedZone(self, Id):
        if Id != "Z1":
            raise Refused("NoSuchHostedZone", f"No hosted zone found with ID: {Id}", 404)
        return {"HostedZone": {"Id": Id, "Name": "example.com.", "CallerReference": "1"}}

    def route53_ListResourceRecordSets(self, HostedZoneId, StartRecordName, StartRecordType):
        records = [p for _, p in of_type(self.things, "Route53::RecordSet") if p["HostedZoneId"] == HostedZoneId and p["Name"] >= StartRecordName]
        return {"ResourceRecordSets": [as_route_53_says(each) for each in records]}

    def route53_ChangeResourceRecordSets(self, HostedZoneId, ChangeBatch):
        """All changes, or none."""
        things = dict(self.things)
        for change in ChangeBatch["Changes"]:
            given = change["ResourceRecordSet"]
            if change["Action"] == "DELETE":
                found = [i for i, p in of_type(things, "Route53::RecordSet") if p["HostedZoneId"] == HostedZoneId and as_route_53_says(p) == {**given, "Name": f"{given['Name']}."}]
                if not found:
                    raise Refused("InvalidChangeBatch", f"Tried to delete resource record set {given['Name']} but it was not found")
                things.pop(found[0])
            else:
                self.made += 1
                identity = f"recordset-{self.made}"
                things[identity] = ("AWS::Route53::RecordSet", {**given, "HostedZoneId": HostedZoneId})
                if law := may_be(things, identity):
                    raise Refused("InvalidChangeBatch", law)
        self.things = things
        return {"ChangeInfo": {"Id": "1", "Status": "PENDING", "SubmittedAt": NOW}}

    def acm_DescribeCertificate(self, CertificateArn):
        state = "PENDING_VALIDATION" if "pending" in CertificateArn else "ISSUED"
        return {"Certificate": {"Status": state, "DomainName": "api.example.com", "SubjectAlternativeNames": ["api.example.com", "*.example.org"]}}

    def apigateway_GetAccount(self):
        return {"cloudwatchRoleArn": self.log_role} if self.log_role else {}

    def ce_ListCostAllocationTags(self, TagKeys, Type):
        return {"CostAllocationTags": [{"TagKey": key, "Type": Type, "Status": self.cost_tags[key]} for key in TagKeys if key in self.cost_tags]}

    def ce_UpdateCostAllocationTagsStatus(self, CostAllocationTagsStatus):
        for each in CostAllocationTagsStatus:
            if each["TagKey"] not in self.cost_tags:
                raise Refused("ValidationException", f"Tag key {each['TagKey']} is not found")
            self.cost_tags[each["TagKey"]] = each["Status"]
        return {"Errors": []}

    def ec2_DescribeManagedPrefixLists(self, Filters):
        return {"PrefixLists": [{"PrefixListId": "pl-3b927c52"}]}

    def ec2_DescribeAvailabilityZones(self, Filters):
        zones = [("us-east-1a", "use1-az3"), ("us-east-1b", "use1-az1"), ("us-east-1c", "use1-az2")]
        return {"AvailabilityZones": [{"ZoneName": name, "ZoneId": zone} for name, zone in zones]}

    def ec2_DescribeInternetGateways(self, Filters):
        there = Filters[0]["Values"] == ["vpc-0123456789abcdef0"]
        return {"InternetGateways": [{"InternetGatewayId": "igw-1"}] if there else []}

    def ec2_DescribeSubnets(self, SubnetIds):
        if SubnetIds[0].endswith("bad0"):
            raise Refused("InvalidSubnetID.NotFound", "no such subnet")
        # The last digit is the zone's. CloudFront does not reach the zone of 3.
        if SubnetIds[0] in self.things:
            return {"Subnets": [{"AvailabilityZone": self.things[SubnetIds[0]][1]["AvailabilityZone"]}]}
        return {"Subnets": [{"VpcId": "vpc-0123456789abcdef0", "AvailabilityZoneId": f"use1-az{SubnetIds[0][-1]}"}]}

    def ec2_DescribeSecurityGroups(self, Filters):
        return {"SecurityGroups": [{"GroupId": group} for group in self.groups]}

    def ec2_DeleteSecurityGroup(self, GroupId):
        self.groups.remove(GroupId)
        return {}

    # ---- CloudFormation ----

    def stack(self, name):
        if name not in self.stacks:
            raise Refused("ValidationError", f"Stack with id {name} does not exist")
        return self.stacks[name]

    def cloudformation_DescribeStacks(self, StackName):
        stack = self.stack(StackName)
        outputs = stack.picture.outputs() if stack.picture else {}
        return {
            "Stacks": [
                {
                    "StackName": StackName,
                    "CreationTime": NOW,
                    "StackStatus": stack.status,
                    "EnableTerminationProtection": stack.protected,
                    "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in (stack.parameters or {}).items()],
                    "Outputs": [{"OutputKey": k, "OutputValue": v} for k, v in outputs.items()],
                }
            ]
        }

    def cloudformation_CreateChangeSet(self, StackName, ChangeSetName, ChangeSetType, TemplateBody, Parameters, **more):
        if len(TemplateBody.encode()) > 51200:
            raise Refused("ValidationError", "templateBody must have length less than or equal to 51200")
        stack = self.stacks.get(StackName)
        if (ChangeSetType != "UPDATE") != (stack is None or stack.status == "REVIEW_IN_PROGRESS"):
            raise Refused("ValidationError", f"Stack [{StackName}] already exists and cannot be created again.")
        parameters = {each["ParameterKey"]: each["ParameterValue"] for each in Parameters}
        template = read_template(TemplateBody)
        self.check_parameters(template, parameters)
        parameters = {name: str(each["Default"]) for name, each in template["Parameters"].items() if "Default" in each} | parameters
        self.check_imports(template, parameters)
        if "AWS::IAM::Role" in TemplateBody and "CAPABILITY_IAM" not in more.get("Capabilities", ()):
            raise Refused("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_IAM]")
        if "Transform" in template and "CAPABILITY_AUTO_EXPAND" not in more.get("Capabilities", ()):
            raise Refused("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_AUTO_EXPAND]")
        picture = Picture(template, parameters, StackName, self.taken_over(more))
        if ChangeSetType == "IMPORT":
            self.check_import(template, picture, more["ResourcesToImport"])
        stack = self.stacks.setdefault(StackName, Stack())
        same = stack.template == TemplateBody and stack.parameters == parameters
        # A change set that looks at drift compares with what there really is.
        real = {i: properties for i, (_, properties) in self.things.items()} if more.get("DeploymentMode") == "REVERT_DRIFT" else None
        self.sets[StackName, ChangeSetName] = {
            "Status": "FAILED" if same else "CREATE_COMPLETE",
            "StatusReason": "The submitted information didn't contain changes." if same else "",
            "verb": {"CREATE": "CREATE", "UPDATE": "UPDATE", "IMPORT": "IMPORT"}[ChangeSetType],
            "template": TemplateBody,
            "parameters": parameters,
            "changes": {} if same else changes(stack.picture, picture, functools.partial(self.identity, StackName), real),
            "picture": picture,
        }
        return {"Id": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:changeSet/{ChangeSetName}/1"}

    def identity(self, stack, name, type_):
        """The id of a resource that is made."""
        if name in IDS:
            return IDS[name]
        self.made += 1
        kind = type_.rsplit("::", 1)[1].lower()
        place = {"LoadBalancer": "loadbalancer/app", "TargetGroup": "targetgroup", "Listener": "listener/app", "ListenerRule": "listener-rule/app"}
        if type_.startswith("AWS::ElasticLoadBalancingV2::"):
            return f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:{place[type_.rsplit('::', 1)[1]]}/{stack}-{name}/{self.made}"
        return f"{kind}-{name}-{self.made}"

    @staticmethod
    def taken_over(given):
        """The ids of the things that a change set takes over."""
        own = {"Route": "RouteTableId", "VPCGatewayAttachment": "VpcId"}
        found = {}
        for each in given.get("ResourcesToImport", ()):
            keys = each["ResourceIdentifier"]
            found[each["LogicalResourceId"]] = keys[own.get(each["ResourceType"].rsplit("::", 1)[1], next(iter(keys)))]
        return found

    def check_import(self, template, picture, given):
        if "Transform" in template or template.get("Outputs"):
            raise Refused("ValidationError", "As part of the import operation, you cannot modify or add [Outputs], nor use a macro.")
        if {each["LogicalResourceId"] for each in given} != set(picture.resources):
            raise Refused("ValidationError", "Template must contain exactly the resources to import.")
        owned = {i for stack in self.stacks.values() if stack.picture for i in stack.picture.ids.values()}
        for each in given:
            name, type_, keys = each["LogicalResourceId"], each["ResourceType"], each["ResourceIdentifier"]
            if type_ in NOT_TAKEN_OVER or set(keys) != set(identity_of(type_)):
                raise Refused("ValidationError", f"{name}: {type_} is taken over by {identity_of(type_)}, not by {list(keys)}.")
            if "DeletionPolicy" not in template["Resources"][name]:
                raise Refused("ValidationError", "Resources to import must have a DeletionPolicy.")
            if type_ == "AWS::DynamoDB::Table":
                self.check_table_import(picture, name, keys["TableName"])
            elif (found := self.thing(type_, keys)) is None or type_ != self.things[found][0]:
                raise Refused("ValidationError", f"Resource {name} with {keys} does not exist")
            elif found in owned:
                raise Refused("ValidationError", f"Resource {name} already belongs to a stack.")
            else:
                picture.know({name: found})

    def thing(self, type_, keys):
        """The id of the thing that has these keys. What connects two things has no id of its own for AWS."""
        if len(keys) == 1:
            [value] = keys.values()
            return value if value in self.things else None
        return next((i for i, (other, p) in self.things.items() if other == type_ and all(p[k] == v for k, v in keys.items() if k in p)), None)

    def check_table_import(self, picture, name, table):
        if picture.properties(name)["TableName"] != table or table not in self.tables:
            raise Refused("ValidationError", f"Resource with id {table} does not exist")
        if self.owners.get(table, ("", "DELETE_SKIPPED"))[1] != "DELETE_SKIPPED":
            raise Refused("ValidationError", f"Resource {table} already belongs to stack {self.owners[table][0]}.")

    @staticmethod
    def check_parameters(template, given):
        known = template["Parameters"]
        for name, value in given.items():
            if name not in known:
                raise Refused("ValidationError", f"Parameters: [{name}] do not exist in the template")
            pattern, values = known[name].get("AllowedPattern"), known[name].get("AllowedValues")
            if pattern and not re.fullmatch(pattern, value):
                raise Refused("ValidationError", f"Parameter '{name}' must match pattern {pattern}: {value}")
            if values and value not in [str(each) for each in values]:
                raise Refused("ValidationError", f"Parameter '{name}' must be one of AllowedValues: {value}")
        for name, parameter in known.items():
            if name not in given and "Default" not in parameter:
                raise Refused("ValidationError", f"Parameters: [{name}] must have values")

    def check_imports(self, template, parameters):
        for name in re.findall(r"Fn::ImportValue.*?\$\{(\w+)\}", str(template)):
            stack = self.stacks.get(parameters[name])
            if stack is None or not stack.template:
                raise Refused("ValidationError", f"No export named {parameters[name]}-... found")

    def cloudformation_DescribeChangeSet(self, StackName, ChangeSetName):
        change = self.sets[StackName, ChangeSetName]
        return {
            "Status": change["Status"],
            "StatusReason": change["StatusReason"],
            "Changes": [
                {"ResourceChange": {"Action": action, "LogicalResourceId": name, "ResourceType": self.type_of(StackName, change, name), "Replacement": str(replaced)}}
                for name, (action, replaced) in change["changes"].items()
            ],
        }

    def type_of(self, stack, change, name):
        return (change["picture"] if name in change["picture"].resources else self.stacks[stack].picture).type(name)

    def cloudformation_UpdateStack(self, StackName, UsePreviousTemplate, Parameters, Capabilities):
        """As a change set that is executed at once. A parameter that is not named gets its default."""
        stack, given = self.stack(StackName), {}
        for each in Parameters:
            given[each["ParameterKey"]] = stack.parameters[each["ParameterKey"]] if each.get("UsePreviousValue") else each["ParameterValue"]
        parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
        self.cloudformation_CreateChangeSet(StackName, "direct", "UPDATE", stack.template, parameters, Capabilities=Capabilities)
        self.cloudformation_ExecuteChangeSet(StackName, "direct", None)
        return {"StackId": StackName}

    def cloudformation_DeleteChangeSet(self, StackName, ChangeSetName):
        del self.sets[StackName, ChangeSetName]
        return {}

    def cloudformation_ExecuteChangeSet(self, StackName, ChangeSetName, ClientRequestToken):
        change = self.sets.pop((StackName, ChangeSetName))
        stack = self.stacks[StackName]
        verb, failing = change["verb"], self.failing_resource.pop(StackName, None)
        before = dict(self.things)
        failing = failing or self.refusal(stack, change) or self.unlawful(change)
        for name, (action, _) in self.in_order(change).items():
            type_ = self.type_of(StackName, change, name)
            if failing and name == failing[0]:
                # Events of one moment come in any order, and other failures follow the first one.
                for each, what, state, why in (
                    ("Before", "AWS::SNS::Topic", f"{verb}_FAILED", "Resource creation cancelled"),
                    (name, type_, f"{verb}_FAILED", failing[1]),
                    ("After", "AWS::SNS::Topic", f"{verb}_FAILED", "Resource creation cancelled"),
                    ("Later", "AWS::EC2::Subnet", "DELETE_FAILED", "The subnet has dependencies and cannot be deleted."),
                ):
                    self.event(stack, StackName, ClientRequestToken, each, what, state, why)
                stack.status = "ROLLBACK_COMPLETE" if verb == "CREATE" else f"{verb}_ROLLBACK_COMPLETE"
                self.things = before
                return {}
            if type_ == "AWS::DynamoDB::Table":
                self.table_changes(StackName, action, (stack.picture if action == "Remove" else change["picture"]).properties(name)["TableName"])
            if action != "Remove":
                self.event(stack, StackName, ClientRequestToken, name, type_, f"{verb}_COMPLETE", "")
        self.clean_up(stack, StackName, change, ClientRequestToken)
        stack.template, stack.parameters, stack.picture, stack.status = change["template"], change["parameters"], change["picture"], f"{verb}_COMPLETE"
        return {}

    @staticmethod
    def in_order(change):
        """The changes as CloudFormation makes them: what others need comes first, and what goes comes last."""
        places = {name: n for n, name in enumerate(change["picture"].ordered)}
        return dict(sorted(change["changes"].items(), key=lambda each: places.get(each[0], len(places))))

    def unlawful(self, change):
        """Makes and changes the things. The first one that AWS refuses, and why."""
        picture = change["picture"]
        for name, (action, _) in self.in_order(change).items():
            if action == "Remove" or change["verb"] == "IMPORT" or picture.type(name) == "AWS::DynamoDB::Table":
                continue
            identity = picture.ids[name]
            law = may_be(self.things | {identity: (picture.type(name), picture.properties(name))}, identity, identity in self.things)
            if law:
                return name, law
            self.things[identity] = (picture.type(name), picture.properties(name))
        return None

    def clean_up(self, stack, stack_name, change, token):
        """Deletes what the stack no longer has, the newest first. A stack that can't delete a thing leaves it."""
        old, new = stack.picture, change["picture"]
        for name in reversed(old.ordered if old else ()):
            identity = old.ids[name]
            if identity == new.ids.get(name):
                continue
            status, why = "DELETE_COMPLETE", ""
            if name not in new.resources and old.policy(name) == "Retain":
                status = "DELETE_SKIPPED"
            elif why := may_go(self.things, identity) or "":
                status = "DELETE_FAILED"
            else:
                self.things.pop(identity, None)
            self.event(stack, stack_name, token, name, old.type(name), status, why, identity)

    def table_changes(self, stack, action, table):
        """Our tables are kept when they leave their stack."""
        if action == "Remove":
            self.owners[table] = (stack, "DELETE_SKIPPED")
        else:
            self.tables.setdefault(table, {"protected": True})
            self.owners[table] = (stack, "CREATE_COMPLETE")

    def refusal(self, stack, change):
        """The resource that AWS refuses to make or to change, and why."""
        picture = change["picture"]
        before, after = stack.picture.exports() if stack.picture else {}, picture.exports()
        for other, each in self.stacks.items():
            for name in each.picture.imports() if each.picture else ():
                if name in before and before[name] != after.get(name):
                    return next(iter(change["changes"])), f"Export {name} cannot be {'updated' if name in after else 'deleted'} as it is in use by {other}"
        for name, (action, replaced) in change["changes"].items():
            if action == "Remove":
                continue
            type_, properties = picture.type(name), picture.properties(name)
            if type_ == "AWS::DynamoDB::Table" and action == "Add" and change["verb"] != "IMPORT" and properties["TableName"] in self.tables:
                return name, f"Resource of type 'AWS::DynamoDB::Table' with identifier '{properties['TableName']}' already exists."
            if replaced is True and (own := name_of(type_, properties)) and own == name_of(type_, stack.picture.properties(name)):
                return name, f"CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename {own}."
        return None

    def event(self, stack, stack_name, token, name, type_, status, reason, identity=""):
        stack.events.insert(
            0,
            {
                "StackId": stack_name,
                "StackName": stack_name,
                "Timestamp": NOW,
                "EventId": f"{name}-{status}-{len(stack.events)}",
                "LogicalResourceId": name,
                "PhysicalResourceId": identity,
                "ResourceType": type_,
                "ResourceStatus": status,
                "ResourceStatusReason": reason,
                "ClientRequestToken": token,
            },
        )

    def cloudformation_DescribeStackEvents(self, StackName):
        return {"StackEvents": self.stack(StackName).events}

    def cloudformation_DescribeStackResource(self, StackName, LogicalResourceId):
        self.stack(StackName)
        picture = self.stacks[StackName].picture
        if LogicalResourceId == "JobTable" and picture and "JobTable" in picture.resources:
            name = picture.properties("JobTable")["TableName"]
        elif LogicalResourceId == "Vpc" and not picture:
            name = "vpc-unfinished"
        elif picture and LogicalResourceId in picture.ids:
            name = f"{StackName}-{LogicalResourceId}" if LogicalResourceId in ("NodeLog", "BuildLog") else picture.ids[LogicalResourceId]
        else:
            raise Refused("ValidationError", f"Resource {LogicalResourceId} does not exist for stack {StackName}")
        return {
            "StackResourceDetail": {
                "LogicalResourceId": LogicalResourceId,
                "PhysicalResourceId": name,
                "ResourceType": "?",
                "LastUpdatedTimestamp": NOW,
                "ResourceStatus": "CREATE_COMPLETE",
            }
        }

    def cloudformation_DescribeStackResources(self, PhysicalResourceId):
        if PhysicalResourceId not in self.owners:
            raise Refused("ValidationError", f"Stack for {PhysicalResourceId} does not exist")
        name, state = self.owners[PhysicalResourceId]
        return {"StackResources": [{"StackName": name, "LogicalResourceId": "JobTable", "PhysicalResourceId": PhysicalResourceId, "ResourceType": "?", "Timestamp": NOW, "ResourceStatus": state}]}

    def cloudformation_DeleteStack(self, StackName, ClientRequestToken=None):
        stack = self.stacks.get(StackName)
        if stack is None:
            return {}
        if stack.protected:
            raise Refused("ValidationError", f"Stack [{StackName}] cannot be deleted while TerminationProtection is enabled")
        if (stack.parameters or {}).get("DeletionProtection", "ACTIVE") == "ACTIVE" and StackName.endswith("-cognito") and stack.template:
            self.event(stack, StackName, ClientRequestToken, "UserPool", "AWS::Cognito::UserPool", "DELETE_FAILED", "deletion protection is activated")
            stack.status = "DELETE_FAILED"
        elif StackName.endswith("-network") and self.undeletable:
            self.undeletable -= 1
            self.event(stack, StackName, ClientRequestToken, "Vpc", "AWS::EC2::VPC", "DELETE_FAILED", "The vpc has dependencies and cannot be deleted.")
            stack.status = "DELETE_FAILED"
        elif self.importers(StackName):
            raise Refused("ValidationError", f"Export is in use by {self.importers(StackName)}")
        elif any(key.startswith(f"{bucket}/") for bucket in ("backend-sources", "webapp-page", "door-results") for key in self.objects if bucket.split("-")[0] in StackName):
            self.event(stack, StackName, ClientRequestToken, "Bucket", "AWS::S3::Bucket", "DELETE_FAILED", "The bucket you tried to delete is not empty")
            stack.status = "DELETE_FAILED"
        elif self.keeps_something(stack, StackName, ClientRequestToken):
            stack.status = "DELETE_FAILED"
        else:
            del self.stacks[StackName]
            # The scripts ask a deleted stack what it has left.
            self.owners.update({thing: (name, "DELETE_SKIPPED") for thing, (name, _) in self.owners.items() if name == StackName})
        return {}

    def keeps_something(self, stack, name, token):
        """Deletes a stack's things, the newest first, until one is refused."""
        picture = stack.picture
        for each in reversed(picture.ordered if picture else ()):
            identity = picture.ids[each]
            if identity not in self.things or picture.policy(each) == "Retain":
                continue
            if law := may_go(self.things, identity):
                self.event(stack, name, token, each, picture.type(each), "DELETE_FAILED", law, identity)
                return True
            del self.things[identity]
        return False

    def cloudformation_ListStackResources(self, StackName):
        picture = self.stack(StackName).picture
        rows = [(name, picture.ids[name], picture.type(name)) for name in picture.resources] if picture else []
        return {
            "StackResourceSummaries": [
                {"LogicalResourceId": name, "PhysicalResourceId": i, "ResourceType": type_, "LastUpdatedTimestamp": NOW, "ResourceStatus": "CREATE_COMPLETE"}
                for name, i, type_ in rows
            ]
        }

    def cloudformation_GetTemplate(self, StackName, TemplateStage):
        return {"TemplateBody": self.stack(StackName).template}

    def elbv2_DescribeLoadBalancers(self, LoadBalancerArns):
        [arn] = LoadBalancerArns
        return {"LoadBalancers": [{"LoadBalancerArn": arn, "DNSName": "internal-1.elb.amazonaws.com", "CanonicalHostedZoneId": "Z35"}]}

    def cloudformation_UpdateTerminationProtection(self, StackName, EnableTerminationProtection):
        self.stack(StackName).protected = EnableTerminationProtection
        return {"StackId": StackName}

    def importers(self, name):
        exports = set(self.stacks[name].picture.exports()) if self.stacks[name].picture else set()
        return [other for other, each in self.stacks.items() if each.picture and exports & each.picture.imports()]

    def cloudformation_GetTemplateSummary(self, TemplateBody):
        template = read_template(TemplateBody)
        types = {name: v["Type"] for name, v in template["Resources"].items() if isinstance(v, dict)}
        return {
            "ResourceTypes": list(types.values()),
            "ResourceIdentifierSummaries": [
                {"ResourceType": type_, "LogicalResourceIds": [name for name, each in types.items() if each == type_], "ResourceIdentifiers": identity_of(type_)}
                for type_ in sorted(set(types.values()) - NOT_TAKEN_OVER)
            ],
        }

    # ---- Building ----

    def s3_ListObjectsV2(self, Bucket, Prefix="", **_):
        if Bucket == "nobodys":
            raise Refused("NoSuchBucket", "The specified bucket does not exist", 404)
        found = sorted(key.split("/", 1)[1] for key in self.objects if key.startswith(f"{Bucket}/{Prefix}"))
        return {"Contents": [{"Key": k, "Size": len(self.objects[f"{Bucket}/{k}"]), "LastModified": self.times.get(f"{Bucket}/{k}", NOW).isoformat()} for k in found]}

    def s3_GetBucketLocation(self, Bucket):
        if Bucket == "nobodys":
            raise Refused("NoSuchBucket", "The specified bucket does not exist", 404)
        return {"LocationConstraint": "eu-central-1"} if Bucket == "faraway" else {}

    def s3_HeadObject(self, Bucket, Key, **_):
        if f"{Bucket}/{Key}" not in self.objects:
            raise Refused("404", "Not Found", 404)
        return {"ContentLength": len(self.objects[f"{Bucket}/{Key}"]), "LastModified": datetime.now(timezone.utc).isoformat(), "ETag": '"1"'}

    def s3_GetObject(self, Bucket, Key, **_):
        content = self.objects[f"{Bucket}/{Key}"]
        return {"Body": StreamingBody(io.BytesIO(content), len(content)), "ContentLength": len(content), "ETag": '"1"'}

    def s3_PutObject(self, Bucket, Key, Body, **_):
        self.objects[f"{Bucket}/{Key}"] = Body.read()
        self.times[f"{Bucket}/{Key}"] = datetime.now(timezone.utc)
        return {}

    def s3_DeleteObject(self, Bucket, Key, **_):
        del self.objects[f"{Bucket}/{Key}"]
        return {}

    def ecr_ListImages(self, repositoryName, filter):
        """A tag is a list of two images, which have tags too."""
        parts = [f"{tag}-{architecture}-20261130032300" for tag in self.images for architecture in ("amd64", "arm64")]
        return {"imageIds": [{"imageTag": tag} for tag in [*self.images, *parts]]}

    def ecr_DescribeImageScanFindings(self, repositoryName, imageId):
        return {"imageScanStatus": {"status": "COMPLETE"}, "imageScanFindings": {"findingSeverityCounts": self.findings}}

    def codebuild_ListBuildsForProject(self, projectName):
        return {"ids": [build["id"] for build in self.builds if build["projectName"] == projectName]}

    def codebuild_StartBuild(self, projectName, environmentVariablesOverride=()):
        variables = {each["name"]: each["value"] for each in environmentVariablesOverride}
        build = {"id": f"{projectName}:{len(self.builds)}", "projectName": projectName, "looks": 2, "variables": variables}
        self.builds.insert(0, build)
        return {"build": {"id": build["id"]}}

    def codebuild_BatchGetBuilds(self, ids):
        build = next(each for each in self.builds if each["id"] in ids)
        build["looks"] -= 1
        if build["looks"] > 0:
            return {"builds": [{"id": ids[0], "buildStatus": "IN_PROGRESS", "currentPhase": "BUILD"}]}
        if "IMAGE_TAG" in build["variables"]:
            self.images.add(build["variables"]["IMAGE_TAG"])
        return {"builds": [{"id": ids[0], "buildStatus": "SUCCEEDED", "currentPhase": "COMPLETED"}]}

    def logs_FilterLogEvents(self, logGroupName, startTime):
        return {"events": [{"message": f"the last words of {logGroupName}"}]}

    # ---- The page ----

    def amplify_StartDeployment(self, appId, branchName, sourceUrl, sourceUrlType):
        return {"jobSummary": {"jobId": "1", "status": "PENDING"}}

    def amplify_StartJob(self, appId, branchName, jobType):
        return {"jobSummary": {"jobId": "1", "status": "PENDING"}}

    def amplify_GetJob(self, appId, branchName, jobId):
        return {"job": {"summary": {"status": "SUCCEED"}}}

    # ---- Redshift's Data API: tables with so many rows ----

    def redshift_data_ListDatabases(self, Database, DbUser=None, **_):
        if Database not in ("dev", "sales"):
            raise Refused("ValidationException", f'FATAL: database "{Database}" does not exist')
        if DbUser == "nobody":
            raise Refused("ValidationException", 'FATAL: user "IAM:nobody" does not exist')
        return {"Databases": [Database]}

    def redshift_data_ExecuteStatement(self, Sql, **where):
        number = len(self.statements)
        identity = f"00000000-0000-0000-0000-{number:012d}"
        self.statements[identity] = {"sql": Sql, "where": where, "result": self.run(Sql)}
        return {"Id": identity}

    def run(self, sql):
        text = " ".join(re.sub(r"--.*", "", sql).lower().split())
        if found := re.fullmatch(r"select count\(\*\) from pg_user where usename = (\S+)( and usesuper)?", text):
            user = "reader" if found[1] == "current_user" else found[1].strip("'")
            return int(user in self.users and (not found[2] or self.users[user]))
        if found := re.match(r'create user "(\S+)" password disable', sql):
            self.users[found[1]] = False
        if found := re.search(r"from svv_tables where table_schema = 'public' and table_name = '(\w+)'", text):
            return int(found[1] in self.rows)
        if found := re.fullmatch(r"select count\(\*\) from public\.(\w+)", text):
            return self.rows[found[1]]
        if found := re.match(r"drop table (?:if exists )?(\w+)", text):
            self.rows.pop(found[1], None)
        elif found := re.match(r"create table (if not exists )?(\w+)", text):
            self.rows.setdefault(found[2], 0)
        elif found := re.match(r"copy (\w+)", text):
            self.rows[found[1]] += 1000
        return None

    def redshift_data_DescribeStatement(self, Id):
        return {"Id": Id, "Status": "FINISHED"}

    def redshift_data_GetStatementResult(self, Id):
        return {"Records": [[{"longValue": self.statements[Id]["result"]}]]}

    def sql(self):
        """The statements that were run, without the questions."""
        return [each["sql"] for each in self.statements.values() if each["result"] is None]

    # ---- The job table ----

    def dynamodb_DescribeTable(self, TableName):
        if TableName not in self.tables:
            raise Refused("ResourceNotFoundException", "Requested resource not found")
        keys = self.tables[TableName].get("keys", ["pk", "sk"])
        return {"Table": {"TableStatus": "ACTIVE", "KeySchema": [{"AttributeName": key, "KeyType": "HASH"} for key in keys]}}

    def dynamodb_UpdateTable(self, TableName, DeletionProtectionEnabled):
        self.tables[TableName]["protected"] = DeletionProtectionEnabled
        return {"TableDescription": {"TableName": TableName}}

    def dynamodb_DeleteTable(self, TableName):
        assert not self.tables[TableName]["protected"]
        del self.tables[TableName]
        return {"TableDescription": {"TableName": TableName}}
