package io.querycast.aws;

import io.querycast.TestSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/** A load balancer with two target groups, which says what a test has told it. */
public final class FakeLoadBalancer implements ElasticLoadBalancingV2Client {
  public static final String BLUE = "arn:blue:targetgroup/1";
  public static final String GREEN = "arn:green:targetgroup/2";

  /** An address that every machine has, and one that no machine has. */
  public static final String HERE = "127.0.0.1";

  public static final String ELSEWHERE = "192.0.2.1";

  /** How often it was asked about each group. */
  public final List<String> asked = new ArrayList<>();

  /** Thrown instead of the answers; null for none. */
  public RuntimeException trouble;

  private final Map<String, Map<String, TargetHealthStateEnum>> states = new HashMap<>();

  /** Sets the state of one target. */
  public void set(String group, String address, TargetHealthStateEnum state) {
    states.computeIfAbsent(group, any -> new HashMap<>()).put(address, state);
  }

  /** Its groups, as a node sees them. */
  public TargetGroups groups() {
    return new TargetGroups(TestSettings.inGroups(BLUE, GREEN), () -> this);
  }

  /** No groups, as a node sees them that has no load balancer. */
  public static TargetGroups none() {
    return new TargetGroups(
        TestSettings.SETTINGS,
        () -> {
          throw new AssertionError("There is no load balancer to ask.");
        });
  }

  @Override
  public DescribeTargetHealthResponse describeTargetHealth(DescribeTargetHealthRequest request) {
    asked.add(request.targetGroupArn());
    if (trouble != null) {
      throw trouble;
    }
    List<TargetHealthDescription> targets =
        states.getOrDefault(request.targetGroupArn(), Map.of()).entrySet().stream()
            .map(
                each ->
                    TargetHealthDescription.builder()
                        .target(target -> target.id(each.getKey()).port(9080))
                        .targetHealth(health -> health.state(each.getValue()))
                        .build())
            .toList();
    return DescribeTargetHealthResponse.builder().targetHealthDescriptions(targets).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
