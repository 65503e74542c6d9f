package io.querycast.local.cognito;

import java.time.Instant;

/**
 * One time that a user proved a password: every token comes from one, and dies with it.
 *
 * @param originJti its id, in all of its tokens
 * @param eventId Cognito's other id for it, likewise in all of its tokens
 * @param refreshHash SHA-256 of its refresh token, in hex
 */
record SignIn(String originJti, String eventId, String refreshHash, Instant at, boolean revoked) {

  SignIn revoke() {
    return new SignIn(originJti, eventId, refreshHash, at, true);
  }
}
