package io.querycast.local.cognito;

import java.math.BigInteger;

/**
 * What is kept of a password: enough to check it, but not enough to know it.
 *
 * @param salt 128 random bits
 * @param value SRP's {@code v}, which is {@code g^x mod N}
 */
record Verifier(BigInteger salt, BigInteger value) {}
