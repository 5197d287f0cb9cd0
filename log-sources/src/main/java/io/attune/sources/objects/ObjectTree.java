package io.attune.sources.objects;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.LogStore;
import io.attune.eventlog.StoredEntry;
import io.attune.sources.http.Uris;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects as the tree that their names draw. */
final class ObjectTree implements LogStore.FoundFiles {

  /** What Hadoop's older clients leave for a directory. */
  private static final String MARKER = "_$folder$";

  private final String address;
  private final Map<String, List<StoredEntry>> children = new HashMap<>();
  private final StoredEntry root;

  /** Creates a tree of what is below a directory. */
  ObjectTree(String address, String directory) {
    this.address = requireNonNull(address, "address is null");
    String path = directory.isEmpty() ? address : address + "/" + directory;
    this.root = StoredEntry.of(path, Uris.name(path), StoredEntry.Kind.DIRECTORY);
    children.put(path, new ArrayList<>());
  }

  void add(Bucket.Stored object) {
    boolean directory = object.directory() || object.key().endsWith("/");
    String path = address + "/" + Uris.trimmed(object.key());
    if (path.endsWith(MARKER) || !path.startsWith(root.path() + "/")) {
      return;
    }
    if (directory) {
      directory(path);
    } else {
      directory(path.substring(0, path.lastIndexOf('/')))
          .add(StoredEntry.file(path, Uris.name(path), object.sizeBytes(), object.lastModified()));
    }
  }

  private List<StoredEntry> directory(String path) {
    List<StoredEntry> known = children.get(path);
    if (known != null) {
      return known;
    }
    List<StoredEntry> made = new ArrayList<>();
    children.put(path, made);
    directory(path.substring(0, path.lastIndexOf('/')))
        .add(StoredEntry.of(path, Uris.name(path), StoredEntry.Kind.DIRECTORY));
    return made;
  }

  @Override
  public Optional<StoredEntry> root() {
    return Optional.of(root);
  }

  @Override
  public List<StoredEntry> children(StoredEntry directory) {
    return children.getOrDefault(directory.path(), List.of());
  }
}
