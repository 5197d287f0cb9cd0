package io.attune.sources.hdfs;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStore;
import io.attune.eventlog.StoreException;
import io.attune.eventlog.StoredEntry;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Uris;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file system of Hadoop's, through its own client on the user's class path: HDFS by its native
 * protocol, with the cluster's configuration and Kerberos, and whatever else that client knows.
 */
public final class HadoopStore implements LogStore {

  private final String address;
  private final URI place;
  private final HadoopClient client;

  private HadoopStore(String address, URI place, HadoopClient client) {
    this.address = address;
    this.place = place;
    this.client = client;
  }

  /** Whether the user wants it: names a class path. */
  public static boolean isWanted(ProcessEnvironment environment) {
    return HadoopClient.isNamed(environment);
  }

  /**
   * The store of an address.
   *
   * @throws StoreException when it is none, or the client cannot be loaded
   */
  public static HadoopStore of(String place, ProcessEnvironment environment) throws StoreException {
    requireNonNull(environment, "environment is null");
    String address = place.replaceFirst("(://[^/]*).*", "$1");
    try {
      URI uri = URI.create(address.endsWith("://") ? address + "/" : address);
      return new HadoopStore(address, uri, HadoopClient.of(environment, uri));
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          LogPlaces.withoutSecrets(place) + " is no address: write hdfs://host/path.");
    }
  }

  @Override
  public boolean tellsGrowth() {
    return false;
  }

  @Override
  public FoundFiles list(String path) {
    return new Directories(Uris.trimmed(path));
  }

  private final class Directories implements FoundFiles {
    private final String path;

    Directories(String path) {
      this.path = path;
    }

    @Override
    public Optional<StoredEntry> root() throws StoreException {
      try {
        return Optional.of(entry(path, client.status(place, inside(path))));
      } catch (FileNotFoundException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw problem(path, e);
      }
    }

    @Override
    public List<StoredEntry> children(StoredEntry directory) throws StoreException {
      List<StoredEntry> entries = new ArrayList<>();
      try {
        for (HadoopClient.Status status : client.list(place, inside(directory.path()))) {
          entries.add(entry(directory.path() + "/" + status.name(), status));
        }
      } catch (IOException e) {
        throw problem(directory.path(), e);
      }
      return entries;
    }
  }

  private static StoredEntry entry(String path, HadoopClient.Status status) {
    String name = status.name().isEmpty() ? Uris.name(path) : status.name();
    return status.directory()
        ? StoredEntry.of(path, name, StoredEntry.Kind.DIRECTORY)
        : StoredEntry.file(path, name, status.bytes(), Instant.ofEpochMilli(status.modified()));
  }

  @Override
  public InputStream open(String path, long offset) throws StoreException {
    try {
      return client.open(place, inside(path), offset);
    } catch (IOException e) {
      throw problem(path, e);
    }
  }

  private String inside(String path) {
    String inside = path.substring(Math.min(path.length(), address.length()));
    return inside.isEmpty() ? "/" : inside;
  }

  private static StoreException problem(String path, IOException e) {
    return new StoreException(
        LogPlaces.withoutSecrets(path)
            + " cannot be read through Hadoop's client ("
            + HadoopClient.firstLine(e)
            + "): check HADOOP_CONF_DIR and the user's rights, and get a ticket with kinit where"
            + " Kerberos is used.",
        e);
  }
}
