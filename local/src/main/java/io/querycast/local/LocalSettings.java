package io.querycast.local;

import io.querycast.local.cognito.CognitoSettings;
import io.querycast.local.cognito.CognitoSettings.Mode;
import io.querycast.local.gateway.GatewaySettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings of the local cloud, by environment variable.
 *
 * @param port {@code QUERYCAST_LOCAL_PORT}: where the local cloud listens on loopback; 4566
 * @param folder {@code QUERYCAST_LOCAL_FOLDER}: users, keys and tables, which survive a restart;
 *     {@code .querycast}
 * @param setup {@code QUERYCAST_SETUP}: the script that makes the warehouse's tables and fills them
 *     at the first start; {@code sql/setup.sql}
 * @param queries {@code QUERYCAST_QUERIES}: the folder of the catalogue; {@code sql/queries}. Dev
 *     mode's server reads it; here it must only exist
 * @param dynamoDb {@code QUERYCAST_LOCAL_DYNAMODB}: the folder with DynamoDB Local's jars; {@code
 *     local/dynamodb/target/lib}
 * @param taxiFiles {@code QUERYCAST_LOCAL_TAXI_FILES}: comma-separated files of real trips to load
 *     instead of generated ones; none
 * @param taxiRows {@code QUERYCAST_LOCAL_TAXI_ROWS}: how many trips to generate; 1,200,000
 * @param activeStatements {@code QUERYCAST_LOCAL_ACTIVE_STATEMENTS}: how many statements may be
 *     active at once; 200
 * @param statementThreads {@code QUERYCAST_LOCAL_STATEMENT_THREADS}: how many of them run at once;
 *     50
 * @param statementSeconds {@code QUERYCAST_LOCAL_STATEMENT_SECONDS}: how long one of them may run;
 *     86,400, which is the Data API's limit
 * @param statementMegabytes {@code QUERYCAST_LOCAL_STATEMENT_MEGABYTES}: how much memory one of
 *     them may take, where the system can limit it; 2,000
 * @param statementDiskMegabytes {@code QUERYCAST_LOCAL_STATEMENT_DISK_MEGABYTES}: how much disk one
 *     of them may take for what it sorts, joins and groups; 20,000
 * @param callsPerSecond {@code QUERYCAST_LOCAL_CALLS_PER_SECOND}: how many calls the Data API
 *     takes; it throttles the others; 0 for no limit
 * @param quotas {@code QUERYCAST_LOCAL_QUOTAS}: whether the Data API also has the quotas that an
 *     AWS account has for each operation; false
 * @param inMemory {@code QUERYCAST_LOCAL_IN_MEMORY}: whether everything ends with the process;
 *     false
 * @param tokenSeconds {@code QUERYCAST_LOCAL_TOKEN_SECONDS}: how long access and id tokens last;
 *     3600, which is Cognito's default
 * @param mfa {@code QUERYCAST_LOCAL_MFA}: whether the pool asks for second codes: {@code OFF},
 *     {@code OPTIONAL} or {@code ON}; {@code OPTIONAL}, which is the template's default
 * @param requiredAttributes {@code QUERYCAST_LOCAL_REQUIRED_ATTRIBUTES}: comma-separated attributes
 *     that every user must have besides the email, such as {@code name}; none
 * @param pages {@code QUERYCAST_LOCAL_PAGES}: comma-separated origins of pages that may ask Cognito
 *     and open API Gateway's socket; those of dev mode's server, and of a second one that joins it
 *     at port 9081
 * @param gateway {@code QUERYCAST_LOCAL_GATEWAY_SERVER}, {@code _SECRET}, {@code _IDLE_SECONDS},
 *     {@code _LIFE_SECONDS}, {@code _CONNECTS_PER_SECOND} and {@code _CALLS_PER_SECOND}: see there;
 *     dev mode's server, and API Gateway's own limits
 * @param parent {@code QUERYCAST_LOCAL_PARENT}: the process with which the local cloud ends; 0 for
 *     none
 */
record LocalSettings(
    int port,
    Path folder,
    Path setup,
    Path queries,
    Path dynamoDb,
    List<Path> taxiFiles,
    long taxiRows,
    int activeStatements,
    int statementThreads,
    long statementSeconds,
    long statementMegabytes,
    long statementDiskMegabytes,
    int callsPerSecond,
    boolean quotas,
    boolean inMemory,
    int tokenSeconds,
    Mode mfa,
    Set<String> requiredAttributes,
    Set<String> pages,
    GatewaySettings gateway,
    long parent) {

  private static final String PAGES =
      "http://localhost:9080,http://127.0.0.1:9080,http://localhost:9081,http://127.0.0.1:9081";

  /** Known to everybody, like all that is local: it protects nothing. */
  private static final String SECRET = "the-secret-of-the-local-gateway-and-its-server";

  private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#,\\s]+");

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException that names all faults at once
   */
  static LocalSettings from(Map<String, String> environment) {
    Reader reader = new Reader(environment, new ArrayList<>());
    LocalSettings settings =
        new LocalSettings(
            (int) reader.number("QUERYCAST_LOCAL_PORT", 4566, 1, 65535),
            reader.path("QUERYCAST_LOCAL_FOLDER", ".querycast"),
            reader.existing("QUERYCAST_SETUP", "sql/setup.sql"),
            reader.existingIfSet("QUERYCAST_QUERIES", "sql/queries"),
            reader.existing("QUERYCAST_LOCAL_DYNAMODB", "local/dynamodb/target/lib"),
            reader.files("QUERYCAST_LOCAL_TAXI_FILES"),
            reader.number("QUERYCAST_LOCAL_TAXI_ROWS", 1_200_000, 0, 1_000_000_000),
            (int) reader.number("QUERYCAST_LOCAL_ACTIVE_STATEMENTS", 200, 1, 1_000_000),
            (int) reader.number("QUERYCAST_LOCAL_STATEMENT_THREADS", 50, 1, 1000),
            reader.number("QUERYCAST_LOCAL_STATEMENT_SECONDS", 86_400, 1, 86_400),
            reader.number("QUERYCAST_LOCAL_STATEMENT_MEGABYTES", 2000, 500, 1_000_000),
            reader.number("QUERYCAST_LOCAL_STATEMENT_DISK_MEGABYTES", 20_000, 1, 1_000_000),
            (int) reader.number("QUERYCAST_LOCAL_CALLS_PER_SECOND", 0, 0, 1_000_000),
            reader.truth("QUERYCAST_LOCAL_QUOTAS", false),
            reader.truth("QUERYCAST_LOCAL_IN_MEMORY", false),
            (int) reader.number("QUERYCAST_LOCAL_TOKEN_SECONDS", 3600, 1, 86_400),
            reader.choice("QUERYCAST_LOCAL_MFA", Mode.OPTIONAL),
            reader.attributes("QUERYCAST_LOCAL_REQUIRED_ATTRIBUTES"),
            reader.origins("QUERYCAST_LOCAL_PAGES", PAGES),
            reader.gateway(),
            reader.number("QUERYCAST_LOCAL_PARENT", 0, 0, Long.MAX_VALUE));
    if (!reader.faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", reader.faults));
    }
    return settings;
  }

  private record Reader(Map<String, String> environment, List<String> faults) {

    private GatewaySettings gateway() {
      String name = "QUERYCAST_LOCAL_GATEWAY_";
      return new GatewaySettings(
          server(name + "SERVER", "http://localhost:9080"),
          text(name + "SECRET", SECRET),
          Duration.ofSeconds(number(name + "IDLE_SECONDS", 600, 1, 86_400)),
          Duration.ofSeconds(number(name + "LIFE_SECONDS", 7200, 1, 86_400)),
          (int) number(name + "CONNECTS_PER_SECOND", 500, 0, 1_000_000),
          (int) number(name + "CALLS_PER_SECOND", 10_000, 0, 1_000_000));
    }

    private URI server(String name, String otherwise) {
      String value = text(name, otherwise);
      try {
        URI server = new URI(value);
        if (ORIGIN.matcher(value).matches() && server.getHost() != null) {
          return server;
        }
      } catch (URISyntaxException e) {
        // named below, like an address with a path
      }
      faults.add(
          "%s is '%s', which is not a server's address, such as %s."
              .formatted(name, value, otherwise));
      return URI.create(otherwise);
    }

    private String text(String name, String otherwise) {
      String value = environment.get(name);
      return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private Path path(String name, String otherwise) {
      return Path.of(text(name, otherwise)).toAbsolutePath().normalize();
    }

    private Path existing(String name, String otherwise) {
      return mustExist(name, path(name, otherwise));
    }

    private Path existingIfSet(String name, String otherwise) {
      Path path = path(name, otherwise);
      return text(name, "").isEmpty() ? path : mustExist(name, path);
    }

    private List<Path> files(String name) {
      return list(name).stream()
          .map(file -> mustExist(name, Path.of(file).toAbsolutePath().normalize()))
          .toList();
    }

    private Path mustExist(String name, Path path) {
      if (!Files.exists(path)) {
        faults.add("%s names %s, which does not exist.".formatted(name, path));
      }
      return path;
    }

    private Mode choice(String name, Mode otherwise) {
      String value = text(name, otherwise.name());
      for (Mode each : Mode.values()) {
        if (each.name().equals(value)) {
          return each;
        }
      }
      faults.add("%s is '%s': use OFF, OPTIONAL or ON.".formatted(name, value));
      return otherwise;
    }

    private Set<String> origins(String name, String otherwise) {
      Set<String> origins = new TreeSet<>();
      for (String each : text(name, otherwise).split(",")) {
        if (!ORIGIN.matcher(each.strip()).matches()) {
          faults.add(
              "%s names '%s', which is not an origin, such as http://localhost:9080."
                  .formatted(name, each.strip()));
        }
        origins.add(each.strip());
      }
      return origins;
    }

    private Set<String> attributes(String name) {
      Set<String> wanted = new TreeSet<>(list(name));
      for (String each : wanted) {
        if (!CognitoSettings.ATTRIBUTES.contains(each)) {
          faults.add(
              "%s names '%s', which is not an attribute of Cognito: %s."
                  .formatted(name, each, String.join(", ", CognitoSettings.ATTRIBUTES)));
        }
      }
      return wanted;
    }

    private List<String> list(String name) {
      return Stream.of(text(name, "").split(","))
          .map(String::strip)
          .filter(item -> !item.isEmpty())
          .toList();
    }

    private boolean truth(String name, boolean otherwise) {
      String value = text(name, Boolean.toString(otherwise));
      if (!value.equals("true") && !value.equals("false")) {
        faults.add("%s is '%s': use true or false.".formatted(name, value));
      }
      return value.equals("true");
    }

    private long number(String name, long otherwise, long least, long most) {
      String value = text(name, Long.toString(otherwise));
      try {
        long number = Long.parseLong(value);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // answered below, like a number out of range
      }
      faults.add(
          "%s is '%s': use a whole number from %d to %d.".formatted(name, value, least, most));
      return otherwise;
    }
  }
}
