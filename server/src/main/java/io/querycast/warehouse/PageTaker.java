package io.querycast.warehouse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Takes the page out of a call of GetStatementResult, before the SDK makes objects of its cells,
 * and leaves the SDK an empty answer. Calls that bring no {@link #PLACE} for it, and every answer
 * but 200, are the SDK's own.
 *
 * <p>What can't be read is the SDK's to repeat, like a connection that broke.
 *
 * <p>The SDK makes it, for each of its clients of the Data API: {@code execution.interceptors}
 * among the resources names it. To add it to single calls would cost each a configuration.
 */
public final class PageTaker implements ExecutionInterceptor {
  /** Where the page of a call goes. */
  static final ExecutionAttribute<AtomicReference<Transcoder.Answer>> PLACE =
      new ExecutionAttribute<>("QuerycastPage");

  private static final int OK = 200;
  private static final int USUAL = 256 * 1024;

  /** More than any page: Redshift ends them at about 1 MB. */
  private static final int MOST = 64 * 1024 * 1024;

  private static final byte[] EMPTY = {'{', '}'};

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse call, ExecutionAttributes about) {
    AtomicReference<Transcoder.Answer> place = about.getAttribute(PLACE);
    if (place == null || call.httpResponse().statusCode() != OK || call.responseBody().isEmpty()) {
      return call.responseBody();
    }
    try {
      place.set(read(call.responseBody().get(), length(call.httpResponse())));
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
  static Transcoder.Answer taken(AtomicReference<Transcoder.Answer> place) {
    Transcoder.Answer answer = place.get();
    if (answer == null) {
      throw RetryableException.create("There was no page in the answer.");
    }
    return answer;
  }

  private static int length(SdkHttpResponse response) {
    try {
      int said =
          response.firstMatchingHeader("Content-Length").map(Integer::parseInt).orElse(USUAL);
      return said < 0 ? USUAL : said;
    } catch (NumberFormatException e) {
      return USUAL;
    }
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
