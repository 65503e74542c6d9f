package io.querycast.usage;

import io.querycast.Audit;
import io.querycast.identity.User;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.usage.UsageReport.By;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Stream;

/** {@code GET /api/admin/usage}: what was asked, by whom, and what it took. */
@Path("/admin/usage")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {
  /** A report covers up to three months: it reads each day by itself. */
  static final int MOST_DAYS = 92;

  /** Without dates a report is of a week. */
  private static final int DAYS = 7;

  @Inject private UsageReport report;
  @Inject private InstantSource clock;
  @Inject private Audit audit;
  @Context private SecurityContext security;

  @GET
  public JsonObject usage(
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("by") @DefaultValue("day") String by) {
    User user = User.of(security);
    user.requireAdmin();
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate last = to == null ? today : day("to", to);
    LocalDate first = from == null ? last.minusDays(DAYS - 1) : day("from", from);
    long days = ChronoUnit.DAYS.between(first, last) + 1;
    if (days < 1 || days > MOST_DAYS) {
      throw invalid(
          "'from' is a day up to 'to', and at most %d days are told at once.".formatted(MOST_DAYS));
    }
    JsonObject told = report.of(first, last, by(by));
    audit.write(
        Audit.What.ADMINISTERED,
        user.id(),
        null,
        Map.of("act", "usage", "by", by, "from", first.toString(), "to", last.toString()));
    return told;
  }

  private static By by(String text) {
    return Stream.of(By.values())
        .filter(each -> each.wireName().equals(text))
        .findFirst()
        .orElseThrow(() -> invalid("'by' is day, query or user."));
  }

  private static LocalDate day(String name, String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 2000 && day.getYear() < 3000) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // The message is the same.
    }
    throw invalid("'%s' is a day such as 2026-11-22.".formatted(name));
  }

  private static Problem invalid(String detail) {
    return new Problem(ErrorCode.PARAMETER_INVALID, detail);
  }
}
