"""The answers of the fake `aws`: an account in which Querycast can be set up and deleted."""

import functools
import io
import re
from datetime import datetime, timezone

import cfnlint.decode.cfn_yaml
from botocore.response import StreamingBody
from changes import Picture, changes, name_of
from fake_aws import Refused

ACCOUNT = "123456789012"
REGION = "us-east-1"
ENDPOINT = "sales.abc123.us-east-1.redshift.amazonaws.com:5439/dev"
NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)

OUTPUTS = {
    "cognito": {
        "UserPoolId": "us-east-1_AbCdEf",
        "UserPoolClientId": "client",
        "Issuer": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf",
    },
    "backend": {
        "ApiAddress": "https://d111.cloudfront.net",
        "SocketAddress": "wss://d111.cloudfront.net/push",
        "LoadBalancerName": "internal-1.elb.amazonaws.com",
        "SourceBucket": "backend-sources",
        "ImageBuild": "ImageBuild-1",
        "RepositoryUri": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/backend-repository",
        "RepositoryName": "backend-repository",
        "NodeRoleName": "backend-NodeRole",
        "AlarmTopic": f"arn:aws:sns:us-east-1:{ACCOUNT}:backend-Alarms",
    },
    "webapp": {
        "PageAddress": "https://main.d222.amplifyapp.com",
        "AppId": "d222abcdef",
        "BranchName": "main",
        "PageBucket": "webapp-page",
        "PageBuild": "PageBuild-1",
    },
}


SERVICES_OF_ROLES = {
    "AWSServiceRoleForECS": "ecs.amazonaws.com",
    "AWSServiceRoleForApplicationAutoScaling_ECSService": "ecs.application-autoscaling.amazonaws.com",
    "AWSServiceRoleForElasticLoadBalancing": "elasticloadbalancing.amazonaws.com",
}

# Reading a template takes longer than a call.
read_template = functools.cache(cfnlint.decode.cfn_yaml.loads)


class Stack:
    def __init__(self):
        self.status = "REVIEW_IN_PROGRESS"
        self.template = self.parameters = self.picture = None
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
        # The stacks of resources, by the resources' names.
        self.owners = {}
        self.others = {}
        self.failing_resource = {}
        self.groups = []
        self.undeletable = 0

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

    def route53_GetHostedZone(self, Id):
        if Id != "Z1":
            raise Refused("NoSuchHostedZone", f"No hosted zone found with ID: {Id}", 404)
        return {"HostedZone": {"Id": Id, "Name": "example.com.", "CallerReference": "1"}}

    def acm_DescribeCertificate(self, CertificateArn):
        state = "PENDING_VALIDATION" if "pending" in CertificateArn else "ISSUED"
        return {"Certificate": {"Status": state, "DomainName": "api.example.com", "SubjectAlternativeNames": ["api.example.com", "*.example.org"]}}

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
        outputs = OUTPUTS.get(StackName.rsplit("-", 1)[1], {}) if stack.template else {}
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
        self.check_imports(template, parameters)
        if "AWS::IAM::Role" in TemplateBody and "CAPABILITY_IAM" not in more.get("Capabilities", ()):
            raise Refused("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_IAM]")
        if "Transform" in template and "CAPABILITY_AUTO_EXPAND" not in more.get("Capabilities", ()):
            raise Refused("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_AUTO_EXPAND]")
        picture = Picture(template, parameters, StackName)
        if ChangeSetType == "IMPORT":
            self.check_import(template, picture, more["ResourcesToImport"])
        stack = self.stacks.setdefault(StackName, Stack())
        same = stack.template == TemplateBody and stack.parameters == parameters
        self.sets[StackName, ChangeSetName] = {
            "Status": "FAILED" if same else "CREATE_COMPLETE",
            "StatusReason": "The submitted information didn't contain changes." if same else "",
            "verb": {"CREATE": "CREATE", "UPDATE": "UPDATE", "IMPORT": "IMPORT"}[ChangeSetType],
            "template": TemplateBody,
            "parameters": parameters,
            "changes": {} if same else changes(stack.picture, picture),
            "picture": picture,
        }
        return {"Id": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:changeSet/{ChangeSetName}/1"}

    def check_import(self, template, picture, given):
        if "Transform" in template or template.get("Outputs"):
            raise Refused("ValidationError", "As part of the import operation, you cannot modify or add [Outputs], nor use a macro.")
        if {each["LogicalResourceId"] for each in given} != set(picture.resources):
            raise Refused("ValidationError", "Template must contain exactly the resources to import.")
        for each in given:
            [(key, name)] = each["ResourceIdentifier"].items()
            properties = picture.properties(each["LogicalResourceId"])
            if "DeletionPolicy" not in template["Resources"][each["LogicalResourceId"]]:
                raise Refused("ValidationError", "Resources to import must have a DeletionPolicy.")
            if properties[key] != name or name not in self.tables:
                raise Refused("ValidationError", f"Resource with id {name} does not exist")
            if self.owners.get(name, ("", "DELETE_SKIPPED"))[1] != "DELETE_SKIPPED":
                raise Refused("ValidationError", f"Resource {name} already belongs to stack {self.owners[name][0]}.")

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
        failing = failing or self.refusal(stack, change)
        for name, (action, _) in change["changes"].items():
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
                stack.status = f"{verb}_ROLLBACK_COMPLETE" if verb == "UPDATE" else "ROLLBACK_COMPLETE"
                return {}
            self.event(stack, StackName, ClientRequestToken, name, type_, "DELETE_COMPLETE" if action == "Remove" else f"{verb}_COMPLETE", "")
            if type_ == "AWS::DynamoDB::Table":
                self.table_changes(StackName, action, (stack.picture if action == "Remove" else change["picture"]).properties(name)["TableName"])
        stack.template, stack.parameters, stack.picture, stack.status = change["template"], change["parameters"], change["picture"], f"{verb}_COMPLETE"
        return {}

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
            if replaced and (own := name_of(type_, properties)) and own == name_of(type_, stack.picture.properties(name)):
                return name, f"CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename {own}."
        return None

    def event(self, stack, stack_name, token, name, type_, status, reason):
        stack.events.insert(
            0,
            {
                "StackId": stack_name,
                "StackName": stack_name,
                "Timestamp": NOW,
                "EventId": f"{name}-{status}-{len(stack.events)}",
                "LogicalResourceId": name,
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
        elif LogicalResourceId == "PageBucket":
            name = "webapp-page"
        elif LogicalResourceId == "SourceBucket":
            name = "backend-sources"
        elif LogicalResourceId in ("NodeLog", "BuildLog", "Vpc"):
            name = f"{StackName}-{LogicalResourceId}"
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
        elif StackName.endswith("-backend") and self.undeletable:
            self.undeletable -= 1
            self.event(stack, StackName, ClientRequestToken, "Vpc", "AWS::EC2::VPC", "DELETE_FAILED", "The vpc has dependencies and cannot be deleted.")
            stack.status = "DELETE_FAILED"
        elif self.importers(StackName):
            raise Refused("ValidationError", f"Export is in use by {self.importers(StackName)}")
        elif any(key.startswith(f"{bucket}/") for bucket in ("backend-sources", "webapp-page") for key in self.objects if bucket.split("-")[0] in StackName):
            self.event(stack, StackName, ClientRequestToken, "Bucket", "AWS::S3::Bucket", "DELETE_FAILED", "The bucket you tried to delete is not empty")
            stack.status = "DELETE_FAILED"
        else:
            del self.stacks[StackName]
            # The scripts ask a deleted stack what it has left.
            self.owners.update({thing: (name, "DELETE_SKIPPED") for thing, (name, _) in self.owners.items() if name == StackName})
        return {}

    def cloudformation_UpdateTerminationProtection(self, StackName, EnableTerminationProtection):
        self.stack(StackName).protected = EnableTerminationProtection
        return {"StackId": StackName}

    def importers(self, name):
        exports = set(self.stacks[name].picture.exports()) if self.stacks[name].picture else set()
        return [other for other, each in self.stacks.items() if each.picture and exports & each.picture.imports()]

    def cloudformation_GetTemplateSummary(self, TemplateBody):
        template = read_template(TemplateBody)
        return {"ResourceTypes": [v["Type"] for v in template["Resources"].values() if isinstance(v, dict)]}

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
