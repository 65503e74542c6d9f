package io.querycast.aws;

import io.querycast.Settings;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/**
 * The target groups in which a load balancer finds the nodes, and this machine among the targets.
 */
@Singleton
public class TargetGroups {
  private final List<String> groups;
  private final Supplier<ElasticLoadBalancingV2Client> client;

  /** The client is made when it is first needed: most servers have no load balancer of AWS. */
  @Inject
  TargetGroups(Settings settings, Instance<ElasticLoadBalancingV2Client> client) {
    this(settings, client::get);
  }

  TargetGroups(Settings settings, Supplier<ElasticLoadBalancingV2Client> client) {
    this.groups = settings.targetGroups();
    this.client = client;
  }

  /** Whether there is a load balancer to ask. */
  public boolean areKnown() {
    return !groups.isEmpty();
  }

  /**
   * Whether a load balancer lets go of this machine: it sends no new requests here, and cuts open
   * connections when its delay has passed.
   *
   * @throws RuntimeException if it can't be asked now
   */
  public boolean isDraining() {
    Set<String> own = addresses();
    return groups.stream()
        .flatMap(this::targets)
        .filter(each -> own.contains(each.target().id()))
        .anyMatch(each -> each.targetHealth().state() == TargetHealthStateEnum.DRAINING);
  }

  private Stream<TargetHealthDescription> targets(String group) {
    return client
        .get()
        .describeTargetHealth(about -> about.targetGroupArn(group))
        .targetHealthDescriptions()
        .stream();
  }

  /** Targets are known by their addresses, and no other machine in the network has one of these. */
  private static Set<String> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(InetAddress::getHostAddress)
          .collect(Collectors.toSet());
    } catch (SocketException e) {
      throw new IllegalStateException("The addresses of this machine can't be read.", e);
    }
  }
}
