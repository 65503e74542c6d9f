package io.querycast.local.cognito;

import java.time.Instant;

/**
 * A mail that would have been sent.
 *
 * @param code the six digits in the mail
 */
public record Mail(String to, String subject, String code, Instant at) {}
