package io.querycast.warehouse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Takes the page out of one call of GetStatementResult, before the SDK makes objects of its cells,
 * and leaves the SDK an empty answer. It is a plugin of that one request: every other call, and
 * every answer but 200, is the SDK's own.
 *
 * <p>What can't be read is the SDK's to repeat, like a connection that broke.
 */
final class PageTaker implements ExecutionInterceptor, SdkPlugin {
  private static final int OK = 200;
  private static final int USUAL = 256 * 1024;

  /** More than any page: Redshift ends them at about 1 MB. */
  private static final int MOST = 64 * 1024 * 1024;

  private static final byte[] EMPTY = {'{', '}'};

  private volatile Transcoder.Answer answer;

  @Override
  public void configureClient(SdkServiceClientConfiguration.Builder client) {
    client.overrideConfiguration(
        client.overrideConfiguration().copy(each -> each.addExecutionInterceptor(this)));
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse call, ExecutionAttributes about) {
    if (call.httpResponse().statusCode() != OK || call.responseBody().isEmpty()) {
      return call.responseBody();
    }
    try {
      answer = read(call.responseBody().get(), length(call.httpResponse()));
    } catch (IOException e) {
      throw RetryableException.create("The page broke off.", e);
    } catch (Malformed e) {
      throw RetryableException.create("The page can't be read.", e);
    }
    return Optional.of(new ByteArrayInputStream(EMPTY));
  }

  /**
   * What the call brought.
   *
   * @throws RetryableException when there was no page in the answer
   */
  Transcoder.Answer answer() {
    if (answer == null) {
      throw RetryableException.create("There was no page in the answer.");
    }
    return answer;
  }

  private static int length(SdkHttpResponse response) {
    return response
        .firstMatchingHeader("Content-Length")
        .filter(length -> length.matches("[0-9]{1,8}"))
        .map(Integer::parseInt)
        .orElse(USUAL);
  }

  private static Transcoder.Answer read(InputStream body, int expected)
      throws IOException, Malformed {
    byte[] buffer = Buffers.take(Math.min(expected, MOST));
    boolean kept = false;
    try {
      int length = 0;
      while (true) {
        if (length == buffer.length - Buffers.SLACK) {
          if (length >= MOST) {
            throw new Malformed("The page is too large.");
          }
          buffer = Buffers.grown(buffer);
        }
        int count = body.read(buffer, length, buffer.length - Buffers.SLACK - length);
        if (count < 0) {
          break;
        }
        length += count;
      }
      Transcoder.Answer answer = Transcoder.transcode(buffer, length);
      kept = true;
      return answer;
    } finally {
      if (!kept) {
        Buffers.give(buffer);
      }
    }
  }
}
