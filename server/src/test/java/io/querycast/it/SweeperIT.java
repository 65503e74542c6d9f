package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Map;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens when no event comes. */
@ExtendWith(ArquillianExtension.class)
class SweeperIT {
  private static final JsonObject RULE =
      Json.createObjectBuilder().add("Name", "querycast-completions").build();

  @AfterEach
  void enableTheRule() {
    TestHttp.aws("AWSEvents.EnableRule", RULE);
  }

  @Test
  void aJobEndsByTheSweeperWhenTheRuleIsDisabled() {
    TestUser ada = TestUser.signedIn();
    TestHttp.aws("AWSEvents.DisableRule", RULE);
    Socket socket = Socket.of(ada);

    JsonObject job = ada.run("trips-by-day", Map.of("month", "2015-03"));

    JsonObject told = socket.ending(job).getJsonObject("job");
    assertEquals("FINISHED", told.getString("state"));
    assertEquals("sweeper", told.getJsonObject("receipt").getString("learnedFrom"));
    socket.close();
  }
}
