package io.attune.server;

import io.attune.server.http.Assets;
import io.attune.server.http.Route;
import java.util.List;

/** The dashboard's own files and the chart library's; nothing else of the class path is served. */
final class Dashboard {
  private static final String OWN = "/io/attune/server/dashboard/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String CSS = "text/css";
  private static final String SCRIPT = "text/javascript";

  private Dashboard() {}

  static List<Route> routes() {
    return List.of(
        Assets.route("/", OWN + "index.html", "text/html"),
        Assets.route("/dashboard.css", OWN + "dashboard.css", CSS),
        Assets.route("/dashboard.js", OWN + "dashboard.js", SCRIPT),
        Assets.route("/uplot.js", UPLOT + "uPlot.iife.min.js", SCRIPT),
        Assets.route("/uplot.css", UPLOT + "uPlot.min.css", CSS));
  }
}
