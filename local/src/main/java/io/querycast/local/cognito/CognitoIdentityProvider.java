package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.AwsService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Amazon Cognito on a laptop: one user pool, whose users sign in by email, and one client without a
 * secret. Mails go to a {@link Mailbox}. Anybody who can reach the pool may administer it.
 */
public final class CognitoIdentityProvider implements AwsService {
  private final Pool pool;
  private final SigningKey key;
  private final Map<String, Operation> operations = new HashMap<>();

  /**
   * Opens the pool, with the users it had.
   *
   * @param folder keeps users and the signing key over a restart; it is made if there is none, and
   *     no other process may use it at the same time
   * @param expires whether a code or a half-done sign-in counts as too old just now, whatever its
   *     age
   * @throws IOException if the folder can't be used, or a file in it is damaged
   * @throws IllegalArgumentException for a pool id or token life out of range
   */
  public CognitoIdentityProvider(
      Path folder,
      CognitoSettings settings,
      InstantSource clock,
      Mailbox mailbox,
      BooleanSupplier expires)
      throws IOException {
    pool = Pool.at(settings.issuer(), settings.poolId(), settings.clientId());
    Vault vault = new Vault(folder);
    key = new SigningKey(vault);
    PoolUsers users = new PoolUsers(folder.resolve("users"));
    Decoys decoys = new Decoys(vault);
    Srp srp = new Srp(pool.name());
    Codes codes = new Codes(users, mailbox, clock, expires);
    Lockouts lockouts = new Lockouts(clock);
    Tokens tokens = new Tokens(pool, key, clock, settings.tokenLife());
    PoolSignIns signIns = new PoolSignIns(users, pool, tokens, clock);
    Attributes attributes = new Attributes(settings.requiredAttributes());
    Mfa mfa = new Mfa(pool, settings.mfa());
    Sessions sessions = new Sessions(users, clock, expires);
    SignInSteps steps =
        new SignInSteps(users, srp, attributes, mfa, sessions, signIns, new Lockouts(clock), clock);
    Challenges challenges = new Challenges(srp, clock);
    operations.putAll(
        new Registration(pool, users, decoys, srp, attributes, codes, clock).operations());
    operations.putAll(
        new Authentication(pool, users, decoys, srp, challenges, lockouts, signIns, steps)
            .operations());
    operations.putAll(
        new Passwords(pool, users, decoys, srp, codes, lockouts, signIns).operations());
    operations.putAll(new Account(users, signIns).operations());
    operations.putAll(new Administration(pool, users).operations());
    operations.putAll(
        new Invitations(pool, users, srp, attributes, codes, mailbox, clock).operations());
    operations.putAll(new Authenticators(pool, users, mfa, sessions, signIns, clock).operations());
    operations.putAll(mfa.operations());
  }

  @Override
  public JsonNode handle(String operation, ObjectNode input) throws AwsError {
    Operation known = operations.get(operation);
    if (known == null) {
      throw new AwsError(
          "InvalidAction", "The local Cognito does not have the operation " + operation + ".");
    }
    return known.answer(new Input(input));
  }

  /** The keys that check tokens: {@code GET /{poolId}/.well-known/jwks.json}. */
  public JsonNode jwks() {
    return key.jwks();
  }

  /**
   * What OpenID Connect clients look up: {@code GET /{poolId}/.well-known/openid-configuration}.
   * There is no hosted sign-in page, so it names no endpoint for one.
   */
  public JsonNode openIdConfiguration() {
    ObjectNode configuration =
        JsonNodeFactory.instance
            .objectNode()
            .put("issuer", pool.issuer().toString())
            .put("jwks_uri", pool.issuer() + "/.well-known/jwks.json");
    configuration.putArray("id_token_signing_alg_values_supported").add("RS256");
    configuration.putArray("subject_types_supported").add("public");
    return configuration;
  }
}
