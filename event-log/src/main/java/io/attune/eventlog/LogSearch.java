package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.StoredEntry.Kind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One search for event logs. Keeps the real paths, so that links lead nowhere twice. */
final class LogSearch {

  private static final int MAX_DEPTH = 6;
  private static final LogStore LOCAL = new LocalStore();

  private final LogStores stores;
  private final boolean check;
  private final Map<String, EventLog> logs = new LinkedHashMap<>();
  private final Set<String> directories = new HashSet<>();
  private final Deque<String> above = new ArrayDeque<>();
  private final Set<SkippedPath> leftOut = new LinkedHashSet<>();
  private LogStore store = LOCAL;
  private LogStore.FoundFiles listing = new Nothing();
  private int files;

  /**
   * Makes a search.
   *
   * @param stores the stores that are no local ones
   * @param check whether local files are opened to tell what is no log
   */
  LogSearch(LogStores stores, boolean check) {
    this.stores = requireNonNull(stores, "stores is null");
    this.check = check;
  }

  private record Nothing() implements LogStore.FoundFiles {
    @Override
    public Optional<StoredEntry> root() {
      return Optional.empty();
    }

    @Override
    public List<StoredEntry> children(StoredEntry directory) {
      return List.of();
    }
  }

  Found found() {
    return new Found(List.copyOf(logs.values()), List.copyOf(leftOut));
  }

  /** Searches a place that the user gave: whatever is wrong with it is reported. */
  void look(String written) {
    String place = LogPlaces.withoutSecrets(written);
    try {
      store = store(written);
      listing = store.list(place);
      Optional<StoredEntry> root = listing.root();
      if (root.isEmpty()) {
        leave(
            place,
            "There is no file or directory "
                + place
                + ": check the path, or "
                + EventLogs.WHAT_TO_GIVE);
      } else {
        look(root.get());
      }
    } catch (StoreException e) {
      leave(place, EventLogs.reason(e));
    } catch (IOException e) {
      leave(
          place,
          place
              + " cannot be listed ("
              + EventLogs.reason(e)
              + "): check the path and its permissions.");
    }
  }

  private LogStore store(String place) throws IOException {
    if (place.equals(StandardInput.PLACE)) {
      return new StandardInput();
    }
    Optional<LogStore> remote = stores.of(place);
    return remote.isPresent() ? remote.get() : ZipStore.isZip(place) ? new ZipStore(place) : LOCAL;
  }

  private void look(StoredEntry root) throws IOException {
    switch (root.kind()) {
      case DIRECTORY -> {
        int before = logs.size();
        files = 0;
        boolean looked = directory(root, MAX_DEPTH);
        if (looked && logs.size() == before) {
          leave(
              root.path(),
              "The directory "
                  + root.path()
                  + " holds no event log ("
                  + (files == 0 ? "it is empty" : "files looked at: " + files)
                  + "): "
                  + EventLogs.WHAT_TO_GIVE);
        }
      }
      case FILE -> {
        if (!LogDirectory.isPart(root.name()) || !wholeLog(root)) {
          add(root, file(root));
        }
      }
      case SPECIAL ->
          leave(
              root.path(),
              root.path() + " is a pipe or a device, which may never end: give a file.");
      default -> unusable(root);
    }
  }

  /** A part of a log was given: reads the log with all of its parts. */
  private boolean wholeLog(StoredEntry part) throws IOException {
    Optional<String> parent = store.parent(part.path());
    if (parent.isEmpty()) {
      return false;
    }
    LogStore.FoundFiles above = store.list(parent.get());
    Optional<StoredEntry> directory = above.root();
    if (directory.isEmpty()) {
      return false;
    }
    String identity = above.identity(directory.get());
    if (logs.containsKey(identity)) {
      return true;
    }
    Optional<EventLog> log =
        LogDirectory.of(store, directory.get(), visible(above.children(directory.get())));
    if (log.isEmpty() || log.get().files().size() == 1 && !LogDirectory.isNumbered(part.name())) {
      return false;
    }
    logs.put(identity, log.get());
    return true;
  }

  /**
   * Searches a directory.
   *
   * @return whether it was looked into: false when it was seen before, or cannot be listed
   */
  private boolean directory(StoredEntry directory, int depth) {
    List<StoredEntry> children;
    String identity;
    try {
      identity = listing.identity(directory);
      if (!directories.add(identity)) {
        if (above.contains(identity)) {
          leave(
              directory.path(),
              directory.path() + " is a link back to a directory above it: it was not followed.");
        }
        return false;
      }
      children = visible(listing.children(directory));
    } catch (StoreException e) {
      leave(directory.path(), EventLogs.reason(e));
      return false;
    } catch (IOException e) {
      leave(
          directory.path(),
          directory.path()
              + " cannot be listed ("
              + EventLogs.reason(e)
              + "): check the path and its permissions.");
      return false;
    }
    Optional<EventLog> log = LogDirectory.of(store, directory, children);
    if (log.isPresent()) {
      files += log.get().files().size();
      add(directory, log.get());
    } else if (LogDirectory.isFresh(directory, children)) {
      leave(
          directory.path(),
          directory.path() + " has no events yet: its application has just started.");
    } else {
      above.push(identity);
      LogDirectory.candidates(children).forEach(child -> entry(child, depth));
      above.pop();
    }
    return true;
  }

  private static List<StoredEntry> visible(List<StoredEntry> children) {
    return children.stream()
        .filter(child -> !LogDirectory.isHidden(child.name()))
        .sorted(Comparator.comparing(StoredEntry::name))
        .toList();
  }

  private void entry(StoredEntry child, int depth) {
    switch (child.kind()) {
      case DIRECTORY -> {
        if (depth > 1) {
          directory(child, depth - 1);
        } else {
          leave(
              child.path(),
              child.path() + " lies deeper than " + MAX_DEPTH + " levels: give it by itself.");
        }
      }
      case FILE -> {
        files++;
        if (store == LOCAL && ZipStore.isZip(child.path())) {
          archive(child, depth);
          return;
        }
        EventLog log = file(child);
        Optional<SkippedPath> reason = check && isHere() ? EventLogs.check(log) : Optional.empty();
        reason.ifPresentOrElse(leftOut::add, () -> add(child, log));
      }
      case SPECIAL -> {
        files++;
        leave(child.path(), child.path() + " is a pipe, a socket or a device and no log.");
      }
      default -> unusable(child);
    }
  }

  /** Whether to open a file costs little. */
  private boolean isHere() {
    return store == LOCAL || store instanceof ZipStore;
  }

  private void archive(StoredEntry file, int depth) {
    LogStore.FoundFiles outside = listing;
    try {
      store = new ZipStore(file.path());
      listing = store.list(file.path());
      Optional<StoredEntry> root = listing.root();
      if (root.isPresent()) {
        directory(root.get(), depth);
      }
    } catch (IOException e) {
      leave(file.path(), EventLogs.reason(e));
    } finally {
      store = LOCAL;
      listing = outside;
    }
  }

  private void unusable(StoredEntry entry) {
    leave(
        entry.path(),
        entry.path()
            + (entry.is(Kind.DANGLING)
                ? " is a link that leads nowhere."
                : " may not be read by this user: change its permissions."));
  }

  private EventLog file(StoredEntry file) {
    return EventLog.of(store, file, List.of(file), file.inProgress());
  }

  private void add(StoredEntry entry, EventLog log) {
    try {
      logs.putIfAbsent(listing.identity(entry), log);
    } catch (IOException e) {
      leave(entry.path(), entry.path() + " cannot be read (" + EventLogs.reason(e) + ").");
    }
  }

  private void leave(String path, String sentence) {
    leftOut.add(new SkippedPath(path, sentence));
  }
}
