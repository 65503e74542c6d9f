package io.querycast.warehouse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Takes the page out of a GetStatementResult response, before the SDK makes objects of its cells.
 * The SDK gets an empty answer. Calls that are not made by {@link #page}, and all answers except
 * 200, stay with the SDK.
 *
 * <p>If the page can't be read, the SDK repeats the call, as it does after a broken connection.
 *
 * <p>The SDK creates this object for each of its clients of the Data API: the resource file {@code
 * execution.interceptors} names the class. To add it to single calls, or to pass it an attribute
 * with each call, would cost some kilobytes of configuration per call. So it recognises a call by
 * its thread: the SDK's blocking clients do all their work on the caller's thread.
 */
public final class PageTaker implements ExecutionInterceptor {
  /** Where the page of this thread's call goes; empty if the thread makes no such call. */
  private static final ThreadLocal<Place> PLACE = new ThreadLocal<>();

  private static final int OK = 200;
  private static final int USUAL = 256 * 1024;

  /** More than any page: Redshift ends pages at about 1 MB. */
  private static final int MOST = 64 * 1024 * 1024;

  private static final byte[] EMPTY = {'{', '}'};

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse call, ExecutionAttributes about) {
    Place place = PLACE.get();
    if (place == null || call.httpResponse().statusCode() != OK || call.responseBody().isEmpty()) {
      return call.responseBody();
    }
    try {
      place.answer = read(call.responseBody().get(), length(call.httpResponse()));
    } catch (IOException e) {
      throw RetryableException.create("The page ended too early.", e);
    } catch (Malformed e) {
      throw RetryableException.create("The page can't be read.", e);
    }
    return Optional.of(new ByteArrayInputStream(EMPTY));
  }

  /**
   * The page that a call returns.
   *
   * @param call a call of GetStatementResult
   * @throws RetryableException if there was no page in the answer
   */
  static Transcoder.Answer page(Runnable call) {
    Place place = new Place();
    PLACE.set(place);
    try {
      call.run();
    } finally {
      PLACE.remove();
    }
    if (place.answer == null) {
      throw RetryableException.create("There was no page in the answer.");
    }
    return place.answer;
  }

  private static final class Place {
    private Transcoder.Answer answer;
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
    Buffer buffer = Buffer.acquire(Math.min(expected, MOST));
    boolean kept = false;
    try {
      int length = 0;
      while (true) {
        if (length == buffer.room()) {
          if (length >= MOST) {
            throw new Malformed("The page is too large.");
          }
          buffer.grow();
        }
        int count = body.read(buffer.bytes(), length, buffer.room() - length);
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
        buffer.release();
      }
    }
  }
}
