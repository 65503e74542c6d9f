package io.querycast.local.sql.names;

import io.querycast.local.sql.tree.Type;

/**
 * A column of a relation or of a result.
 *
 * @param name as the catalogue has it
 * @param type what is known of its type
 */
public record Column(String name, Type type) {}
