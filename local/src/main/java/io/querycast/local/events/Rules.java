package io.querycast.local.events;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.querycast.local.AwsError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** All rules, kept in one file that each change replaces. */
final class Rules {
  private final ObjectMapper json = new ObjectMapper();
  private Map<String, Rule> byName = new TreeMap<>();
  private final Path file;

  Rules(Path folder) {
    this.file = folder.resolve("rules.json");
    try {
      Files.createDirectories(folder);
      if (Files.exists(file)) {
        for (Rule rule : json.readValue(file.toFile(), new TypeReference<List<Rule>>() {})) {
          byName.put(rule.name(), rule);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void put(Rule rule) {
    Map<String, Rule> next = new TreeMap<>(byName);
    next.put(rule.name(), rule);
    store(next);
  }

  /** Makes the rule; if it exists already, changes all of it except its targets. */
  synchronized void define(String name, String description, JsonNode pattern, boolean enabled) {
    Rule before = byName.get(name);
    Map<String, Rule.Target> targets = before == null ? Map.of() : before.targets();
    put(new Rule(name, description, pattern, enabled, targets));
  }

  synchronized void remove(String name) {
    Map<String, Rule> next = new TreeMap<>(byName);
    next.remove(name);
    store(next);
  }

  synchronized Rule get(String name) throws AwsError {
    Rule rule = byName.get(name);
    if (rule == null) {
      throw new AwsError(
          "ResourceNotFoundException",
          "Rule %s does not exist on EventBus default.".formatted(name));
    }
    return rule;
  }

  synchronized boolean has(String name) {
    return byName.containsKey(name);
  }

  synchronized void change(String name, UnaryOperator<Rule> step) throws AwsError {
    put(step.apply(get(name)));
  }

  /** All rules, by name. */
  synchronized Collection<Rule> all() {
    return List.copyOf(byName.values());
  }

  /**
   * Writes to disk first: if that fails, the new rules are not in force, and nothing else is
   * harmed.
   */
  private void store(Map<String, Rule> next) {
    try {
      Path fresh = file.resolveSibling("rules.fresh");
      Files.write(fresh, json.writeValueAsBytes(next.values()));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      byName = next;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
