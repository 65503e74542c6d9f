package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;

/** One operation of Cognito's API. */
interface Operation {
  JsonNode answer(Input input) throws AwsError;
}
