package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamoDbTest {
  @TempDir private Path folder;

  /**
   * It asks for no credentials, so only this machine may reach it. Linux has several loopback
   * addresses.
   */
  @Test
  void itListensOnOneLoopbackAddressOnly() throws Exception {
    try (DynamoDb dynamoDb = new DynamoDb(Path.of("dynamodb/target/lib"), folder, true);
        Socket socket = new Socket()) {
      dynamoDb.awaitReady();

      InetSocketAddress other = new InetSocketAddress("127.0.0.2", dynamoDb.port());
      assertThrows(ConnectException.class, () -> socket.connect(other, 1000));
    }
  }
}
