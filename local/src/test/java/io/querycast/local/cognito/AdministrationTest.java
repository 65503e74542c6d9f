package io.querycast.local.cognito;

import static io.querycast.local.cognito.Town.ADA;
import static io.querycast.local.cognito.Town.PASSWORD;
import static io.querycast.local.cognito.Town.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdministrationTest {
  private Town town;
  private String sub;

  @BeforeEach
  void adaHasConfirmed(@TempDir Path folder) throws AwsError {
    town = Town.withKey(folder);
    sub = town.settle(ADA);
  }

  @Test
  void aGroupShowsInTheNextTokens() throws AwsError {
    JsonNode before = town.signIn(ADA, PASSWORD);
    group("AdminAddUserToGroup", ADA, "analyst");
    group("AdminAddUserToGroup", sub, "admin");
    group("AdminAddUserToGroup", ADA, "analyst");
    JsonNode after = town.refresh(before);
    assertFalse(Town.claims(before, "AccessToken").has("cognito:groups"));
    for (String kind : new String[] {"AccessToken", "IdToken"}) {
      assertEquals(
          "[\"analyst\",\"admin\"]", Town.claims(after, kind).get("cognito:groups").toString());
    }
    group("AdminRemoveUserFromGroup", ADA, "analyst");
    assertEquals(
        "[\"admin\"]",
        Town.claims(town.refresh(before), "AccessToken").get("cognito:groups").toString());
    JsonNode groups = town.admin("AdminListGroupsForUser", "'Username':'%s'", ADA).get("Groups");
    assertEquals("admin", groups.at("/0/GroupName").textValue());
    assertEquals(1, groups.size());
  }

  @Test
  void missingGroupsPoolsAndUsersAreReported() {
    assertRefused(
        "ResourceNotFoundException",
        "Group not found.",
        () -> group("AdminAddUserToGroup", ADA, "pirates"));
    assertRefused(
        "UserNotFoundException",
        "User does not exist.",
        () -> group("AdminAddUserToGroup", "nobody@example.com", "admin"));
    assertRefused(
        "ResourceNotFoundException",
        "User pool us-east-1_other does not exist.",
        () -> town.call("ListUsers", "{'UserPoolId':'us-east-1_other'}"));
  }

  @Test
  void aDisabledUserCannotSignInUntilEnabled() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    town.admin("AdminDisableUser", "'Username':'%s'", ADA);
    String disabled = "User is disabled.";
    assertRefused("NotAuthorizedException", disabled, () -> town.signIn(ADA, PASSWORD));
    assertRefused("NotAuthorizedException", disabled, () -> town.refresh(tokens));
    assertRefused("NotAuthorizedException", disabled, () -> town.getUser(tokens));
    town.admin("AdminEnableUser", "'Username':'%s'", ADA);
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
    assertRefused(
        "NotAuthorizedException", "Refresh Token has been revoked", () -> town.refresh(tokens));
  }

  @Test
  void aWrongPasswordDoesNotTellThatAUserIsDisabled() throws AwsError {
    town.admin("AdminDisableUser", "'Username':'%s'", ADA);
    assertRefused(
        "NotAuthorizedException",
        "Incorrect username or password.",
        () -> town.signIn(ADA, "Wrong-password-1"));
  }

  @Test
  void aDisabledUserGetsNoResetCode() throws AwsError {
    town.admin("AdminDisableUser", "'Username':'%s'", ADA);
    int mails = town.mailbox.mails(ADA).size();
    town.client("ForgotPassword", "'Username':'%s'", ADA);
    assertEquals(mails, town.mailbox.mails(ADA).size());
  }

  @Test
  void aUserIsDescribed() throws AwsError {
    JsonNode user = town.admin("AdminGetUser", "'Username':'%s'", ADA);
    assertEquals(sub, user.get("Username").textValue());
    assertEquals("CONFIRMED", user.get("UserStatus").textValue());
    assertTrue(user.get("Enabled").booleanValue());
    assertEquals(town.clock.instant().getEpochSecond(), user.get("UserCreateDate").longValue());
    assertEquals(
        ("[{'Name':'sub','Value':'"
                + sub
                + "'},{'Name':'email_verified','Value':'true'},"
                + "{'Name':'email','Value':'"
                + ADA
                + "'}]")
            .replace('\'', '"'),
        user.get("UserAttributes").toString());
  }

  @Test
  void usersAreListedPageByPage() throws AwsError {
    town.clock.pass(Duration.ofSeconds(1));
    town.signUp("bea@example.com");
    JsonNode first = town.admin("ListUsers", "'Limit':1");
    assertEquals(sub, first.at("/Users/0/Username").textValue());
    JsonNode second =
        town.admin(
            "ListUsers", "'Limit':1,'PaginationToken':'%s'", first.get("PaginationToken").asText());
    assertEquals("UNCONFIRMED", second.at("/Users/0/UserStatus").textValue());
    assertFalse(second.has("PaginationToken"));
  }

  @Test
  void usersAreFoundByEmail() throws AwsError {
    town.signUp("bea@example.com");
    JsonNode found = town.admin("ListUsers", "'Filter':'email = \\'%s\\''", ADA);
    assertEquals(1, found.get("Users").size());
    assertEquals(sub, found.at("/Users/0/Username").textValue());
    assertRefused(
        "InvalidParameterException",
        "The local Cognito filters by email = \"...\" or sub = \"...\" only.",
        () -> town.admin("ListUsers", "'Filter':'email ^= \\'ada\\''"));
  }

  @Test
  void aUserCanDeleteTheirOwnAccount() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    town.call("DeleteUser", "{'AccessToken':'%s'}", tokens.get("AccessToken").textValue());
    assertRefused("NotAuthorizedException", "Invalid Refresh Token", () -> town.refresh(tokens));
    assertRefused(
        "NotAuthorizedException",
        "Incorrect username or password.",
        () -> town.signIn(ADA, PASSWORD));
    town.restart();
    town.settle(ADA);
  }

  @Test
  void anUnknownOperationIsNamed() {
    assertRefused(
        "InvalidAction",
        "The local Cognito does not have the operation ListDevices.",
        () -> town.call("ListDevices", "{}"));
  }

  private void group(String operation, String user, String group) throws AwsError {
    town.admin(operation, "'Username':'%s','GroupName':'%s'", user, group);
  }
}
