package io.attune.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image in an archive, as {@code docker load} reads it.
 *
 * @param tags its names
 * @param config the image's configuration
 * @param layers entries of each layer, the lowest first
 */
record ImageFiles(List<String> tags, JsonNode config, List<List<TarArchiveEntry>> layers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads an image, and unpacks its layers over each other. */
  static ImageFiles unpack(Path archive, Path root) throws IOException {
    Map<String, byte[]> parts = new HashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
      for (TarArchiveEntry part = tar.getNextEntry(); part != null; part = tar.getNextEntry()) {
        parts.put(part.getName(), tar.readAllBytes());
      }
    }
    JsonNode manifest = JSON.readTree(parts.get("manifest.json")).get(0);
    List<List<TarArchiveEntry>> layers = new ArrayList<>();
    for (JsonNode layer : manifest.path("Layers")) {
      layers.add(unpack(parts.get(layer.asText()), root));
    }
    List<String> tags = new ArrayList<>();
    manifest.path("RepoTags").forEach(tag -> tags.add(tag.asText()));
    return new ImageFiles(tags, JSON.readTree(parts.get(manifest.path("Config").asText())), layers);
  }

  /** Names of the files in a layer. */
  List<String> names(int layer) {
    return layers.get(layer).stream()
        .filter(entry -> !entry.isDirectory())
        .map(TarArchiveEntry::getName)
        .toList();
  }

  /** The program and its first arguments. */
  List<String> entrypoint() {
    List<String> words = new ArrayList<>();
    config.path("config").path("Entrypoint").forEach(word -> words.add(word.asText()));
    return words;
  }

  /** Variables, {@code NAME=VALUE}. */
  List<String> environment() {
    List<String> variables = new ArrayList<>();
    config.path("config").path("Env").forEach(variable -> variables.add(variable.asText()));
    return variables;
  }

  private static List<TarArchiveEntry> unpack(byte[] layer, Path root) throws IOException {
    List<TarArchiveEntry> entries = new ArrayList<>();
    try (InputStream bytes = new GZIPInputStream(new ByteArrayInputStream(layer));
        TarArchiveInputStream tar = new TarArchiveInputStream(bytes)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.add(entry);
        Path file = root.resolve(entry.getName().replaceFirst("^/", "")).normalize();
        if (!file.startsWith(root)) {
          throw new IOException("the layer writes outside of the image: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isFile()) {
          Files.createDirectories(file.getParent());
          Files.write(file, tar.readAllBytes());
        } else {
          throw new IOException("neither file nor directory: " + entry.getName());
        }
        Files.setPosixFilePermissions(file, permissions(entry.getMode()));
      }
    }
    return entries;
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] all = {
      PosixFilePermission.OTHERS_EXECUTE,
      PosixFilePermission.OTHERS_WRITE,
      PosixFilePermission.OTHERS_READ,
      PosixFilePermission.GROUP_EXECUTE,
      PosixFilePermission.GROUP_WRITE,
      PosixFilePermission.GROUP_READ,
      PosixFilePermission.OWNER_EXECUTE,
      PosixFilePermission.OWNER_WRITE,
      PosixFilePermission.OWNER_READ
    };
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode & 1 << bit) != 0) {
        set.add(all[bit]);
      }
    }
    return set;
  }
}
