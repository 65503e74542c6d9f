package io.querycast.local.sql.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * A part of a statement that has parts. All tokens of the text are in it, in their order, so what
 * is written from the tree is what was read, but for what a rewrite has changed.
 */
public final class Tree implements Node {
  private final Kind kind;
  private final List<Node> parts;
  private Type type = Type.UNKNOWN;

  public Tree(Kind kind, List<Node> parts) {
    this.kind = kind;
    this.parts = new ArrayList<>(parts);
  }

  public static Tree of(Kind kind, Node... parts) {
    return new Tree(kind, List.of(parts));
  }

  public Kind kind() {
    return kind;
  }

  /** The parts in order; a rewrite changes this list. */
  public List<Node> parts() {
    return parts;
  }

  public boolean is(Kind other) {
    return kind == other;
  }

  /** What is known of an expression's type. */
  public Type type() {
    return type;
  }

  public Tree typed(Type known) {
    type = known;
    return this;
  }

  /** The first part that is a tree of this kind; null if there is none. */
  public Tree child(Kind wanted) {
    for (Node part : parts) {
      if (part instanceof Tree tree && tree.kind == wanted) {
        return tree;
      }
    }
    return null;
  }

  /** The parts that are trees. */
  public List<Tree> children() {
    List<Tree> trees = new ArrayList<>();
    for (Node part : parts) {
      if (part instanceof Tree tree) {
        trees.add(tree);
      }
    }
    return trees;
  }

  public List<Tree> children(Kind wanted) {
    List<Tree> trees = children();
    trees.removeIf(tree -> tree.kind != wanted);
    return trees;
  }

  /** Whether one of the parts, not one below them, is this keyword. */
  public boolean has(String word) {
    return indexOf(word) >= 0;
  }

  /** The place of a keyword, operator or bracket among the parts; less than zero if not there. */
  public int indexOf(String wanted) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Token token && (token.isWord(wanted) || token.isMark(wanted))) {
        return i;
      }
    }
    return -1;
  }

  public void replace(Node old, Node by) {
    Collections.replaceAll(parts, old, by);
  }

  /** All tokens below, in order. The depth of the tree does not matter. */
  public List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>();
    open.push(this);
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (node instanceof Token token) {
        tokens.add(token);
      } else {
        List<Node> below = ((Tree) node).parts;
        for (int i = below.size() - 1; i >= 0; i--) {
          open.push(below.get(i));
        }
      }
    }
    return tokens;
  }

  /** The first token below; what an error about this part points at. */
  public Token first() {
    Node node = this;
    while (node instanceof Tree tree) {
      node = tree.parts.get(0);
    }
    return (Token) node;
  }

  /** The same tree with parts of its own, to be used in a second place. */
  public Tree copy() {
    List<Node> copies = new ArrayList<>();
    for (Node part : parts) {
      copies.add(part instanceof Tree tree ? tree.copy() : part);
    }
    return new Tree(kind, copies).typed(type);
  }
}
