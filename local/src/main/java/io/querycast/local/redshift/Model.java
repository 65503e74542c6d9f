package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.redshift.Shape.Fields;
import io.querycast.local.redshift.Shape.Many;
import io.querycast.local.redshift.Shape.Text;
import io.querycast.local.redshift.Shape.Truth;
import io.querycast.local.redshift.Shape.Whole;
import io.querycast.local.redshift.Shape.Word;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The inputs of all operations and their limits, as in the service model of 2019-12-20 that AWS's
 * SDKs are made from. A test holds them against the model of boto3.
 */
final class Model {
  /** In the model a sub-statement's number has two digits; AWS's refusal quotes another pattern. */
  private static final Text ID =
      new Text(
          0,
          Integer.MAX_VALUE,
          Pattern.compile("[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d{0,2})?"),
          "^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d+)?$");

  private static final Text CLUSTER = Text.of(1, 63, "[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Text WORKGROUP =
      Text.of(
          3,
          128,
          "([a-z0-9-]{3,63}|arn:(aws(-[a-z]+)*):redshift-serverless"
              + ":([a-z]{2}(-gov|(-iso[a-z]?))?|eusc-[a-z]+)-[a-z]+-\\d{1}:\\d{12}:workgroup/"
              + "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
              + "|[a-z0-9-]{1,63}/[a-z0-9-]{1,63}))");
  private static final Text NAME = Text.of(0, 2048);
  private static final Text TOKEN = Text.of(1, 64);
  private static final Word FORMAT = new Word(List.of("JSON", "CSV"));
  private static final Word MODE = new Word(List.of("TRANSACTION", "AUTO_COMMIT"));
  private static final Whole WAIT = new Whole(1, 30);
  private static final Whole ALIVE = new Whole(0, 86_400);

  /** The most of one page of a catalogue's list; 0 stands for it too. */
  static final int PAGE = 1000;

  /** The most of one page of statements or sessions; 0 stands for it too. */
  static final int SHORT_PAGE = 100;

  /** 200 is not in the model: the guide says it. */
  private static final Many PARAMETERS =
      new Many(
          1,
          200,
          new Fields(
              Map.of(
                  "name!",
                  Text.of(0, Integer.MAX_VALUE, "[0-9a-zA-Z_]+"),
                  "value!",
                  Text.of(1, Integer.MAX_VALUE))));

  private static final Map<String, Shape> WHERE =
      Map.of(
          "ClusterIdentifier", CLUSTER,
          "WorkgroupName", WORKGROUP,
          "Database", Text.ANY,
          "DbUser", Text.ANY,
          "SecretArn", Text.ANY);

  private static final Fields LOOK =
      fields(
          WHERE,
          Map.of(
              "MaxResults",
              new Whole(0, PAGE),
              "NextToken",
              Text.ANY,
              "ConnectedDatabase",
              Text.ANY));

  private static final Fields IN_ONE = fields(LOOK.fields(), Map.of("Database!", Text.ANY));

  private static final Fields START =
      fields(
          WHERE,
          Map.of(
              "StatementName", NAME,
              "WithEvent", new Truth(),
              "Parameters", PARAMETERS,
              "ClientToken", TOKEN,
              "ResultFormat", FORMAT,
              "SessionKeepAliveSeconds", ALIVE,
              "SessionId", ID,
              "WaitTimeSeconds", WAIT));

  private static final Fields READ =
      new Fields(Map.of("Id!", ID, "NextToken", Text.ANY, "WaitTimeSeconds", WAIT));

  private static final Map<String, Fields> OPERATIONS =
      Map.ofEntries(
          Map.entry("ExecuteStatement", fields(START.fields(), Map.of("Sql!", Text.ANY))),
          Map.entry(
              "BatchExecuteStatement",
              fields(
                  START.fields(),
                  Map.of("Sqls!", new Many(1, 40, Text.ANY), "ExecutionMode", MODE))),
          Map.entry("DescribeStatement", new Fields(Map.of("Id!", ID, "WaitTimeSeconds", WAIT))),
          Map.entry("GetStatementResult", READ),
          Map.entry("GetStatementResultV2", READ),
          Map.entry("CancelStatement", new Fields(Map.of("Id!", ID))),
          Map.entry(
              "ListStatements",
              new Fields(
                  Map.of(
                      "NextToken",
                      Text.ANY,
                      "MaxResults",
                      new Whole(0, SHORT_PAGE),
                      "StatementName",
                      NAME,
                      "Status",
                      new Word(
                          List.of(
                              "SUBMITTED",
                              "PICKED",
                              "STARTED",
                              "FINISHED",
                              "ABORTED",
                              "FAILED",
                              "ALL")),
                      "RoleLevel",
                      new Truth(),
                      "Database",
                      Text.ANY,
                      "ClusterIdentifier",
                      CLUSTER,
                      "WorkgroupName",
                      WORKGROUP))),
          Map.entry(
              "ListSessions",
              new Fields(
                  Map.of(
                      "NextToken",
                      Text.ANY,
                      "MaxResults",
                      new Whole(0, SHORT_PAGE),
                      "SessionId",
                      ID,
                      "Status",
                      new Word(List.of("AVAILABLE", "BUSY", "CLOSED")),
                      "RoleLevel",
                      new Truth(),
                      "Database",
                      Text.ANY,
                      "ClusterIdentifier",
                      CLUSTER,
                      "WorkgroupName",
                      WORKGROUP))),
          Map.entry("ListDatabases", LOOK),
          Map.entry("ListSchemas", fields(IN_ONE.fields(), Map.of("SchemaPattern", Text.ANY))),
          Map.entry(
              "ListTables",
              fields(IN_ONE.fields(), Map.of("SchemaPattern", Text.ANY, "TablePattern", Text.ANY))),
          Map.entry(
              "DescribeTable",
              fields(IN_ONE.fields(), Map.of("Schema", Text.ANY, "Table", Text.ANY))));

  private Model() {}

  /**
   * Checks the input of an operation.
   *
   * @throws AwsError also if there is no such operation
   */
  static void check(String operation, ObjectNode input) throws AwsError {
    Fields fields = OPERATIONS.get(operation);
    if (fields == null) {
      throw new AwsError("UnknownOperationException", "");
    }
    fields.read(input);
    fields.check(operation, input);
  }

  /** In the order of names, so that of two faults always the same one is told. */
  private static Fields fields(Map<String, Shape> some, Map<String, Shape> more) {
    Map<String, Shape> all = new TreeMap<>(some);
    all.putAll(more);
    return new Fields(all);
  }
}
