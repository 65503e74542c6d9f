package io.querycast.local.cognito;

import java.time.Instant;

/**
 * A mail that would have been sent.
 *
 * @param code the six digits that the mail is about
 */
public record Mail(String to, String subject, String code, Instant at) {}
