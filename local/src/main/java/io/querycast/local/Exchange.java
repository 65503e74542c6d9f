package io.querycast.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/** One request to the front, and the way to answer it. */
final class Exchange {
  private final org.eclipse.jetty.server.Request request;
  private final Response response;

  Exchange(org.eclipse.jetty.server.Request request, Response response) {
    this.request = request;
    this.response = response;
  }

  /** The body as it comes in; it can be read once. */
  InputStream body() {
    return Content.Source.asInputStream(request);
  }

  /** Whether the client has got the head of an answer. */
  boolean isBegun() {
    return response.isCommitted();
  }

  void header(String name, String value) {
    response.getHeaders().add(name, value);
  }

  /** Sends an answer as a whole. */
  void send(Answer answer) throws IOException {
    answer.headers().forEach(response.getHeaders()::put);
    begin(answer.status(), answer.body().length);
    Content.Sink.write(response, true, ByteBuffer.wrap(answer.body()));
  }

  /** Sends an answer whose body is written piece by piece; to close it ends the answer. */
  OutputStream send(int status) {
    response.setStatus(status);
    return Content.Sink.asOutputStream(response);
  }

  /** Sends an answer that has no body, and a body's length if it tells that of another answer. */
  void sendHead(int status, long length) throws IOException {
    begin(status, length);
    Content.Sink.write(response, true, (ByteBuffer) null);
  }

  private void begin(int status, long length) {
    response.setStatus(status);
    boolean hasLength = status != 204 && status != 304;
    if (hasLength) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }
  }

  /** Ends the connection without an answer. */
  void cut() {
    request.getConnectionMetaData().getConnection().getEndPoint().close();
  }
}
