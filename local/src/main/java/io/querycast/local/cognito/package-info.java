/**
 * Cognito: one user pool with one client, real SRP, and a mailbox that takes the codes.
 *
 * <p>In: operations of {@code AWSCognitoIdentityProviderService}. Out: tokens like Cognito's, the
 * key that checks them, and mails. Users and the key survive a restart in one private folder.
 */
package io.querycast.local.cognito;
