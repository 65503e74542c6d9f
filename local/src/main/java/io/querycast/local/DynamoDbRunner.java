package io.querycast.local;

import java.lang.reflect.Field;

/**
 * Starts DynamoDB Local in the process that {@link DynamoDb} makes for it, on loopback: by itself
 * it listens on every address of the machine, and takes any credentials. Its classes are named, for
 * its jars are not ours to compile against.
 */
final class DynamoDbRunner {
  private static final String RUNNER = "software.amazon.dynamodb.services.local.main.ServerRunner";

  private DynamoDbRunner() {}

  /**
   * Runs it.
   *
   * @param arguments as its own command takes them
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Object proxy =
        Class.forName(RUNNER)
            .getMethod("createServerFromCommandLineArgs", String[].class)
            .invoke(null, (Object) arguments);
    Field field = proxy.getClass().getDeclaredField("server");
    field.setAccessible(true);
    Object server = field.get(proxy);
    Object[] connectors = (Object[]) server.getClass().getMethod("getConnectors").invoke(server);
    for (Object connector : connectors) {
      connector.getClass().getMethod("setHost", String.class).invoke(connector, "127.0.0.1");
    }
    proxy.getClass().getMethod("safeStart").invoke(proxy);
  }
}
