package io.querycast.local.engine;

import io.querycast.local.sql.names.Closed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What SET, RESET and SHOW do. The engine keeps Redshift's own settings under {@code redshift.}; a
 * name that Redshift does not have is unknown here too.
 */
public final class SessionSettings {
  private static final String SEARCH_PATH = "search_path";
  private static final String DATESTYLE = "datestyle";

  /** Dates are shown as ISO says; how they are read is free. */
  private static final Pattern DATESTYLES =
      Pattern.compile("(?i) *(iso|dmy|mdy|ymd)( *, *(iso|dmy|mdy|ymd))* *");

  private static final String SEED = "seed";
  private static final String QUERY_GROUP = "query_group";

  /** The label of statements for which no group is set. */
  static final String NO_QUERY_GROUP = "default";

  /** Whether an UPDATE of one row from many fails: the engine takes any of them. */
  private static final String ONE_MATCH = "error_on_nondeterministic_update";

  private static final String CASE_SENSITIVE = "enable_case_sensitive_identifier";
  private static final String UPPER_CASE = "describe_field_name_in_uppercase";
  private static final List<String> ON = List.of("true", "on", "1");

  /** Settings of the engine that mean the same in Redshift. */
  private static final Set<String> SAME =
      Set.of(
          SEARCH_PATH,
          "statement_timeout",
          "timezone",
          DATESTYLE,
          "intervalstyle",
          "extra_float_digits",
          SEED,
          "default_transaction_read_only",
          "transaction_read_only",
          "client_encoding",
          "application_name");

  private static final System.Logger LOG = System.getLogger(SessionSettings.class.getName());

  private final Session session;
  private final Map<String, List<String>> defaults = new TreeMap<>();

  SessionSettings(Session session) {
    this.session = session;
  }

  /**
   * Sets one.
   *
   * @param values without quotes; none for the default
   */
  public void set(String name, List<String> values) throws SQLException {
    String setting = named(name);
    if (values.isEmpty()) {
      reset(setting);
      return;
    }
    switch (setting) {
      case SEARCH_PATH ->
          put(
              setting,
              Engine.BEFORE_ALL
                  + values.stream()
                      // Nobody reaches what the engine keeps for itself.
                      .map(schema -> Closed.isHidden(schema) ? "pg_catalog" : quoted(schema))
                      .collect(Collectors.joining(", ")));
      case DATESTYLE -> {
        String style = String.join(", ", values);
        if (!DATESTYLES.matcher(style).matches()) {
          throw new SQLException(
              "datestyle " + style + " is not available in the local warehouse", "42704");
        }
        put(setting, style);
      }
      case ONE_MATCH -> {
        if (ON.contains(values.get(0).toLowerCase(Locale.ROOT))) {
          throw new SQLException(ONE_MATCH + " is not available in the local warehouse", "42704");
        }
        put(kept(setting), values.get(0));
      }
      case CASE_SENSITIVE -> {
        session.setCaseSensitive(ON.contains(values.get(0)));
        put(kept(setting), values.get(0));
      }
      case UPPER_CASE -> {
        session.setUpperCase(ON.contains(values.get(0)));
        put(kept(setting), values.get(0));
      }
      case QUERY_GROUP -> {
        session.setQueryGroup(values.get(0));
        put(kept(setting), values.get(0));
      }
      case SEED -> {
        put(setting, values.get(0));
        try (PreparedStatement seed =
            session.connection().prepareStatement("select redshift.seed_random(?)")) {
          seed.setDouble(1, Double.parseDouble(values.get(0)));
          seed.executeQuery().close();
        }
      }
      default -> put(kept(setting), String.join(", ", values));
    }
  }

  /** Sets what ALTER USER says for the user's sessions; a value that does not fit is left out. */
  void begin() throws SQLException {
    try (PreparedStatement find =
            session
                .connection()
                .prepareStatement("select name, given from redshift.kept_settings()");
        ResultSet found = find.executeQuery()) {
      while (found.next()) {
        defaults.put(found.getString(1), List.of((String[]) found.getArray(2).getArray()));
      }
    }
    defaults.keySet().forEach(this::setDefault);
  }

  /** Whether the user's sessions begin otherwise than others. */
  boolean hasDefaults() {
    return !defaults.isEmpty();
  }

  private void setDefault(String name) {
    try {
      set(name, defaults.get(name));
    } catch (SQLException | NumberFormatException e) {
      LOG.log(System.Logger.Level.DEBUG, "A setting of a user does not fit.", e);
    }
  }

  /** Back to the default; {@code all} for every setting. */
  public void reset(String name) throws SQLException {
    String setting = named(name);
    if (setting.equals("all") || setting.equals(CASE_SENSITIVE)) {
      session.setCaseSensitive(false);
    }
    if (setting.equals("all") || setting.equals(UPPER_CASE)) {
      session.setUpperCase(false);
    }
    if (setting.equals("all") || setting.equals(QUERY_GROUP)) {
      session.setQueryGroup(NO_QUERY_GROUP);
    }
    String engines = setting.equals("all") ? "all" : kept(setting);
    try (var statement = session.connection().createStatement()) {
      statement.execute("reset " + engines);
    }
    if (setting.equals("all") || setting.equals("timezone")) {
      Engine.useUtc(session.connection());
    }
    defaults.keySet().stream()
        .filter(each -> setting.equals("all") || setting.equals(each))
        .forEach(this::setDefault);
  }

  /** The query whose one row is the value; {@code all} for every setting. */
  public PreparedStatement show(String name) throws SQLException {
    String setting = name.toLowerCase(Locale.ROOT);
    Connection connection = session.connection();
    if (setting.equals("all")) {
      return connection.prepareStatement("select * from rdsdb.settings order by name");
    }
    PreparedStatement show =
        connection.prepareStatement("select redshift.show(?) as %s".formatted(quoted(setting)));
    show.setString(1, setting);
    return show;
  }

  private void put(String setting, String value) throws SQLException {
    try (PreparedStatement set =
        session.connection().prepareStatement("select pg_catalog.set_config(?, ?, false)")) {
      set.setString(1, setting);
      set.setString(2, value);
      set.executeQuery().close();
    }
  }

  /** The setting of this name; one is set by drivers under a name that is Redshift's alone. */
  private static String named(String name) {
    String setting = name.toLowerCase(Locale.ROOT);
    return setting.equals("readonly") ? "default_transaction_read_only" : setting;
  }

  /** The engine's name of a setting. */
  private String kept(String setting) throws SQLException {
    return SAME.contains(setting) ? setting : "redshift." + checked(setting);
  }

  private String checked(String setting) throws SQLException {
    try (PreparedStatement find =
        session
            .connection()
            .prepareStatement(
                "select from rdsdb.settings where name = ? union all select where"
                    + " redshift.is_variable(?)")) {
      find.setString(1, setting);
      find.setString(2, setting);
      try (ResultSet found = find.executeQuery()) {
        if (found.next()) {
          return setting;
        }
      }
    }
    throw new SQLException("unrecognized configuration parameter \"" + setting + '"', "42704");
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
