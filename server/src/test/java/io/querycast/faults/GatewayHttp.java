package io.querycast.faults;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Carries the SDK's calls for the gateway's connections to the near gateway. */
final class GatewayHttp implements SdkHttpClient {
  private final NearGateway gateway;

  GatewayHttp(NearGateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        HttpExecuteResponse answer = answer(status(request));
        if (gateway.losesAnswer()) {
          throw new SocketException("Connection reset");
        }
        return answer;
      }

      @Override
      public void abort() {
        // Nothing waits.
      }
    };
  }

  private int status(HttpExecuteRequest request) throws IOException {
    String path = request.httpRequest().encodedPath();
    String id =
        URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
    if (request.httpRequest().method() == SdkHttpMethod.DELETE) {
      return gateway.delete(id);
    }
    try (InputStream body = request.contentStreamProvider().orElseThrow().newStream()) {
      return gateway.post(id, new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static HttpExecuteResponse answer(int status) {
    SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(status);
    String error =
        switch (status) {
          case 410 -> "GoneException";
          case 413 -> "PayloadTooLargeException";
          case 429 -> "LimitExceededException";
          default -> "InternalServerError";
        };
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    if (status != 200) {
      response.putHeader("x-amzn-ErrorType", error);
    }
    return HttpExecuteResponse.builder()
        .response(response.build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
        .build();
  }

  @Override
  public String clientName() {
    return "near gateway";
  }

  @Override
  public void close() {}
}
