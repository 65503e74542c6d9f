package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {
  private ServerSocket echo;
  private Link link;

  @BeforeEach
  void open() throws IOException {
    echo = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::echo);
    thread.setDaemon(true);
    thread.start();
    link = Link.to(echo.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    echo.close();
  }

  @Test
  void carriesBothWays() throws IOException {
    try (Socket socket = connect()) {
      assertEquals(7, said(socket, 7));
    }
  }

  @Test
  void aCutEndsWhatIsConnectedAndNothingElse() throws IOException {
    try (Socket before = connect()) {
      assertEquals(1, said(before, 1));
      link.cut();
      assertEquals(-1, heard(before));
    }
    try (Socket after = connect()) {
      assertEquals(2, said(after, 2));
    }
  }

  @Test
  void heldBytesArriveLater() throws IOException {
    try (Socket socket = connect()) {
      assertEquals(1, said(socket, 1));
      link.hold();
      socket.setSoTimeout(200);
      assertThrows(SocketTimeoutException.class, () -> said(socket, 2));
      link.release();
      socket.setSoTimeout(0);
      assertEquals(2, heard(socket));
    }
  }

  @Test
  void whileItRefusesNobodyGetsThrough() throws IOException {
    link.refuse();
    try (Socket socket = connect()) {
      assertEquals(-1, heard(socket));
    }
    link.release();
    try (Socket socket = connect()) {
      assertEquals(3, said(socket, 3));
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), link.port());
  }

  private static int said(Socket socket, int number) throws IOException {
    socket.getOutputStream().write(number);
    return heard(socket);
  }

  /** The next byte; -1 after the end of the connection, clean or not. */
  private static int heard(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return -1;
    }
  }

  private void echo() {
    try {
      while (true) {
        Socket socket = echo.accept();
        Thread thread =
            new Thread(
                () -> {
                  try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } catch (IOException e) {
                    // The other side is gone.
                    return;
                  }
                });
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // The test is over.
      return;
    }
  }
}
