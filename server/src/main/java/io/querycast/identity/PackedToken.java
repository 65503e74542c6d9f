package io.querycast.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A token in about two thirds of its bytes. Base64 hides the words of a token from compression, so
 * its parts are compressed as they were before. With a whole token, a session's item would be
 * longer than the 1 KB that DynamoDB takes as one unit.
 */
public final class PackedToken {
  private PackedToken() {}

  /** Packs a token, whatever it is. */
  public static byte[] of(String token) {
    try (ByteArrayOutputStream all = new ByteArrayOutputStream()) {
      Deflater best = new Deflater(Deflater.BEST_COMPRESSION);
      try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(all, best))) {
        List<byte[]> parts = parts(token);
        out.writeByte(parts.size());
        for (byte[] part : parts) {
          out.writeInt(part.length);
          out.write(part);
        }
      } finally {
        best.end();
      }
      return all.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The token that was packed. */
  public static String text(byte[] packed) {
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed)))) {
      List<byte[]> parts = new ArrayList<>();
      for (int left = in.readByte(); left > 0; left--) {
        parts.add(in.readNBytes(in.readInt()));
      }
      return parts.size() == 1 ? new String(parts.get(0), StandardCharsets.UTF_8) : joined(parts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parts without base64; a text that does not come back from them is one part as it is. */
  private static List<byte[]> parts(String token) {
    try {
      List<byte[]> parts = new ArrayList<>();
      for (String part : token.split("[.]", -1)) {
        parts.add(Base64.getUrlDecoder().decode(part));
      }
      if (parts.size() > 1 && parts.size() < Byte.MAX_VALUE && joined(parts).equals(token)) {
        return parts;
      }
    } catch (IllegalArgumentException e) {
      // It is no base64.
    }
    return List.of(token.getBytes(StandardCharsets.UTF_8));
  }

  private static String joined(List<byte[]> parts) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return String.join(".", parts.stream().map(base64::encodeToString).toList());
  }
}
