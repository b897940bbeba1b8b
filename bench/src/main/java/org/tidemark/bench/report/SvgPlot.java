package org.tidemark.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Curves as an SVG with logarithmic axes. */
public final class SvgPlot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int MARGIN = 60;
  private static final int LEGEND = 18;
  private static final List<String> COLOURS = List.of("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad");

  private final Row row;
  private final double leastX;
  private final double mostX;
  private final double leastY;
  private final double mostY;
  private final StringBuilder svg = new StringBuilder();

  private SvgPlot(Row row) {
    this.row = row;
    double[] xs = points().mapToDouble(LeastSquares.Point::x).toArray();
    double[] ys = points().mapToDouble(LeastSquares.Point::y).filter(y -> y > 0).toArray();
    leastX = Math.floor(decade(java.util.Arrays.stream(xs).min().orElse(1)));
    mostX = Math.max(leastX + 1, Math.ceil(decade(java.util.Arrays.stream(xs).max().orElse(10))));
    leastY = Math.floor(decade(java.util.Arrays.stream(ys).min().orElse(1)));
    mostY = Math.max(leastY + 1, Math.ceil(decade(java.util.Arrays.stream(ys).max().orElse(10))));
  }

  private Stream<LeastSquares.Point> points() {
    return row.curves().stream().flatMap(curve -> curve.points().stream());
  }

  private static double decade(double value) {
    return Math.log10(value);
  }

  public static String of(Row row) {
    return new SvgPlot(row).draw();
  }

  private String draw() {
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, HEIGHT);
    add(" font-family=\"sans-serif\" font-size=\"12\">\n");
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n", WIDTH, HEIGHT);
    text(WIDTH / 2.0, 20, "middle", row.id() + ", " + row.unit() + " by number of directories");
    grid();
    for (int curve = 0; curve < row.curves().size(); curve++) {
      curve(row.curves().get(curve), curve);
    }
    return svg.append("</svg>\n").toString();
  }

  private void grid() {
    for (int power = (int) leastX; power <= mostX; power++) {
      double x = x(Math.pow(10, power));
      line(x, HEIGHT - MARGIN, x, MARGIN);
      text(x, HEIGHT - MARGIN + 16.0, "middle", Numbers.text(Math.pow(10, power)));
    }
    for (int power = (int) leastY; power <= mostY; power++) {
      double y = y(Math.pow(10, power));
      line(MARGIN, y, WIDTH - MARGIN, y);
      text(MARGIN - 6.0, y + 4, "end", Numbers.text(Math.pow(10, power)));
    }
  }

  private void curve(Curve curve, int number) {
    String colour = COLOURS.get(number % COLOURS.size());
    add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colour);
    for (LeastSquares.Point point : curve.points()) {
      add("%.1f,%.1f ", x(point.x()), y(point.y()));
    }
    add("\"/>\n");
    for (LeastSquares.Point point : curve.points()) {
      add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"", x(point.x()), y(point.y()));
      add(" fill=\"%s\"/>\n", colour);
    }
    double legend = 36 + LEGEND * (double) number;
    add("<circle cx=\"%d\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n", MARGIN + 10, legend, colour);
    text(MARGIN + 20.0, legend + 4, "start", curve.contender());
  }

  private double x(double value) {
    return MARGIN + (decade(value) - leastX) / (mostX - leastX) * (WIDTH - 2 * MARGIN);
  }

  private double y(double value) {
    double share = (decade(Math.max(value, 1e-9)) - leastY) / (mostY - leastY);
    return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
  }

  private void line(double x1, double y1, double x2, double y2) {
    add("<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#dddddd\"/>\n", x1, y1, x2, y2);
  }

  private void text(double x, double y, String anchor, String words) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, words);
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }
}
