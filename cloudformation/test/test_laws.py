"""The fake account refuses what AWS refuses. That the scripts pass is in test_moves.py, which asks the same laws."""

import pytest
from laws import may_be, may_go

GROUP = "arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/nodes/1"
TO_GROUP = [{"Type": "forward", "TargetGroupArn": GROUP}]


def listener(balancer="balancer-1", port=80, actions=TO_GROUP):
    return ("AWS::ElasticLoadBalancingV2::Listener", {"LoadBalancerArn": balancer, "Port": port, "DefaultActions": actions})


def rule(priority, on="listener-1", actions=TO_GROUP):
    return ("AWS::ElasticLoadBalancingV2::ListenerRule", {"ListenerArn": on, "Priority": priority, "Actions": actions})


def service(*groups, security="sg-1", **more):
    network = {"AwsvpcConfiguration": {"SecurityGroups": [security], "Subnets": []}}
    return ("AWS::ECS::Service", {"LoadBalancers": [{"TargetGroupArn": each} for each in groups], "NetworkConfiguration": network} | more)


def origin(balancer="balancer-1"):
    return ("AWS::CloudFront::VpcOrigin", {"VpcOriginEndpointConfig": {"Arn": balancer}})


def distribution(of="origin-1"):
    return ("AWS::CloudFront::Distribution", {"DistributionConfig": {"Origins": [{"VpcOriginConfig": {"VpcOriginId": of}}]}})


def egress(to):
    rule = {"GroupId": "sg-1", "IpProtocol": "tcp", "FromPort": 9080, "ToPort": 9080, "DestinationSecurityGroupId": to}
    return ("AWS::EC2::SecurityGroupEgress", rule | {"Description": f"To {to}"})


def record(name="a", **more):
    return ("AWS::Route53::RecordSet", {"HostedZoneId": "Z1", "Name": name, "Type": "A"} | more)


def parameter(name):
    return ("AWS::SSM::Parameter", {"Name": name, "Value": "any"})


THINGS = {
    "balancer-1": ("AWS::ElasticLoadBalancingV2::LoadBalancer", {"SecurityGroups": ["sg-1"], "Subnets": ["subnet-1"]}),
    "balancer-2": ("AWS::ElasticLoadBalancingV2::LoadBalancer", {}),
    GROUP: ("AWS::ElasticLoadBalancingV2::TargetGroup", {}),
    "listener-1": listener(),
    "rule-1": rule(1),
    "sg-1": ("AWS::EC2::SecurityGroup", {}),
    "origin-1": origin(),
    "distribution-1": distribution(),
    "record-1": record(),
    "record-2": record("b", SetIdentifier="one", Weight=1),
    "egress-1": egress("sg-2"),
    "parameter-1": parameter("SOCKET"),
    "vpc-1": ("AWS::EC2::VPC", {}),
    "subnet-1": ("AWS::EC2::Subnet", {"VpcId": "vpc-1"}),
    "firewall-1": ("AWS::WAFv2::WebACL", {}),
    "registry-1": ("AWS::ServiceDiscovery::Service", {"NamespaceId": "namespace-1"}),
    "namespace-1": ("AWS::ServiceDiscovery::PrivateDnsNamespace", {}),
    "service-1": ("AWS::ECS::Service", {"ServiceRegistries": [{"RegistryArn": "registry-1.Arn"}]}),
    "link-1": ("AWS::ApiGatewayV2::VpcLink", {"SecurityGroupIds": ["sg-4"], "SubnetIds": ["subnet-2"]}),
    "integration-1": ("AWS::ApiGatewayV2::Integration", {"ConnectionId": "link-1"}),
    "sg-4": ("AWS::EC2::SecurityGroup", {}),
    "subnet-2": ("AWS::EC2::Subnet", {}),
    "association-1": ("AWS::WAFv2::WebACLAssociation", {"WebACLArn": "firewall-1.Arn"}),
}


@pytest.mark.parametrize(
    ("thing", "error"),
    [
        (listener("balancer-2"), "TargetGroupAssociationLimit"),
        (listener(port=80, actions=[]), "DuplicateListener"),
        (rule(1), "PriorityInUse"),
        (service("arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/other/2"), "does not have an associated load balancer"),
        (service(GROUP, security="sg-2"), "does not exist"),
        (service(HealthCheckGracePeriodSeconds=120), "only valid for services configured to use load balancers"),
        (origin("balancer-3"), "EntityNotFound"),
        (distribution("origin-2"), "EntityNotFound"),
        (record(), "already exists"),
        (record("b", SetIdentifier="one", Weight=1), "already exists"),
        (record("b"), "other RRSets exist"),
        (record("a", SetIdentifier="two", Weight=1), "other RRSets exist"),
        (egress("sg-2"), "InvalidPermission.Duplicate"),
        (("AWS::EC2::SecurityGroupEgress", egress("sg-2")[1] | {"Description": "Another text"}), "InvalidPermission.Duplicate"),
        (parameter("SOCKET"), "AlreadyExists"),
    ],
)
def test_a_thing_that_aws_refuses_is_refused(thing, error):
    assert error in may_be(THINGS | {"new": thing}, "new")


@pytest.mark.parametrize(
    "thing",
    [
        listener(port=443),
        rule(2),
        service(GROUP, HealthCheckGracePeriodSeconds=120),
        service(),
        origin("balancer-2"),
        distribution(),
        record("c"),
        record("b", SetIdentifier="two", Weight=1),
        egress("sg-3"),
        parameter("API"),
    ],
)
def test_its_neighbour_is_not(thing):
    assert may_be(THINGS | {"new": thing}, "new") is None


def test_an_origin_that_is_in_use_can_t_change():
    assert "CannotUpdateEntityWhileInUse" in may_be(THINGS, "origin-1", is_there=True)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        (GROUP, "ResourceInUse"),
        ("origin-1", "CannotDeleteEntityWhileInUse"),
        ("sg-1", "DependencyViolation: The security group"),
        ("firewall-1", "WAFAssociatedItem"),
        ("subnet-1", "DependencyViolation: The subnet"),
        ("vpc-1", "DependencyViolation: The vpc"),
        ("registry-1", "ResourceInUse: Service contains"),
        ("namespace-1", "ResourceInUse: Namespace has"),
        ("link-1", "ConflictException"),
        ("sg-4", "DependencyViolation: The security group"),
        ("subnet-2", "DependencyViolation: The subnet"),
    ],
)
def test_what_is_used_can_t_be_deleted(name, error):
    assert error in may_go(THINGS, name)
    assert may_go({name: THINGS[name]}, name) is None
