package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a statement runs, and as whom. */
class TargetTest {
  private static final String ARN = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/";

  @TempDir static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() {
    redshift = new LocalRedshift(folder);
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  /** A statement that tells its user. */
  private static ObjectNode who() {
    return redshift
        .json
        .createObjectNode()
        .put("Sql", "select current_user")
        .put("Database", "dev");
  }

  private static String answer(ObjectNode request) throws AwsError {
    return redshift.rows(request).get(0).get(0).toString();
  }

  private static String refusal(ObjectNode request) {
    AwsError error = redshift.refused("ExecuteStatement", request);
    return error.code() + ": " + error.getMessage();
  }

  private static String failure(ObjectNode request) throws AwsError {
    JsonNode ended = redshift.run(request);
    return ended.get("Status").asText() + " " + ended.path("Error").asText();
  }

  @Test
  void dbUserDecidesTheUser() throws Exception {
    ObjectNode cluster = who().put("ClusterIdentifier", "querycast");
    assertEquals("awsuser", answer(cluster.deepCopy().put("DbUser", "awsuser")));
    assertEquals("querycast_reader", answer(cluster.deepCopy().put("DbUser", "querycast_reader")));
    assertEquals("FINISHED ", failure(redshift.request("create user ada password disable")));
    assertEquals("ada", answer(cluster.deepCopy().put("DbUser", "ada")));
  }

  @Test
  void whoeverComesWithAnIdentityOfAwsOrASecretIsTheOwner() throws Exception {
    assertEquals("awsuser", answer(who().put("ClusterIdentifier", "querycast")));
    assertEquals("awsuser", answer(who().put("WorkgroupName", "querycast")));
    assertEquals(
        "awsuser",
        answer(who().put("WorkgroupName", ARN + "d9b6c0c9-0747-4bf4-b142-e8883122f766")));
    ObjectNode secret =
        who()
            .put("ClusterIdentifier", "querycast")
            .put("SecretArn", "arn:aws:secretsmanager:us-east-1:123456789012:secret:any");
    assertEquals("awsuser", answer(secret));
    assertEquals(
        "ValidationException: DbUser and SecretArn exclude each other.",
        refusal(secret.put("DbUser", "awsuser")));
    assertEquals(
        "ValidationException: DbUser is for clusters: a workgroup takes its user from the caller.",
        refusal(who().put("WorkgroupName", "querycast").put("DbUser", "awsuser")));
  }

  @Test
  void aUserOrDatabaseThatIsNotThereFailsTheConnection() throws Exception {
    ObjectNode cluster = who().put("ClusterIdentifier", "querycast");
    assertEquals(
        "FAILED FATAL: user \"IAM:nobody\" does not exist",
        failure(cluster.deepCopy().put("DbUser", "nobody")));
    assertEquals(
        "FAILED FATAL: database \"prod\" does not exist",
        failure(cluster.deepCopy().put("Database", "prod")));
  }

  /** It has all rights, so nobody may run as it. */
  @Test
  void theEnginesOwnUserIsNobody() throws Exception {
    ObjectNode cluster = who().put("ClusterIdentifier", "querycast");
    assertEquals(
        "FAILED FATAL: user \"IAM:rdsdb\" does not exist",
        failure(cluster.deepCopy().put("DbUser", "rdsdb")));
  }

  @Test
  void otherClustersAndWorkgroupsAreNotInThisRegion() {
    String message = "ValidationException: Redshift endpoint doesn't exist in this region.";
    assertEquals(message, refusal(who().put("ClusterIdentifier", "other")));
    assertEquals(message, refusal(who().put("WorkgroupName", "other")));
    for (String arn : List.of(ARN.replace("us-east-1", "eu-west-1"), ARN.replace("1234", "4321"))) {
      assertEquals(
          message,
          refusal(who().put("WorkgroupName", arn + "d9b6c0c9-0747-4bf4-b142-e8883122f766")));
    }
  }

  @Test
  void aStatementOfAnyUserIsCancelledByItsId() throws Exception {
    redshift.faults.set(redshift.json.readTree("{\"redshift-data\":{\"slow\":\"PT1H\"}}"));
    ObjectNode reader =
        who().put("ClusterIdentifier", "querycast").put("DbUser", "querycast_reader");
    String id = redshift.call("ExecuteStatement", reader).get("Id").asText();
    redshift.call("CancelStatement", id);
    JsonNode ended = redshift.call("DescribeStatement", redshift.id(id).put("WaitTimeSeconds", 30));
    // Not before: whether a statement is slow is decided when it begins, on a thread of its own.
    redshift.faults.clear();
    assertEquals("ABORTED", ended.get("Status").asText());
    assertEquals("querycast_reader", ended.get("DbUser").asText());
  }

  @Test
  void theReaderReadsWhatTheOwnerMakesAndChangesNothing() throws Exception {
    redshift.run(redshift.request("create table owned (n int)"));
    assertEquals(
        List.of(),
        redshift.rows(redshift.request("select n from owned").put("DbUser", "querycast_reader")));
    assertEquals(
        "FAILED ERROR: permission denied for relation owned",
        failure(
            redshift.request("insert into owned values (1)").put("DbUser", "querycast_reader")));
  }
}
