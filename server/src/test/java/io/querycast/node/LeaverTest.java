package io.querycast.node;

import static io.querycast.aws.FakeLoadBalancer.BLUE;
import static io.querycast.aws.FakeLoadBalancer.ELSEWHERE;
import static io.querycast.aws.FakeLoadBalancer.GREEN;
import static io.querycast.aws.FakeLoadBalancer.HERE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum.DRAINING;
import static software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum.HEALTHY;
import static software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum.INITIAL;
import static software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum.UNHEALTHY;

import io.querycast.FakeTimer;
import io.querycast.LeaveEvent;
import io.querycast.Leaving;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.aws.FakeLoadBalancer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaverTest {
  private final FakeLoadBalancer balancer = new FakeLoadBalancer();
  private final Told<LeaveEvent> told = new Told<>();
  private final FakeTimer timer = new FakeTimer();
  private final Threads threads = new Threads(timer, timer);
  private final Leaver leaver =
      new Leaver(
          balancer.groups(), new Node(null, null, threads, null, null), new Leaving(told), threads);

  @BeforeEach
  void start() {
    balancer.set(BLUE, HERE, HEALTHY);
    leaver.start(new StartEvent(null));
  }

  @Test
  void aNodeLeavesWhenTheLoadBalancerLetsGoOfIt() {
    timer.pass(Duration.ofMinutes(1));
    assertEquals(List.of(), told.all);

    balancer.set(BLUE, HERE, DRAINING);
    timer.pass(Leaver.LEAST_PAUSE);

    assertEquals(1, told.all.size());
  }

  @Test
  void itMayBeInAnyOfTheGroups() {
    balancer.set(GREEN, HERE, DRAINING);

    timer.pass(Leaver.LEAST_PAUSE);

    assertEquals(1, told.all.size());
  }

  @Test
  void itStaysWhileAnotherNodeIsLetGoAndWhateverElseIsSaidOfIt() {
    balancer.set(BLUE, ELSEWHERE, DRAINING);
    balancer.set(BLUE, HERE, UNHEALTHY);
    balancer.set(GREEN, HERE, INITIAL);

    timer.pass(Duration.ofMinutes(1));

    assertEquals(List.of(), told.all);
  }

  @Test
  void itLeavesOnceAndAsksNoMore() {
    balancer.set(BLUE, HERE, DRAINING);
    timer.pass(Leaver.LEAST_PAUSE);
    int asked = balancer.asked.size();

    timer.pass(Duration.ofMinutes(10));

    assertEquals(1, told.all.size());
    assertEquals(asked, balancer.asked.size());
  }

  @Test
  void whereTheLoadBalancerCannotBeAskedTheNodeStaysAndAsksAgain() {
    balancer.trouble = new IllegalStateException("throttled");
    balancer.set(BLUE, HERE, DRAINING);
    timer.pass(Duration.ofMinutes(1));
    assertEquals(List.of(), told.all);

    balancer.trouble = null;
    timer.pass(Leaver.LEAST_PAUSE);

    assertEquals(1, told.all.size());
  }

  @Test
  void aServerThatStopsAsksNoMore() {
    leaver.stop(new StopEvent());

    timer.pass(Duration.ofMinutes(1));

    assertEquals(List.of(), balancer.asked);
  }

  @Test
  void manyNodesTogetherAskNoMoreOftenThanAwsAnswers() {
    assertEquals(Leaver.LEAST_PAUSE, Leaver.pause(1));
    for (int nodes : new int[] {2, 20, 100, 400}) {
      double eachSecond = nodes * 1000.0 / Leaver.pause(nodes).toMillis();
      assertTrue(eachSecond <= 7, nodes + " nodes ask so often: " + eachSecond);
    }
  }

  @Test
  void withoutATargetGroupNobodyIsAsked() {
    FakeTimer idle = new FakeTimer();

    new Leaver(FakeLoadBalancer.none(), null, new Leaving(told), new Threads(idle, idle))
        .start(new StartEvent(null));

    idle.pass(Duration.ofMinutes(1));
    assertEquals(List.of(), told.all);
  }
}
