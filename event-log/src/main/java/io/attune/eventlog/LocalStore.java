package io.attune.eventlog;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The file system of this machine. */
final class LocalStore implements LogStore {

  private static final String SCHEME = "file:";

  @Override
  public FoundFiles list(String path) throws IOException {
    return new Directories(of(path));
  }

  @Override
  public InputStream open(String path, long offset) throws IOException {
    Path file = of(path);
    if (offset == 0) {
      return Files.newInputStream(file);
    }
    return Channels.newInputStream(FileChannel.open(file).position(offset));
  }

  @Override
  public Optional<String> parent(String path) {
    Path file = Path.of(path);
    Path parent = file.getParent();
    return Optional.ofNullable(parent == null ? file.toAbsolutePath().getParent() : parent)
        .map(Path::toString);
  }

  /** What a shell passes for {@code <(command)}: it has a writer, and so an end. */
  static boolean isStream(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith("/dev/fd") || absolute.startsWith("/proc/self/fd");
  }

  private static Path of(String path) throws StoreException {
    try {
      return path.startsWith(SCHEME)
          ? Path.of(URI.create(path.startsWith("file://") ? path : path.replace(SCHEME, "file://")))
          : Path.of(path);
    } catch (IllegalArgumentException e) {
      throw new StoreException(path + " is no path of this machine: " + e.getMessage() + ".", e);
    }
  }

  private record Directories(Path path) implements FoundFiles {

    @Override
    public Optional<StoredEntry> root() {
      return entry(path);
    }

    @Override
    public List<StoredEntry> children(StoredEntry directory) throws IOException {
      List<StoredEntry> entries = new ArrayList<>();
      try (Stream<Path> children = Files.list(Path.of(directory.path()))) {
        children.forEach(child -> entry(child).ifPresent(entries::add));
      }
      return entries;
    }

    @Override
    public String identity(StoredEntry entry) throws IOException {
      Path where = Path.of(entry.path());
      return isStream(where) ? entry.path() : where.toRealPath().toString();
    }

    private static Optional<StoredEntry> entry(Path path) {
      Path last = path.getFileName();
      String name = last == null ? path.toString() : last.toString();
      BasicFileAttributes attributes;
      try {
        attributes = Files.readAttributes(path, BasicFileAttributes.class);
      } catch (AccessDeniedException e) {
        return Optional.of(StoredEntry.of(path.toString(), name, StoredEntry.Kind.UNREADABLE));
      } catch (IOException e) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            ? Optional.of(StoredEntry.of(path.toString(), name, StoredEntry.Kind.DANGLING))
            : Optional.empty();
      }
      if (!attributes.isDirectory() && !attributes.isRegularFile() && !isStream(path)) {
        return Optional.of(StoredEntry.of(path.toString(), name, StoredEntry.Kind.SPECIAL));
      }
      if (!Files.isReadable(path)) {
        return Optional.of(StoredEntry.of(path.toString(), name, StoredEntry.Kind.UNREADABLE));
      }
      return Optional.of(
          attributes.isDirectory()
              ? StoredEntry.of(path.toString(), name, StoredEntry.Kind.DIRECTORY)
              : StoredEntry.file(
                  path.toString(),
                  name,
                  attributes.size(),
                  attributes.lastModifiedTime().toInstant()));
    }
  }
}
