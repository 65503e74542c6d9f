package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.querycast.aws.AwsClients;
import io.querycast.aws.ClockSkew;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The node's clients see faults of a lifeline as they see faults of the services. */
class LifelineTest {
  private static final int TRIES = 3;
  private static final byte[] ANSWER = "{}".getBytes(StandardCharsets.UTF_8);

  private final AtomicInteger carriedOut = new AtomicInteger();
  private final Lifeline lifeline = new Lifeline(new Random(1));
  private final SdkHttpClient http = CloudAccess.http();
  private HttpServer service;
  private DynamoDbClient client;

  @BeforeEach
  void open() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    service.createContext(
        "/",
        exchange -> {
          carriedOut.incrementAndGet();
          exchange.sendResponseHeaders(200, ANSWER.length);
          exchange.getResponseBody().write(ANSWER);
          exchange.close();
        });
    service.start();
    client =
        CloudAccess.at(
                URI.create("http://localhost:" + service.getAddress().getPort()),
                http,
                DynamoDbClient.builder())
            .overrideConfiguration(
                AwsClients.limits(new ClockSkew(InstantSource.system()), TRIES)
                    .addExecutionInterceptor(lifeline)
                    .build())
            .build();
  }

  @AfterEach
  void close() {
    client.close();
    http.close();
    service.stop(0);
  }

  @Test
  void withoutFaultsItChangesNothing() {
    client.listTables();
    assertEquals(1, carriedOut.get());
  }

  @Test
  void aRefusedCallIsNotCarriedOut() {
    for (String fault : new String[] {"throttle", "error", "unreachable"}) {
      lifeline.trouble("dynamodb", fault, 1);
      assertThrows(SdkException.class, () -> client.listTables(), fault);
      lifeline.trouble("dynamodb", fault, 0);
    }
    assertEquals(0, carriedOut.get());
  }

  @Test
  void aCallThatTimesOutAfterTheCommitIsCarriedOutAtEachTry() {
    lifeline.trouble("dynamodb", "timeoutAfterCommit", 1);
    assertThrows(SdkException.class, () -> client.listTables());
    assertEquals(TRIES, carriedOut.get());
  }

  @Test
  void aFaultOfOneServiceLeavesTheOthersAlone() {
    lifeline.trouble("sqs", "error", 1);
    client.listTables();
    assertEquals(1, carriedOut.get());
  }

  @Test
  void aPausedNodeGoesOnWhereItStopped() throws Exception {
    lifeline.pause();
    CompletableFuture<Void> call = CompletableFuture.runAsync(() -> client.listTables());
    assertThrows(TimeoutException.class, () -> call.get(100, TimeUnit.MILLISECONDS));
    assertEquals(0, carriedOut.get());
    lifeline.goOn();
    call.get(10, TimeUnit.SECONDS);
    assertEquals(1, carriedOut.get());
  }

  @Test
  void aNodeDiesAtTheChosenCallAndAtNoOther() {
    lifeline.cutAtCall(new Random(5));
    client.listTables();
    assertFalse(lifeline.isDead(), "no node lists tables");
  }

  @Test
  void aDeadNodeIsDeadForGoodAndTakesItsSocketsWithIt() {
    boolean[] told = new boolean[1];
    lifeline.onDeath(() -> told[0] = true);
    lifeline.cut();
    assertTrue(told[0]);
    lifeline.goOn();
    assertThrows(Lifeline.Severed.class, () -> client.listTables());
    assertEquals(0, carriedOut.get());
  }
}
