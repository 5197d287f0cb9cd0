package io.attune.eventlog;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip archive on this machine, as a directory of what is in it. Nothing is unpacked to the disk.
 * The archive stays open as long as it is referred to.
 */
final class ZipStore implements LogStore {

  private static final String INSIDE = "!/";
  private static final Pattern PLACE = Pattern.compile("(?i)(.*?\\.zip)(?:!/?(.*))?");

  private final String archive;
  private final ZipFile zip;

  /**
   * Opens an archive.
   *
   * @param place path of the archive, or of something in it, as in {@code logs.zip!/app-1}
   */
  ZipStore(String place) throws IOException {
    Matcher parts = PLACE.matcher(place);
    this.archive = parts.matches() ? parts.group(1) : place;
    try {
      this.zip = new ZipFile(archive);
    } catch (ZipException e) {
      throw new StoreException(
          archive + " is no whole zip archive (" + e.getMessage() + "): copy it again.", e);
    }
  }

  /** Whether a path is one of an archive: the names of logs do not end so. */
  static boolean isZip(String path) {
    Matcher parts = PLACE.matcher(path);
    return parts.matches() && new File(parts.group(1)).isFile();
  }

  @Override
  public FoundFiles list(String path) {
    Matcher parts = PLACE.matcher(path);
    String inside = parts.matches() && parts.group(2) != null ? parts.group(2) : "";
    Tree tree = new Tree(archive, inside.replaceFirst("/+$", ""));
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      tree.add(entries.nextElement());
    }
    return tree;
  }

  @Override
  public InputStream open(String path, long offset) throws IOException {
    ZipEntry entry = zip.getEntry(path.substring(archive.length() + INSIDE.length()));
    if (entry == null) {
      throw new NoSuchFileException(path);
    }
    InputStream in = zip.getInputStream(entry);
    in.skipNBytes(Math.min(offset, entry.getSize()));
    return in;
  }

  @Override
  public Optional<String> parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(path.substring(0, slash));
  }

  private static final class Tree implements FoundFiles {
    private final String archive;
    private final String inside;
    private final Map<String, List<StoredEntry>> children = new HashMap<>();

    Tree(String archive, String inside) {
      this.archive = archive;
      this.inside = inside;
      children.put("", new ArrayList<>());
    }

    void add(ZipEntry entry) {
      String name = entry.getName();
      if (entry.isDirectory()) {
        directory(name.substring(0, name.length() - 1));
        return;
      }
      int slash = name.lastIndexOf('/');
      directory(slash < 0 ? "" : name.substring(0, slash))
          .add(
              StoredEntry.file(
                  archive + INSIDE + name,
                  name.substring(slash + 1),
                  Math.max(0, entry.getSize()),
                  entry.getLastModifiedTime() == null
                      ? Instant.EPOCH
                      : entry.getLastModifiedTime().toInstant()));
    }

    private List<StoredEntry> directory(String name) {
      List<StoredEntry> known = children.get(name);
      if (known != null) {
        return known;
      }
      List<StoredEntry> made = new ArrayList<>();
      children.put(name, made);
      int slash = name.lastIndexOf('/');
      directory(slash < 0 ? "" : name.substring(0, slash))
          .add(
              StoredEntry.of(
                  archive + INSIDE + name, name.substring(slash + 1), StoredEntry.Kind.DIRECTORY));
      return made;
    }

    @Override
    public Optional<StoredEntry> root() {
      if (inside.isEmpty()) {
        String name = archive.substring(archive.replace('\\', '/').lastIndexOf('/') + 1);
        return Optional.of(StoredEntry.of(archive, name, StoredEntry.Kind.DIRECTORY));
      }
      String path = archive + INSIDE + inside;
      return children
          .getOrDefault(inside.substring(0, Math.max(0, inside.lastIndexOf('/'))), List.of())
          .stream()
          .filter(entry -> entry.path().equals(path))
          .findFirst();
    }

    @Override
    public List<StoredEntry> children(StoredEntry directory) {
      String path = directory.path();
      return children.getOrDefault(
          path.equals(archive) ? "" : path.substring(archive.length() + INSIDE.length()),
          List.of());
    }
  }
}
