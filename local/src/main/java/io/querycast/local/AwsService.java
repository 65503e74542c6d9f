package io.querycast.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One AWS service that speaks AWS's JSON protocol. It gets an operation's name and input, and
 * returns its output.
 */
public interface AwsService {

  /**
   * Carries out one operation.
   *
   * @param operation its name as in {@code X-Amz-Target}, without the service's prefix
   * @param input the request body; an empty object if there was none
   * @throws AwsError for every refusal that the service's clients know
   */
  JsonNode handle(String operation, ObjectNode input) throws AwsError;
}
