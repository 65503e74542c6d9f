package io.querycast.local.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.AwsService;
import io.querycast.local.Faults;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The operations of {@code AWSEvents.*}, for the default bus and targets that are SQS queues. */
public final class EventBridge implements AwsService, AutoCloseable {
  /** EventBridge's limit. */
  private static final int TARGETS = 5;

  private static final String ARN = "arn:aws:events:us-east-1:123456789012:rule/";

  private final ObjectMapper json = new ObjectMapper();
  private final Rules rules;
  private final Delivery delivery;
  private final Entries entries;

  /**
   * @param folder where the rules are kept
   * @param log gets a line for people if an event can't be delivered
   */
  public EventBridge(
      Path folder, Faults faults, Queues queues, InstantSource clock, Consumer<String> log) {
    this.rules = new Rules(folder);
    this.delivery = new Delivery(rules, faults, queues, log);
    this.entries = new Entries(clock, this::publish);
  }

  /** Delivers an event soon, to every target of every enabled rule that matches it. */
  public void publish(ObjectNode event) {
    delivery.accept(event);
  }

  /**
   * Notes an event that has not happened, but that a forger could claim. It is delivered only if
   * the fault for forged events is on; then it is treated like any other event.
   */
  public void claim(ObjectNode event) {
    delivery.claim(event);
  }

  @Override
  public JsonNode handle(String operation, ObjectNode input) throws AwsError {
    String bus = input.path("EventBusName").asText("default");
    if (!bus.equals("default") && !bus.endsWith(":event-bus/default")) {
      throw new AwsError(
          "ResourceNotFoundException", "Event bus %s does not exist.".formatted(bus));
    }
    return switch (operation) {
      case "PutRule" -> putRule(input);
      case "DescribeRule" -> described(rules.get(name(input)));
      case "ListRules" -> listRules(input);
      case "EnableRule" -> enable(input, true);
      case "DisableRule" -> enable(input, false);
      case "DeleteRule" -> deleteRule(input);
      case "PutTargets" -> putTargets(input);
      case "RemoveTargets" -> removeTargets(input);
      case "ListTargetsByRule" -> listTargets(input);
      case "PutEvents" -> entries.put(input);
      default ->
          throw new AwsError(
              "UnknownOperationException", operation + " is not available in the local cloud");
    };
  }

  @Override
  public void close() {
    delivery.close();
  }

  private JsonNode putRule(ObjectNode input) throws AwsError {
    String name = input.path("Name").asText("");
    if (!name.matches("[.\\-_A-Za-z0-9]{1,64}")) {
      throw invalid("Name must match [.-_A-Za-z0-9]+ and have 1 to 64 characters.");
    }
    if (!input.hasNonNull("EventPattern")) {
      throw invalid("A rule without an EventPattern is not available in the local cloud.");
    }
    String state = input.path("State").asText("ENABLED");
    if (!state.equals("ENABLED") && !state.equals("DISABLED")) {
      throw invalid("State must be ENABLED or DISABLED.");
    }
    JsonNode pattern = parse(input.get("EventPattern").asText());
    EventPattern.check(pattern);
    rules.define(name, input.path("Description").textValue(), pattern, state.equals("ENABLED"));
    return json.createObjectNode().put("RuleArn", ARN + name);
  }

  private JsonNode parse(String pattern) throws AwsError {
    try {
      return json.readTree(pattern);
    } catch (JsonProcessingException e) {
      throw new AwsError(
          "InvalidEventPatternException", "Event pattern is not valid. Reason: it is not JSON.");
    }
  }

  private JsonNode listRules(ObjectNode input) {
    ObjectNode answer = json.createObjectNode();
    ArrayNode found = answer.putArray("Rules");
    String prefix = input.path("NamePrefix").asText("");
    for (Rule rule : rules.all()) {
      if (rule.name().startsWith(prefix)) {
        found.add(described(rule));
      }
    }
    return answer;
  }

  private JsonNode enable(ObjectNode input, boolean enabled) throws AwsError {
    rules.change(name(input), rule -> rule.withEnabled(enabled));
    return json.createObjectNode();
  }

  private JsonNode deleteRule(ObjectNode input) throws AwsError {
    String name = name(input);
    if (rules.has(name)) {
      if (!rules.get(name).targets().isEmpty()) {
        throw invalid("Rule can't be deleted since it has targets.");
      }
      rules.remove(name);
    }
    return json.createObjectNode();
  }

  private JsonNode putTargets(ObjectNode input) throws AwsError {
    Map<String, Rule.Target> targets = new LinkedHashMap<>(rules.get(rule(input)).targets());
    for (JsonNode target : input.path("Targets")) {
      String id = target.path("Id").asText("");
      String arn = target.path("Arn").asText("");
      if (id.isEmpty() || !arn.startsWith("arn:aws:sqs:")) {
        throw invalid("A target needs an Id and the Arn of an SQS queue: " + arn);
      }
      for (String field : new String[] {"Input", "InputPath", "InputTransformer"}) {
        if (target.hasNonNull(field)) {
          throw invalid(field + " is not available in the local cloud.");
        }
      }
      String deadLetters = target.path("DeadLetterConfig").path("Arn").textValue();
      targets.put(id, new Rule.Target(id, arn, deadLetters));
    }
    if (targets.size() > TARGETS) {
      throw new AwsError("LimitExceededException", "A rule has at most 5 targets.");
    }
    rules.change(rule(input), before -> before.withTargets(targets));
    return nothingFailed();
  }

  private JsonNode removeTargets(ObjectNode input) throws AwsError {
    rules.change(
        rule(input),
        before -> {
          Map<String, Rule.Target> left = new LinkedHashMap<>(before.targets());
          input.path("Ids").forEach(id -> left.remove(id.asText()));
          return before.withTargets(left);
        });
    return nothingFailed();
  }

  private JsonNode listTargets(ObjectNode input) throws AwsError {
    ObjectNode answer = json.createObjectNode();
    ArrayNode found = answer.putArray("Targets");
    for (Rule.Target target : rules.get(rule(input)).targets().values()) {
      ObjectNode one = found.addObject().put("Id", target.id()).put("Arn", target.arn());
      if (target.deadLetterArn() != null) {
        one.putObject("DeadLetterConfig").put("Arn", target.deadLetterArn());
      }
    }
    return answer;
  }

  private ObjectNode described(Rule rule) {
    ObjectNode answer = json.createObjectNode();
    answer.put("Name", rule.name());
    answer.put("Arn", ARN + rule.name());
    answer.put("EventPattern", rule.pattern().toString());
    answer.put("State", rule.enabled() ? "ENABLED" : "DISABLED");
    if (rule.description() != null) {
      answer.put("Description", rule.description());
    }
    return answer.put("EventBusName", "default");
  }

  private ObjectNode nothingFailed() {
    ObjectNode answer = json.createObjectNode().put("FailedEntryCount", 0);
    answer.putArray("FailedEntries");
    return answer;
  }

  private static String name(ObjectNode input) {
    return input.path("Name").asText("");
  }

  private static String rule(ObjectNode input) {
    return input.path("Rule").asText("");
  }

  private static AwsError invalid(String message) {
    return new AwsError("ValidationException", message);
  }
}
