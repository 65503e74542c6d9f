/**
 * Statements that are no queries: what makes, changes and drops tables, views, users and grants.
 * In: a statement in Redshift's words. Out: the steps that the engine takes for it.
 */
package io.querycast.local.command;
