package io.querycast.local.sql.tree;

/** A part of a statement: a token, or a tree of parts. */
public sealed interface Node permits Token, Tree {}
