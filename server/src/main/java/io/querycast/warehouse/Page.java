package io.querycast.warehouse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A place in a result: Redshift's own page, and how many of its rows have been read.
 *
 * @param skip rows of that page to leave out
 * @param token Redshift's name of the page; empty for the first
 */
record Page(int skip, String token) {
  static final Page FIRST = new Page(0, "");

  /** This many bytes of a digest tell this statement's places from every other text. */
  private static final int SEAL = 12;

  /**
   * The page as browsers get it. It is opaque, safe in a URL, and works only for this statement. No
   * browser knows the statement's id.
   */
  String text(String statementId) {
    byte[] place = place();
    ByteBuffer bytes = ByteBuffer.allocate(SEAL + place.length);
    bytes.put(seal(statementId, place)).put(place);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * The page that {@link #text} named; the first one for null. Base64 can write the same bytes in
   * more than one way; only our way is accepted.
   *
   * @throws NotFound if the text was not made by us, is not whole, or names a page of another
   *     statement
   */
  static Page parse(String statementId, String text) {
    if (text == null) {
      return FIRST;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length > SEAL) {
        String plain = new String(bytes, SEAL, bytes.length - SEAL, StandardCharsets.UTF_8);
        int space = plain.indexOf(' ');
        if (space > 0) {
          Page page =
              new Page(Integer.parseInt(plain.substring(0, space)), plain.substring(space + 1));
          byte[] seal = Arrays.copyOf(bytes, SEAL);
          if (page.skip >= 0
              && MessageDigest.isEqual(seal, seal(statementId, page.place()))
              && text.equals(page.text(statementId))) {
            return page;
          }
        }
      }
    } catch (IllegalArgumentException e) {
      // answered below, like every other text that is not ours
    }
    throw notFound();
  }

  static NotFound notFound() {
    return new NotFound("Set 'page' to the whole 'next' of a page of this job, or leave it out.");
  }

  private byte[] place() {
    return (skip + " " + token).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] seal(String statementId, byte[] place) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(statementId.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return Arrays.copyOf(digest.digest(place), SEAL);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
