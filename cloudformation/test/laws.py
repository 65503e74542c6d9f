"""What AWS refuses in an account, whichever stacks make it. Each law names the error of the service that has it.

`things` are all that there is: by their ids, their types and properties."""

import re


def of_type(things, *types):
    return [(identity, properties) for identity, (type_, properties) in things.items() if type_.split("::", 1)[1] in types]


def names(node):
    """The texts in a property, at any depth."""
    if isinstance(node, dict):
        return set().union(*map(names, node.values()))
    if isinstance(node, list):
        return set().union(*map(names, node))
    return {node} if isinstance(node, str) else set()


def users(things, identity, *types):
    """The things of these types that name another one."""
    named = {identity, f"{identity}.Arn"}
    return [other for other, properties in of_type(things, *types) if other != identity and named & names(properties)]


def listeners(things):
    """The load balancer and the properties of each listener, and of each rule of a listener."""
    own = of_type(things, "ElasticLoadBalancingV2::Listener")
    balancers = {identity: properties["LoadBalancerArn"] for identity, properties in own}
    rules = of_type(things, "ElasticLoadBalancingV2::ListenerRule")
    return [(balancers[i], p) for i, p in own] + [(balancers.get(p["ListenerArn"]), p) for _, p in rules]


def target_groups(properties):
    return {name for name in names(properties.get("DefaultActions", properties.get("Actions"))) if ":targetgroup/" in name}


def may_be(things, identity, is_there=False):
    """Why a thing that is new, or is there and changes, may not be so; None if it may."""
    type_, properties = things[identity]
    if is_there and type_ == "AWS::CloudFront::VpcOrigin" and users(things, identity, "CloudFront::Distribution"):
        return "CannotUpdateEntityWhileInUse: The VPC origin is in use by a distribution."
    law = LAWS.get(type_.split("::", 1)[1])
    return law and law(things, identity, properties)


def listener(things, identity, properties):
    for name in target_groups(properties):
        if len({balancer for balancer, each in listeners(things) if name in target_groups(each)}) > 1:
            return f"TargetGroupAssociationLimit: The target group {name} cannot be associated with more than one load balancer."
    for other, each in of_type(things, "ElasticLoadBalancingV2::Listener"):
        if other != identity and (each["LoadBalancerArn"], each["Port"]) == (properties.get("LoadBalancerArn"), properties.get("Port")):
            return "DuplicateListener: A listener already exists on this port for this load balancer."
    return None


def rule(things, identity, properties):
    for other, each in of_type(things, "ElasticLoadBalancingV2::ListenerRule"):
        if other != identity and (each["ListenerArn"], each["Priority"]) == (properties["ListenerArn"], properties["Priority"]):
            return f"PriorityInUse: Priority '{properties['Priority']}' is currently in use."
    return listener(things, identity, properties)


def service(things, _, properties):
    groups = [each["TargetGroupArn"] for each in properties["LoadBalancers"]]
    for name in groups:
        if not any(name in target_groups(each) for _, each in listeners(things)):
            return f"InvalidParameterException: The target group with targetGroupArn {name} does not have an associated load balancer."
    if not groups and "HealthCheckGracePeriodSeconds" in properties:
        return "InvalidParameterException: Health check grace period is only valid for services configured to use load balancers."
    if len(groups) > 5:
        return "InvalidParameterException: load balancers can have at most 5 items."
    for name in properties["NetworkConfiguration"]["AwsvpcConfiguration"]["SecurityGroups"]:
        if name not in things:
            return f"InvalidParameterException: The security group '{name}' does not exist."
    return None


def origin(things, _, properties):
    balancer = properties["VpcOriginEndpointConfig"]["Arn"]
    if balancer not in things:
        return f"EntityNotFound: The load balancer {balancer} does not exist."
    return None


def distribution(things, _, properties):
    for each in properties["DistributionConfig"]["Origins"]:
        if each["VpcOriginConfig"]["VpcOriginId"] not in things:
            return "EntityNotFound: The VPC origin does not exist."
    return None


def egress(things, identity, properties):
    for other, each in of_type(things, "EC2::SecurityGroupEgress"):
        if other != identity and {**each, "Description": ""} == {**properties, "Description": ""}:
            return "InvalidPermission.Duplicate: the specified rule already exists."
    return None


def record(things, identity, properties):
    for other, each in of_type(things, "Route53::RecordSet"):
        if other == identity or any(each[key] != properties[key] for key in ("HostedZoneId", "Name", "Type")):
            continue
        if ("SetIdentifier" in each) != ("SetIdentifier" in properties):
            return f"InvalidChangeBatch: RRSet with DNS name {each['Name']} cannot be created as other RRSets exist with the same name and type."
        if each.get("SetIdentifier") == properties.get("SetIdentifier"):
            return f"InvalidChangeBatch: Tried to create resource record set {each['Name']} but it already exists."
    return None


def parameter(things, identity, properties):
    for other, each in of_type(things, "SSM::Parameter"):
        if other != identity and each["Name"] == properties["Name"]:
            return f"AlreadyExists: {each['Name']} already exists."
    return None


LAWS = {
    "ElasticLoadBalancingV2::Listener": listener,
    "ElasticLoadBalancingV2::ListenerRule": rule,
    "ECS::Service": service,
    "CloudFront::VpcOrigin": origin,
    "CloudFront::Distribution": distribution,
    "EC2::SecurityGroupEgress": egress,
    "Route53::RecordSet": record,
    "SSM::Parameter": parameter,
}

# What keeps a thing from being deleted: the types that use it, and the error.
HOLDERS = {
    "ElasticLoadBalancingV2::TargetGroup": (
        ("ElasticLoadBalancingV2::Listener", "ElasticLoadBalancingV2::ListenerRule"),
        "ResourceInUse: The target group is currently in use by a listener or a rule.",
    ),
    "WAFv2::WebACL": (
        ("CloudFront::Distribution", "WAFv2::WebACLAssociation"),
        "WAFAssociatedItemException: The firewall is in use.",
    ),
    "CloudFront::VpcOrigin": (("CloudFront::Distribution",), "CannotDeleteEntityWhileInUse: The VPC origin is in use by a distribution."),
    "EC2::SecurityGroup": (
        ("ElasticLoadBalancingV2::LoadBalancer", "ECS::Service", "EC2::SecurityGroup", "EC2::SecurityGroupIngress", "ApiGatewayV2::VpcLink"),
        "DependencyViolation: The security group has a dependent object.",
    ),
    "ServiceDiscovery::Service": (("ECS::Service",), "ResourceInUse: Service contains registered instances; delete the instances before deleting the service."),
    "ServiceDiscovery::PrivateDnsNamespace": (("ServiceDiscovery::Service",), "ResourceInUse: Namespace has associated services."),
    "ApiGatewayV2::VpcLink": (("ApiGatewayV2::Integration",), "ConflictException: The VPC link is in use by an integration."),
    "EC2::Subnet": (("ElasticLoadBalancingV2::LoadBalancer", "ECS::Service", "ApiGatewayV2::VpcLink"), "DependencyViolation: The subnet has dependencies and cannot be deleted."),
    "EC2::VPC": (("EC2::Subnet", "EC2::SecurityGroup", "EC2::VPCGatewayAttachment"), "DependencyViolation: The vpc has dependencies and cannot be deleted."),
}


def may_go(things, identity):
    """Why a thing may not be deleted; None if it may."""
    types, error = HOLDERS.get(things[identity][0].split("::", 1)[1], ((), ""))
    found = users(things, identity, *types)
    return f"{error} ({found[0]})" if found else None


def order(resources):
    """The names of a template's resources, each after those that it names."""
    done = []

    def visit(name, above=()):
        if name in done or name in above:
            return
        words = set(re.findall(r"\w+", str(resources[name])))
        for other in resources:
            if other in words:
                visit(other, (*above, name))
        done.append(name)

    for each in resources:
        visit(each)
    return done
