package io.querycast.bench.report;

/** A picture that is readable on light and on dark pages. */
final class Svg {
  private static final String STYLE =
      """
      <style>
        svg { background: #fff; }
        text { font: 12px system-ui, sans-serif; fill: #333; }
        .title { font-weight: 600; fill: #111; }
        .name { text-anchor: end; }
        .tick { text-anchor: middle; }
        rect.ours { fill: #0f766e; }
        rect.rival { fill: #b8c0cc; }
        line { stroke: #e5e7eb; }
        polyline { fill: none; stroke: #8793a5; stroke-width: 2; }
        polyline.ours { stroke: #0f766e; stroke-width: 2.5; }
      </style>
      """;

  private Svg() {}

  static String of(int width, int height, CharSequence body) {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
        """
            .formatted(width, height, width, height)
        + STYLE
        + body
        + "</svg>\n";
  }
}
