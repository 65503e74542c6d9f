package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestFirstTest {
  private final RequestFirst order = new RequestFirst();
  private final List<String> done = new ArrayList<>();

  @Test
  void newsOfASocketWaitsForTheEndOfItsRequest() {
    order.execute(
        () -> {
          order.execute(() -> done.add("read"));
          order.execute(() -> done.add("written"));
          done.add("request");
        });

    assertEquals(List.of("request", "read", "written"), done);
  }

  @Test
  void afterTheRequestNothingWaits() {
    order.execute(() -> done.add("request"));

    order.execute(() -> done.add("read"));

    assertEquals(List.of("request", "read"), done);
  }

  @Test
  void newsIsNotLostWhenTheRequestFails() {
    assertThrows(
        IllegalStateException.class,
        () ->
            order.execute(
                () -> {
                  order.execute(() -> done.add("read"));
                  throw new IllegalStateException();
                }));

    assertEquals(List.of("read"), done);
  }
}
