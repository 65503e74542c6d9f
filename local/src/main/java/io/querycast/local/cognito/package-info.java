/**
 * Cognito: one user pool with one client, real SRP, and a mailbox where codes land.
 *
 * <p>In: operations of {@code AWSCognitoIdentityProviderService}. Out: tokens like Cognito's, the
 * key to check them with, mails; users and the key outlive a restart in one private folder.
 */
package io.querycast.local.cognito;
