package io.querycast.local.cognito;

import java.time.Instant;

/**
 * One sign-in: a user proved a password. Every token comes from a sign-in, and ends with it.
 *
 * @param originJti the sign-in's id, in all of its tokens
 * @param eventId Cognito's other id for the sign-in, also in all of its tokens
 * @param refreshHash SHA-256 of its refresh token, in hex
 */
record SignIn(String originJti, String eventId, String refreshHash, Instant at, boolean revoked) {

  SignIn revoke() {
    return new SignIn(originJti, eventId, refreshHash, at, true);
  }
}
