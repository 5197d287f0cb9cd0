package io.attune.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The dashboard's own files and the chart library's, from the class path; nothing else. */
final class Assets {
  private static final String OWN = "/io/attune/server/dashboard/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final Map<String, Asset> BY_PATH =
      Map.of(
          "/", new Asset(OWN + "index.html", "text/html; charset=utf-8"),
          "/dashboard.css", new Asset(OWN + "dashboard.css", "text/css; charset=utf-8"),
          "/dashboard.js", new Asset(OWN + "dashboard.js", "text/javascript; charset=utf-8"),
          "/uplot.js", new Asset(UPLOT + "uPlot.iife.min.js", "text/javascript; charset=utf-8"),
          "/uplot.css", new Asset(UPLOT + "uPlot.min.css", "text/css; charset=utf-8"));

  private record Asset(String resource, String type) {}

  void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Asset asset = BY_PATH.get(path);
    if (asset == null) {
      HttpApi.error(exchange, 404, "Nothing is served at " + path + ".");
      return;
    }
    try (InputStream in = Assets.class.getResourceAsStream(asset.resource())) {
      if (in == null) {
        throw new IllegalStateException(asset.resource() + " is not on the class path");
      }
      HttpApi.send(exchange, 200, asset.type(), in.readAllBytes());
    }
  }
}
