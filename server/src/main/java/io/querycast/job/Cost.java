package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.Price;
import io.querycast.rest.JsonValues;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * What a job took of the warehouse. A statement's time is borne once: by the job that asked for it
 * first, even if that one has let go of it since.
 *
 * @param took how long Redshift worked on the statement that served the job, by its own count; null
 *     as long as that is not known
 * @param calls how many calls of the Data API took the job this far; reading rows comes on top
 * @param price what that time costs, such as {@code 0.0021 USD}; null if no price was set then, or
 *     if another job bears it
 */
public record Cost(Duration took, int calls, String price) {
  /** At first. */
  static final Cost NONE = new Cost(null, 0, null);

  /** It is known now how long Redshift worked. */
  Cost of(Duration time) {
    return new Cost(time, calls, price);
  }

  /** More calls were made for it, and the time it bears has a price. */
  Cost with(int moreCalls, Optional<Price> perSecond, boolean isBorne) {
    boolean isUnpriced = isBorne && took != null && price == null;
    return new Cost(
        took,
        calls + moreCalls,
        isUnpriced ? perSecond.map(each -> each.of(took).toString()).orElse(null) : price);
  }

  /**
   * @param isBorne whether the job bears the time; if not, it has saved it
   */
  JsonObject toJson(boolean isBorne) {
    String time = took == null ? null : took.toString();
    String none = Duration.ZERO.toString();
    return JSON.createObjectBuilder()
        .add("warehouse", JsonValues.text(isBorne ? time : none))
        .add("saved", JsonValues.text(isBorne ? none : time))
        .add("calls", calls)
        .add("price", JsonValues.text(price))
        .build();
  }
}
