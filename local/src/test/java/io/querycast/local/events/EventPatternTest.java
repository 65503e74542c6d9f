package io.querycast.local.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.querycast.local.AwsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {
  private static final String EVENT =
      """
      {"source": "aws.redshift-data", "resources": ["one", "two"],
       "detail": {"principal": "arn:aws:sts::1:assumed-role/querycast-task/x", "state": "FINISHED",
                  "rows": 31, "none": null, "yes": true, "address": "10.1.2.3"}}
      """;

  private final ObjectMapper json = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'source':['aws.redshift-data']} | true",
        "{'source':['aws.s3','aws.redshift-data']} | true",
        "{'source':['aws.s3']} | false",
        "{'nothing':['aws.s3']} | false",
        "{'resources':['two']} | true",
        "{'resources':['three']} | false",
        "{'source':['aws.redshift-data'],'detail':{'state':['FAILED']}} | false",
        "{'detail':{'principal':[{'prefix':'arn:aws:sts::1:assumed-role/querycast-task/'}]}} | true",
        "{'detail':{'principal':[{'prefix':'arn:aws:sts::2'}]}} | false",
        "{'detail':{'state':[{'suffix':'SHED'}]}} | true",
        "{'detail':{'state':[{'equals-ignore-case':'finished'}]}} | true",
        "{'detail':{'state':[{'anything-but':'FAILED'}]}} | true",
        "{'detail':{'state':[{'anything-but':['FAILED','FINISHED']}]}} | false",
        "{'detail':{'state':[{'anything-but':{'prefix':'FIN'}}]}} | false",
        "{'detail':{'missing':[{'anything-but':'x'}]}} | false",
        "{'detail':{'rows':[31]}} | true",
        "{'detail':{'rows':[31.0]}} | true",
        "{'detail':{'rows':['31']}} | false",
        "{'detail':{'rows':[{'numeric':['>',0,'<=',31]}]}} | true",
        "{'detail':{'rows':[{'numeric':['>',31]}]}} | false",
        "{'detail':{'none':[null]}} | true",
        "{'detail':{'yes':[true]}} | true",
        "{'detail':{'state':[{'exists':true}]}} | true",
        "{'detail':{'missing':[{'exists':true}]}} | false",
        "{'detail':{'missing':[{'exists':false}]}} | true",
        "{'detail':{'state':[{'exists':false}]}} | false",
        "{'detail':{'state':[{'wildcard':'FIN*ED'}]}} | true",
        "{'detail':{'state':[{'anything-but':{'wildcard':'FIN*'}}]}} | false",
        "{'detail':{'address':[{'cidr':'10.0.0.0/8'}]}} | true",
        "{'$or':[{'source':['aws.s3']},{'detail':{'state':['FINISHED']}}]} | true",
        "{'$or':[{'source':['aws.s3']},{'detail':{'state':['FAILED']}}]} | false",
      })
  void aPatternMatchesWhatItSays(String pattern, boolean taken) throws Exception {
    var parsed = json.readTree(pattern.replace('\'', '"'));
    EventPattern.check(parsed);
    assertEquals(taken, EventPattern.matches(parsed, json.readTree(EVENT)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{'source':'aws.s3'}",
        "{'source':[]}",
        "{'source':{}}",
        "{'source':[['x']]}",
        "{'source':[{'wildcard':7}]}",
        "{'source':[{'cidr':'everywhere'}]}",
        "{'source':[{'prefix':'a','suffix':'b'}]}",
        "{'source':[{'prefix':7}]}",
        "{'source':[{'exists':'yes'}]}",
        "{'source':[{'numeric':['>']}]}",
        "{'source':[{'numeric':['about',5]}]}",
        "{'source':[{'anything-but':{'near':'x'}}]}",
        "{'$or':[{'source':['a']}]}",
      })
  void aPatternThatIsNotUnderstoodIsRefused(String pattern) {
    AwsError error =
        assertThrows(
            AwsError.class, () -> EventPattern.check(json.readTree(pattern.replace('\'', '"'))));
    assertEquals("InvalidEventPatternException", error.code());
  }

  @Test
  void anEventWithoutDetailDoesNotMatchAPatternOnDetail() throws Exception {
    assertEquals(
        false,
        EventPattern.matches(
            json.readTree("{\"detail\":{\"state\":[\"x\"]}}"), json.readTree("{\"detail\":7}")));
  }
}
