package io.querycast.rest;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Each message says once, and in one way, where it ends and to whom it goes. So nobody in front can
 * have read it differently. This follows RFC 9112, sections 3 and 6, without the choices that they
 * leave to each reader.
 */
final class Framing {
  /** Any length that fits in a {@code long}; longer than any body that is accepted. */
  private static final Pattern LENGTH = Pattern.compile(" *[0-9]{1,18}");

  private static final Pattern CHUNKED = Pattern.compile(" *chunked", Pattern.CASE_INSENSITIVE);

  private static final String PORT =
      "(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5]?[0-9]{1,4})";

  private static final String NAME = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::" + PORT + ")?";

  private static final Pattern HOST = Pattern.compile(" *(" + NAME + ")");

  private static final Pattern ADDRESS =
      Pattern.compile("https?://(" + NAME + ")(?:[/?].*)?", Pattern.CASE_INSENSITIVE);

  /** Only these have a body. A proxy may think that any other method has none. */
  static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private Framing() {}

  /**
   * Checks a head.
   *
   * @return whether a body follows
   * @throws Problem if two readers could see two messages in it
   */
  static boolean check(Head head) {
    boolean hasBody = checkLength(head);
    if (hasBody && !WITH_BODY.contains(head.method())) {
      throw refusal("%s has no body.".formatted(head.method()));
    }
    checkHost(head);
    return hasBody;
  }

  /** Whether a body follows. */
  private static boolean checkLength(Head head) {
    if (head.fields().stream().anyMatch(Framing::readsLikeALength)) {
      throw refusal("The name of a field is misspelt: some servers would read a length in it.");
    }
    List<Head.Field> lengths = head.all("Content-Length");
    if (isChunked(head)) {
      if (!lengths.isEmpty() || head.version().equals("HTTP/1.0")) {
        throw refusal("Send a body in chunks without Content-Length, and not with HTTP/1.0.");
      }
      return true;
    }
    if (lengths.isEmpty()) {
      return false;
    }
    if (lengths.size() > 1 || !LENGTH.matcher(lengths.get(0).value()).matches()) {
      throw refusal("Send one Content-Length, with digits only.");
    }
    long length = Long.parseLong(lengths.get(0).text());
    if (length > Body.MAX_BYTES) {
      throw new Problem(
          ErrorCode.BODY_TOO_LARGE, "Send at most %d bytes.".formatted(Body.MAX_BYTES));
    }
    return length > 0;
  }

  /**
   * Whether the body comes in chunks.
   *
   * @throws Problem if it has any other encoding
   */
  static boolean isChunked(Head head) {
    List<Head.Field> encodings = head.all("Transfer-Encoding");
    if (encodings.isEmpty()) {
      return false;
    }
    if (encodings.size() > 1 || !CHUNKED.matcher(encodings.get(0).value()).matches()) {
      throw refusal("Send one Transfer-Encoding, which is 'chunked'.");
    }
    return true;
  }

  private static boolean readsLikeALength(Head.Field field) {
    String name = field.name().toLowerCase(Locale.ROOT);
    String plain = name.replaceAll("[^a-z]", "-");
    return !plain.equals(name)
        && (plain.equals("content-length") || plain.equals("transfer-encoding"));
  }

  private static void checkHost(Head head) {
    List<Head.Field> hosts = head.all("Host");
    if (hosts.size() != 1 || !HOST.matcher(hosts.get(0).value()).matches()) {
      throw refusal("Host must be one name or address, with or without a port.");
    }
    if (head.target().startsWith("/")) {
      return;
    }
    var address = ADDRESS.matcher(head.target());
    if (!address.matches() || !address.group(1).equalsIgnoreCase(hosts.get(0).text())) {
      throw refusal("The target must be a path, or an address with the same host as Host.");
    }
  }

  private static Problem refusal(String detail) {
    return new Problem(ErrorCode.MESSAGE_INVALID, detail);
  }
}
