package io.querycast.local.redshift;

import static io.querycast.local.redshift.StatementRequest.invalid;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.engine.Engine;

/**
 * Where a call goes, as the caller names it; null for what he did not name.
 *
 * @param cluster a provisioned cluster
 * @param workgroup a serverless workgroup, by name or ARN, in place of a cluster
 */
record Target(String cluster, String workgroup, String database, String dbUser, String secretArn) {

  /** A workgroup's ARN here; whatever it ends with, there is only one workgroup. */
  private static final String ARN =
      "arn:aws:redshift-serverless:%s:%s:workgroup/"
          .formatted(StatementEvent.REGION, StatementEvent.ACCOUNT);

  /**
   * The target of a call, checked as far as the Data API knows what there is. Whether there is such
   * a database or user is only seen when it connects.
   */
  static Target of(ObjectNode input, RedshiftSettings settings) throws AwsError {
    Target target = named(input);
    if (target.cluster == null && target.workgroup == null) {
      throw invalid("Either ClusterIdentifier, WorkgroupName or SessionId must be provided.");
    }
    if (target.cluster != null && target.workgroup != null) {
      throw invalid("Exactly one of ClusterIdentifier and WorkgroupName is required.");
    }
    if (target.dbUser != null && target.secretArn != null) {
      throw invalid("DbUser and SecretArn exclude each other.");
    }
    if (target.dbUser != null && target.workgroup != null) {
      throw invalid("DbUser is for clusters: a workgroup takes its user from the caller.");
    }
    if (!target.isHere(settings.cluster())) {
      throw invalid("Redshift endpoint doesn't exist in this region.");
    }
    return target;
  }

  /** What a call names, unchecked. */
  static Target named(ObjectNode input) {
    return new Target(
        input.path("ClusterIdentifier").textValue(),
        input.path("WorkgroupName").textValue(),
        input.path("Database").textValue(),
        input.path("DbUser").textValue(),
        input.path("SecretArn").textValue());
  }

  /** The same, connected to another database. */
  Target in(String other) {
    return other == null ? this : new Target(cluster, workgroup, other, dbUser, secretArn);
  }

  /** Whether this names everything that a filter names; a filter's null fits all. */
  boolean fits(Target filter) {
    return (filter.cluster == null || filter.cluster.equals(cluster))
        && (filter.workgroup == null || filter.workgroup.equals(workgroup))
        && (filter.database == null || filter.database.equals(database));
  }

  @JsonIgnore
  boolean isNothing() {
    return cluster == null
        && workgroup == null
        && database == null
        && dbUser == null
        && secretArn == null;
  }

  /** The database user; whoever comes with a secret or with an identity of AWS is the owner. */
  String user() {
    return dbUser == null ? Engine.OWNER : dbUser;
  }

  private boolean isHere(String name) {
    if (cluster != null) {
      return cluster.equals(name);
    }
    return workgroup.equals(name) || workgroup.startsWith(ARN);
  }
}
