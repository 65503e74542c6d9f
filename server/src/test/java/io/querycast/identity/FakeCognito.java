package io.querycast.identity;

import io.querycast.TestSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A pool that knows who has signed out. A test can make it silent. */
final class FakeCognito extends Cognito {
  final List<AccessToken> asked = new ArrayList<>();
  final List<AccessToken> over = new ArrayList<>();
  final CompletableFuture<Answer> later = new CompletableFuture<>();
  boolean isSilent;
  boolean answersLater;

  FakeCognito() {
    super(TestSettings.SETTINGS);
  }

  @Override
  CompletableFuture<Answer> ask(AccessToken token) {
    asked.add(token);
    if (answersLater) {
      return later;
    }
    Answer answer = over.contains(token) ? Answer.OVER : Answer.STANDS;
    return CompletableFuture.completedFuture(isSilent ? Answer.SILENT : answer);
  }
}
