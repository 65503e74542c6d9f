package io.querycast.local.copy;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** How a file is compressed. */
enum Compression {
  NONE(""),
  GZIP(".gz"),
  BZIP2(".bz2"),
  ZSTD(".zst");

  private static final int BUFFER = 1 << 16;

  /** What UNLOAD puts at the end of a name. */
  final String ending;

  Compression(String ending) {
    this.ending = ending;
  }

  InputStream open(InputStream file) throws IOException {
    InputStream buffered = new BufferedInputStream(file, BUFFER);
    return switch (this) {
      case NONE -> file;
      case GZIP -> new GZIPInputStream(buffered, BUFFER);
      case BZIP2 -> new BZip2CompressorInputStream(buffered, true);
      case ZSTD -> new ZstdInputStream(buffered);
    };
  }

  OutputStream open(OutputStream file) throws IOException {
    return switch (this) {
      case NONE -> file;
      case GZIP -> new GZIPOutputStream(file, UnloadFile.BUFFER);
      case BZIP2 -> new BZip2CompressorOutputStream(file);
      case ZSTD -> new ZstdOutputStream(file);
    };
  }
}
