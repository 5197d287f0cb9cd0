package io.attune.server.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How heavy and how quick Fleet is with many workloads, by Chromium's own performance entries:
 * {@code WORKLOADS RUNNING TIMES}. Prints a line for each load in a browser that is new, after one
 * that warms the server, then the median of each figure.
 */
public final class PagePace {
  /** Long tasks come after the page is whole as well, and nothing tells of the last one. */
  private static final int SETTLE_MS = 4_000;

  /** Long tasks are told to who watches; those before are kept for it. */
  private static final String WATCH =
      "window.longest = []; new PerformanceObserver(l => l.getEntries().forEach(e =>"
          + " longest.push(e.duration))).observe({type: 'longtask', buffered: true})";

  private static final String FIGURES =
      "const all = performance.getEntriesByType('resource').concat("
          + "performance.getEntriesByType('navigation'));"
          + "const mark = n => (performance.getEntriesByName(n)[0] || {startTime: -1}).startTime;"
          + "return ['transferred', all.reduce((n, e) => n + e.transferSize, 0),"
          + " 'requests', all.length,"
          + " 'firstPaintMs', mark('first-contentful-paint'), 'shownMs', mark('shown'),"
          + " 'wholeMs', mark('whole'),"
          + " 'longestTaskMs', Math.max(0, ...longest), 'longTasks', longest.length,"
          + " 'heapMiB', performance.memory.usedJSHeapSize / 1048576].map(String)";

  private PagePace() {}

  /** Runs it. */
  public static void main(String[] args) throws InterruptedException {
    try (ServedApi served = new ServedApi()) {
      GeneratedFleet.fill(served, Integer.parseInt(args[0]), Integer.parseInt(args[1]), 1);
      load(served.url());
      List<List<String>> loads = new ArrayList<>();
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        loads.add(load(served.url()));
        System.out.println(loads.get(i));
      }
      for (int figure = 1; figure < loads.get(0).size(); figure += 2) {
        int at = figure;
        List<Double> values =
            loads.stream()
                .map(l -> Double.parseDouble(l.get(at)))
                .sorted(Comparator.naturalOrder())
                .toList();
        System.out.printf(
            "%s: median %.0f, %.0f to %.0f%n",
            loads.get(0).get(at - 1),
            values.get(values.size() / 2),
            values.get(0),
            values.get(values.size() - 1));
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static List<String> load(String url) throws InterruptedException {
    try (Browser browser = Browser.open(1_440, 900, false)) {
      browser.go(url);
      browser.script(WATCH);
      Thread.sleep(SETTLE_MS);
      return (List<String>) browser.script(FIGURES);
    }
  }
}
