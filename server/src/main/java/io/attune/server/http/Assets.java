package io.attune.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Files of the class path as answers, read once. */
public final class Assets {
  private Assets() {}

  /**
   * A file as a route, for which nobody needs to log in. Its answer is tagged, so a browser asks
   * each time and is seldom sent it.
   *
   * @param path where it is served
   * @param resource where it lies on the class path
   * @param mediaType what it is
   */
  public static Route route(String path, String resource, String mediaType) {
    Answer answer = new Answer(200, mediaType, read(resource), Map.of(), true);
    return Route.at(path, "asset", resource).open().answered(query -> answer);
  }

  /** A page as a route, whose address says what it shows: its script reads the parameters. */
  public static Route page(String path, String resource) {
    return route(path, resource, "text/html").with(List.of(Parameter.any()));
  }

  private static byte[] read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }
}
