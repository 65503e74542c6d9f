package io.querycast.faults;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.utils.AttributeMap;

/** The harness's own connection to a local cloud: its services, and the switches of its faults. */
final class CloudAccess implements AutoCloseable {
  static {
    // Without it, every reader and builder, here and in the near nodes, looks for it in all jars.
    System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
  }

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI address;
  private final SdkHttpClient http = http();
  private final DynamoDbClient dynamoDb;
  private final SqsClient sqs;
  private final RedshiftDataClient redshift;
  private final SortedMap<String, SortedMap<String, JsonValue>> faults = new TreeMap<>();

  CloudAccess(URI address) {
    this.address = address;
    dynamoDb = at(address, http, DynamoDbClient.builder()).build();
    sqs = at(address, http, SqsClient.builder()).build();
    redshift = at(address, http, RedshiftDataClient.builder()).build();
  }

  URI address() {
    return address;
  }

  /** The address of a queue. */
  String queue(String name) {
    return address + "/000000000000/" + name;
  }

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  SqsClient sqs() {
    return sqs;
  }

  RedshiftDataClient redshift() {
    return redshift;
  }

  /** One HTTP client for many SDK clients. */
  static SdkHttpClient http() {
    return ServiceLoader.load(SdkHttpService.class)
        .findFirst()
        .orElseThrow()
        .createHttpClientBuilder()
        .buildWithDefaults(
            AttributeMap.builder()
                .put(SdkHttpConfigurationOption.MAX_CONNECTIONS, 1000)
                .put(SdkHttpConfigurationOption.READ_TIMEOUT, Duration.ofSeconds(40))
                .build());
  }

  /** A client of a service of the local cloud. */
  static <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B at(
      URI address, SdkHttpClient http, B builder) {
    return builder
        .endpointOverride(address)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClient(http);
  }

  /**
   * Switches a fault on, in addition to those that are on already.
   *
   * @param value a probability, or a duration for {@code delay}
   */
  synchronized void fault(String service, String fault, JsonValue value) {
    faults.computeIfAbsent(service, name -> new TreeMap<>()).put(fault, value);
    put();
  }

  /** The value of a fault that is on. */
  synchronized Optional<JsonValue> fault(String service, String fault) {
    return Optional.ofNullable(faults.getOrDefault(service, new TreeMap<>()).get(fault));
  }

  /** A probability as {@link #fault} takes it. */
  static JsonValue value(double probability) {
    return Json.createValue(probability);
  }

  /** A duration as {@link #fault} takes it. */
  static JsonValue value(Duration duration) {
    return Json.createValue(duration.toString());
  }

  /** Switches a fault off. */
  synchronized void noFault(String service, String fault) {
    faults.getOrDefault(service, new TreeMap<>()).remove(fault);
    put();
  }

  synchronized void noFaults() {
    faults.clear();
    put();
  }

  private void put() {
    JsonObjectBuilder document = Json.createObjectBuilder();
    faults.forEach(
        (service, all) -> {
          JsonObjectBuilder object = Json.createObjectBuilder();
          all.forEach(object::add);
          document.add(service, object);
        });
    send(
        HttpRequest.newBuilder(address.resolve("/_faults"))
            .PUT(HttpRequest.BodyPublishers.ofString(document.build().toString())));
  }

  /** One operation of a service without an SDK client here. It must succeed. */
  JsonObject call(String target, JsonObject input) {
    String answer =
        send(
            HttpRequest.newBuilder(address)
                .header("X-Amz-Target", target)
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString(input.toString())));
    return json(answer);
  }

  /** Reads a page of the local cloud's own. */
  String page(String path) {
    return send(HttpRequest.newBuilder(address.resolve(path)).header("Accept", "application/json"));
  }

  static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static String send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              request.timeout(Duration.ofSeconds(20)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("The local cloud refused: " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new IllegalStateException("The local cloud does not answer.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted.", e);
    }
  }

  @Override
  public void close() {
    dynamoDb.close();
    sqs.close();
    redshift.close();
    http.close();
  }
}
