package io.querycast.rest;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the fields of a request that say what is sent and what is wanted. They must be as RFC 9110
 * defines them, on every route. So routes and container never have to interpret other forms.
 */
final class Fields {
  /** Fields that may be sent only once: otherwise two readers could each believe another value. */
  private static final Set<String> ONCE =
      Set.of(
          "Authorization",
          "Content-Type",
          "Content-Encoding",
          "Expect",
          "Idempotency-Key",
          "Origin",
          "Range",
          "Sec-WebSocket-Key",
          "Sec-WebSocket-Version",
          "X-Querycast-Connection",
          "X-Querycast-Origin",
          "X-Querycast-Protocols",
          "X-Querycast-Secret");

  private static final String BEARER = "Bearer ";

  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]++";

  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          TOKEN
              + "/"
              + TOKEN
              + "(?: *+; *+"
              + TOKEN
              + "=(?:"
              + TOKEN
              + "|\"[^\"\\\\]*+\"))*+ *+;?+ *+");

  private static final Pattern JSON =
      Pattern.compile(
          "application/json *+(?:; *+charset=(?:utf-8|\"utf-8\") *+)?+;?+ *+",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern MEDIA_RANGE = Pattern.compile("\\*|" + TOKEN + "/" + TOKEN);

  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9*_-]+");

  private static final Pattern WORD = Pattern.compile(TOKEN);

  private static final Pattern PARAMETER =
      Pattern.compile(TOKEN + "=(?:" + TOKEN + "|\"[^\"\\\\]*+\")");

  /** Old clients write no zero before the point. */
  private static final Pattern WEIGHT =
      Pattern.compile("[qQ]=(?:0(?:\\.[0-9]{0,3})?|\\.[0-9]{1,3}|1(?:\\.0{0,3})?)");

  private Fields() {}

  /**
   * Checks the fields of a head.
   *
   * @param hasBody whether a body follows
   * @throws Problem if one can't be used
   */
  static void check(Head head, boolean hasBody) {
    for (String name : ONCE) {
      if (head.all(name).size() > 1) {
        throw invalid(name + " is sent twice: send it once.");
      }
    }
    list(head, "Accept", MEDIA_RANGE);
    list(head, "Accept-Charset", WORD);
    list(head, "Accept-Encoding", WORD);
    list(head, "Accept-Language", LANGUAGE);
    for (Head.Field field : head.all("Expect")) {
      if (!field.text().equalsIgnoreCase("100-continue")) {
        throw invalid("Expect may only be '100-continue'.");
      }
    }
    body(head, hasBody);
  }

  /**
   * Returns credentials with the scheme Bearer in another case of letters, spelt as the container
   * knows it.
   */
  static Optional<String> otherwiseSpelt(Head head) {
    return head.all("Authorization").stream()
        .map(Head.Field::text)
        .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .filter(text -> !text.startsWith(BEARER))
        .map(text -> BEARER + text.substring(BEARER.length()))
        .findFirst();
  }

  /**
   * A body is JSON in UTF-8, without compression. A request that could have a body must not name
   * another type, even without a body: the container would read parameters of a form, and a token
   * among them. The other requests may name any type that can be read.
   */
  private static void body(Head head, boolean hasBody) {
    List<Head.Field> types = head.all("Content-Type");
    if (hasBody && types.isEmpty()) {
      throw unsupported();
    }
    Pattern wanted = Framing.WITH_BODY.contains(head.method()) ? JSON : MEDIA_TYPE;
    for (Head.Field field : types) {
      if (!wanted.matcher(field.text()).matches()) {
        throw unsupported();
      }
    }
    for (Head.Field field : head.all("Content-Encoding")) {
      if (!field.text().equalsIgnoreCase("identity")) {
        throw unsupported();
      }
    }
  }

  /** Checks each element of a list, with its parameters. One of them may be a weight. */
  private static void list(Head head, String name, Pattern element) {
    for (Head.Field field : head.all(name)) {
      for (String each : field.value().split(",", -1)) {
        String[] parts = each.split(";", -1);
        boolean isRight = matches(element, parts[0]) || field.value().isBlank();
        for (int i = 1; i < parts.length; i++) {
          String part = parts[i].strip();
          boolean isWeight = part.startsWith("q=") || part.startsWith("Q=");
          isRight &= matches(isWeight ? WEIGHT : PARAMETER, part);
        }
        if (!isRight) {
          throw invalid(name + " can't be read: leave it out, or send it as RFC 9110 has it.");
        }
      }
    }
  }

  private static boolean matches(Pattern pattern, String text) {
    return pattern.matcher(text.strip()).matches();
  }

  private static Problem invalid(String detail) {
    return new Problem(ErrorCode.HEADER_INVALID, detail);
  }

  private static Problem unsupported() {
    return new Problem(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        "Send the body in UTF-8 with Content-Type application/json, and not compressed.");
  }
}
