package io.attune.server;

import io.attune.server.http.Assets;
import io.attune.server.http.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * The dashboard: its pages, which are one file whose script reads the address, its own modules and
 * the template library's; nothing else of the class path is served.
 */
final class Dashboard {
  private static final String OWN = "/io/attune/server/dashboard/";
  private static final String LIT = "/META-INF/resources/webjars/lit-html/3.3.2/";
  private static final String SCRIPT = "text/javascript";

  private static final List<String> PAGES =
      List.of("", "workload", "application", "stage", "query", "savings", "inbox", "operations");

  private static final List<String> MODULES =
      List.of(
          "app",
          "common",
          "charts",
          "slots",
          "advice",
          "fleet",
          "workload",
          "application",
          "query",
          "overview");

  private Dashboard() {}

  static List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    PAGES.forEach(page -> routes.add(Assets.page("/" + page, OWN + "index.html")));
    MODULES.forEach(
        module -> routes.add(Assets.route("/" + module + ".js", OWN + module + ".js", SCRIPT)));
    routes.add(Assets.route("/dashboard.css", OWN + "dashboard.css", "text/css"));
    routes.add(Assets.route("/lit-html.js", LIT + "lit-html.js", SCRIPT));
    return routes;
  }
}
