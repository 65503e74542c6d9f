package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTest {
  private static final String ID = "d9b6c0c9-0747-4bf4-b142-e8883122f766";

  private static ObjectNode input(String json) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String refusal(String operation, String json) {
    AwsError error = assertThrows(AwsError.class, () -> Model.check(operation, input(json)));
    return error.code() + ": " + error.getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ExecuteStatement | {'Sql':1} | NUMBER_VALUE can not be converted to a String
          ExecuteStatement | {'Sql':true} | TRUE_VALUE can not be converted to a String
          ExecuteStatement | {'Sql':['select 1']} | Start of list found where not expected
          ExecuteStatement | {'Sql':{}} | Start of structure or map found where not expected.
          ExecuteStatement | {'Sql':'x','WaitTimeSeconds':'5'} | STRING_VALUE can not be converted to an Integer
          ExecuteStatement | {'Sql':'x','WaitTimeSeconds':1.5} | NUMBER_VALUE can not be converted to an Integer
          ExecuteStatement | {'Sql':'x','WithEvent':'yes'} | STRING_VALUE can not be converted to a Boolean
          ExecuteStatement | {'Sql':'x','Parameters':{}} | Expected list or null
          ExecuteStatement | {'Sql':'x','Parameters':['a']} | Expected structure or null
          ExecuteStatement | {'Sql':'x','Parameters':[{'name':'a','value':1}]} | NUMBER_VALUE can not be converted to a String
          BatchExecuteStatement | {'Sqls':'select 1'} | Expected list or null
          BatchExecuteStatement | {'Sqls':[null]} | NULL_VALUE can not be converted to a String
          ListStatements | {'RoleLevel':1} | NUMBER_VALUE can not be converted to a Boolean
          """)
  void aValueOfAnotherTypeCannotEvenBeRead(String operation, String json, String message) {
    assertEquals("SerializationException: " + message, refusal(operation, json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ExecuteStatement | {} | Sql is required.
          ExecuteStatement | {'Sql':null} | Sql is required.
          BatchExecuteStatement | {} | Sqls is required.
          BatchExecuteStatement | {'Sqls':[]} | Sqls may be 1 to 40.
          BatchExecuteStatement | {'Sqls':['x'],'ExecutionMode':'NONE'} | ExecutionMode must be one of TRANSACTION, AUTO_COMMIT.
          DescribeStatement | {} | Id is required.
          ListTables | {} | Database is required.
          ExecuteStatement | {'Sql':'x','ResultFormat':'csv'} | ResultFormat must be one of JSON, CSV.
          ExecuteStatement | {'Sql':'x','ClientToken':''} | ClientToken must have 1 to 64 characters.
          ExecuteStatement | {'Sql':'x','SessionKeepAliveSeconds':86401} | SessionKeepAliveSeconds must be from 0 to 86400.
          ExecuteStatement | {'Sql':'x','SessionKeepAliveSeconds':-1} | SessionKeepAliveSeconds must be from 0 to 86400.
          ExecuteStatement | {'Sql':'x','WaitTimeSeconds':0} | WaitTimeSeconds must be from 1 to 30.
          ExecuteStatement | {'Sql':'x','WaitTimeSeconds':31} | WaitTimeSeconds must be from 1 to 30.
          ExecuteStatement | {'Sql':'x','Parameters':[]} | Parameters may be 1 to 200.
          ExecuteStatement | {'Sql':'x','Parameters':[{'name':'a'}]} | value is required.
          ExecuteStatement | {'Sql':'x','Parameters':[{'name':'a','value':''}]} | value must have 1 to 2147483647 characters.
          ExecuteStatement | {'Sql':'x','Parameters':[{'name':'a-b','value':'x'}]} | name must satisfy regex pattern: ^[0-9a-zA-Z_]+$
          ExecuteStatement | {'Sql':'x','ClusterIdentifier':'Querycast'} | clusterIdentifier must satisfy regex pattern: ^[a-z][a-z0-9]*(-[a-z0-9]+)*$
          ListStatements | {'MaxResults':101} | MaxResults must be from 0 to 100.
          ListSessions | {'MaxResults':101} | MaxResults must be from 0 to 100.
          ListDatabases | {'MaxResults':1001} | MaxResults must be from 0 to 1000.
          ListStatements | {'Status':'finished'} | Status must be one of SUBMITTED, PICKED, STARTED, FINISHED, ABORTED, FAILED, ALL.
          ListSessions | {'Status':'ALL'} | Status must be one of AVAILABLE, BUSY, CLOSED.
          CancelStatement | {'Id':'x'} | id must satisfy regex pattern: ^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d+)?$
          """)
  void aValueBeyondItsLimitIsRefused(String operation, String json, String message) {
    assertEquals("ValidationException: " + message, refusal(operation, json));
  }

  @Test
  void textsHaveTheirLongestLengths() {
    String name = "{'Sql':'x','StatementName':'%s'}";
    assertDoesNotThrow(
        () -> Model.check("ExecuteStatement", input(name.formatted("n".repeat(2048)))));
    assertEquals(
        "ValidationException: StatementName must have 0 to 2048 characters.",
        refusal("ExecuteStatement", name.formatted("n".repeat(2049))));
    String token = "{'Sql':'x','ClientToken':'%s'}";
    assertDoesNotThrow(
        () -> Model.check("ExecuteStatement", input(token.formatted("t".repeat(64)))));
    assertEquals(
        "ValidationException: ClientToken must have 1 to 64 characters.",
        refusal("ExecuteStatement", token.formatted("t".repeat(65))));
    assertEquals(
        "ValidationException: ClusterIdentifier must have 1 to 63 characters.",
        refusal("ListDatabases", "{'ClusterIdentifier':'%s'}".formatted("c".repeat(64))));
  }

  @Test
  void aWorkgroupHasANameOrAnArn() {
    String arn = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/";
    for (String good : List.of("abc", "a-1-b", arn + ID, arn + "sales/etl")) {
      assertDoesNotThrow(
          () -> Model.check("ListStatements", input("{'WorkgroupName':'" + good + "'}")), good);
    }
    for (String bad :
        List.of("ab", "Abc", "a_b", arn, arn + "x", arn + ID + "x", "arn:aws:s3:::b")) {
      assertThrows(
          AwsError.class,
          () -> Model.check("ListStatements", input("{'WorkgroupName':'" + bad + "'}")),
          bad);
    }
  }

  @Test
  void theIdOfAStatementOfABatchEndsWithItsNumber() {
    for (String good : List.of(ID, ID + ":1", ID + ":40", ID + ":")) {
      assertDoesNotThrow(
          () -> Model.check("DescribeStatement", input("{'Id':'" + good + "'}")), good);
    }
    for (String bad :
        List.of(ID + ":100", ID + ":x", ID + "1", ID.toUpperCase(java.util.Locale.ROOT))) {
      assertThrows(
          AwsError.class,
          () -> Model.check("DescribeStatement", input("{'Id':'" + bad + "'}")),
          bad);
    }
  }

  @Test
  void whatTheModelDoesNotKnowIsPassedOver() {
    assertDoesNotThrow(() -> Model.check("ExecuteStatement", input("{'Sql':'x','Later':{'a':1}}")));
    assertEquals("UnknownOperationException: ", refusal("DropEverything", "{}"));
  }
}
