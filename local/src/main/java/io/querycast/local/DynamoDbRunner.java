package io.querycast.local;

import java.lang.reflect.Field;

/**
 * Starts DynamoDB Local in the process that {@link DynamoDb} makes for it, on loopback. Without
 * this it listens on every address of the machine, and accepts any credentials. It names the
 * classes as text, because we must not compile against its jars.
 */
final class DynamoDbRunner {
  private static final String RUNNER = "software.amazon.dynamodb.services.local.main.ServerRunner";

  private DynamoDbRunner() {}

  /**
   * Runs it.
   *
   * @param arguments in the form of its own command
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
