package io.querycast.local.sql.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** For each place in what was written, the place in the user's text that it comes from. */
public final class Positions {
  private final String text;
  private final List<int[]> places = new ArrayList<>();

  private final List<Reads.Query> queries = new ArrayList<>();

  Positions(String text) {
    this.text = text;
  }

  /** The positions of nothing. */
  public static Positions none() {
    return new Positions("");
  }

  /**
   * The same for a statement that is a part of another.
   *
   * @param whole the user's text
   * @param written how much was written before the part
   * @param read how much of the text stands before it
   */
  public Positions within(String whole, int written, int read) {
    Positions moved = new Positions(whole);
    places.forEach(place -> moved.add(place[0] + written, place[1] + read));
    moved.read(queries.stream().map(query -> query.moved(read)).toList());
    return moved;
  }

  /**
   * The same for what is written behind something of ours.
   *
   * @param written how much was written before it
   */
  public Positions after(int written) {
    return within(text, written, 0);
  }

  /** What the queries of the text read. */
  public void read(List<Reads.Query> reads) {
    queries.addAll(reads);
  }

  /**
   * What the innermost query around a place reads, by the names that it gives them.
   *
   * @param place in the user's text, in characters counted from one
   */
  public List<String> relationsAt(int place) {
    int offset = text.offsetByCodePoints(0, place - 1);
    return queries.stream()
        .filter(query -> query.contains(offset))
        .min(Comparator.comparingInt(Reads.Query::length))
        .map(Reads.Query::relations)
        .orElse(List.of());
  }

  /** What is written from this offset on comes from that offset of the text. */
  void add(int written, int read) {
    places.add(new int[] {written, read});
  }

  /**
   * The place in the user's text, in characters counted from one, as Redshift counts.
   *
   * @param sql what was written
   * @param position a place in it, counted in the same way
   * @return 0 if nothing that was written comes from the text
   */
  public int inText(String sql, int position) {
    if (places.isEmpty()) {
      return 0;
    }
    int characters = Math.min(Math.max(position, 1) - 1, sql.codePointCount(0, sql.length()));
    int offset = sql.offsetByCodePoints(0, characters);
    int read = 0;
    for (int[] place : places) {
      if (place[0] > offset) {
        break;
      }
      read = place[1];
    }
    return text.codePointCount(0, Math.min(read, text.length())) + 1;
  }
}
