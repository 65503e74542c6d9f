package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY: which objects it reads. */
class CopyFilesTest extends Loading {
  @Test
  void allObjectsWithThePrefixAreLoaded() throws Exception {
    warehouse.table("t", "a int");
    warehouse.file("prefix/x1", "1\n");
    warehouse.file("prefix/x2/deep", "2\n");
    warehouse.file("prefix/y", "3\n");
    assertEquals(2, warehouse.copy("t", "prefix/x", ""));
    assertEquals(List.of("1", "2"), warehouse.rows("select a from public.t order by a"));
    assertEquals(
        List.of("s3://mine/prefix/x1|1|2|0|completed", "s3://mine/prefix/x2/deep|1|2|0|completed"),
        warehouse.loads("filename, lines, bytes, errors, status"));
  }

  @Test
  void aPrefixWithoutObjectsIsAnError() throws Exception {
    warehouse.table("t", "a int");
    assertEquals(
        "The specified S3 prefix 'nothing/here' does not exist",
        warehouse.failure("copy t from 's3://mine/nothing/here' iam_role default"));
  }

  @Test
  void aMissingBucketIsAnError() throws Exception {
    warehouse.table("t", "a int");
    assertTrue(
        warehouse
            .failure("copy t from 's3://other/x' iam_role default")
            .contains("The specified bucket does not exist"));
  }

  @Test
  void aMissingTableIsAnError() {
    assertEquals(
        "Cannot COPY into nonexistent table nowhere",
        warehouse.failure("copy nowhere from 's3://mine/x' iam_role default"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://mine/../secret",
        "s3://mine/a/../../secret",
        "s3://../secret",
        "s3://mine/..\\\\..\\\\secret",
        "s3://mine//etc/passwd",
        "s3:///etc/passwd"
      })
  void nothingOutsideTheBucketIsRead(String address) throws Exception {
    warehouse.table("t", "a varchar(100)");
    Files.writeString(folder.resolve("s3/secret"), "secret");
    String failure = warehouse.failure("copy t from '%s' iam_role default".formatted(address));
    assertTrue(failure.contains("does not exist") || failure.contains("not valid"), failure);
    warehouse.failure("copy t from '%s' iam_role default manifest".formatted(address));
    warehouse.failure("copy t from 's3://mine/in' iam_role default json '%s'".formatted(address));
  }

  @Test
  void aLinkLeadsNowhere() throws Exception {
    warehouse.table("t", "a varchar(100)");
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Files.createSymbolicLink(warehouse.bucket().resolve("link"), secret);
    Files.createSymbolicLink(warehouse.bucket().resolve("linked"), folder);
    assertEquals(
        "The specified S3 prefix 'link' does not exist",
        warehouse.failure("copy t from 's3://mine/link' iam_role default"));
    warehouse.file(
        "manifest.links",
        """
        {"entries": [{"url": "s3://mine/linked/secret", "mandatory": true}]}
        """);
    assertTrue(
        warehouse
            .failure("copy t from 's3://mine/manifest.links' iam_role default manifest")
            .contains("is not valid"));
  }

  @Test
  void aManifestNamesTheFiles() throws Exception {
    warehouse.table("t", "a int");
    warehouse.file("named/1", "1\n");
    warehouse.file("named/2", "2\n");
    warehouse.file(
        "named.manifest",
        """
        {"entries": [{"url": "s3://mine/named/2", "mandatory": true},
                     {"url": "s3://mine/named/none", "mandatory": false}]}
        """);
    assertEquals(1, warehouse.copy("t", "named.manifest", "manifest"));
    assertEquals(List.of("2"), warehouse.rows("select a from public.t"));
  }

  @Test
  void aMandatoryFileOfAManifestMustBeThere() throws Exception {
    warehouse.table("t", "a int");
    warehouse.file(
        "must.manifest", "{\"entries\": [{\"url\": \"s3://mine/none\", \"mandatory\": true}]}");
    assertTrue(
        warehouse
            .failure("copy t from 's3://mine/must.manifest' iam_role default manifest")
            .contains("The specified key does not exist."));
  }
}
