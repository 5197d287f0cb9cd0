package io.attune.sources.hdfs;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.StoreException;
import io.attune.sources.http.ProcessEnvironment;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Hadoop's own client, on a class path that the user names. It is reached by reflection, through a
 * loader of its own: its version and its libraries are the cluster's.
 *
 * <p>May be used by several threads.
 */
final class HadoopClient {

  /** What {@code hadoop classpath} prints, or the jars of a Spark installation. */
  static final String VARIABLE = "ATTUNE_HADOOP_CLASSPATH";

  private static final String FS = "org.apache.hadoop.fs.";

  private final ClassLoader loader;
  private final Object fileSystem;
  private final Constructor<?> path;
  private final Method getFileStatus;
  private final Method listStatus;
  private final Method open;
  private final Method seek;
  private final Method getPath;
  private final Method getName;
  private final Method getLen;
  private final Method getModificationTime;
  private final Method isDirectory;

  /**
   * A file or directory.
   *
   * @param name last part of its path
   * @param directory whether it is a directory
   * @param bytes its size as the file system knows it
   * @param modified when it was written to, in milliseconds
   */
  record Status(String name, boolean directory, long bytes, long modified) {}

  private HadoopClient(ClassLoader loader, URI address)
      throws ReflectiveOperationException, IOException {
    this.loader = loader;
    Class<?> configuration = loader.loadClass("org.apache.hadoop.conf.Configuration");
    Class<?> fs = loader.loadClass(FS + "FileSystem");
    Class<?> paths = loader.loadClass(FS + "Path");
    Class<?> status = loader.loadClass(FS + "FileStatus");
    path = paths.getConstructor(String.class, String.class, String.class);
    getFileStatus = fs.getMethod("getFileStatus", paths);
    listStatus = fs.getMethod("listStatus", paths);
    open = fs.getMethod("open", paths);
    seek = loader.loadClass(FS + "FSDataInputStream").getMethod("seek", long.class);
    getPath = status.getMethod("getPath");
    getName = paths.getMethod("getName");
    getLen = status.getMethod("getLen");
    getModificationTime = status.getMethod("getModificationTime");
    isDirectory = status.getMethod("isDirectory");
    Object settings = inside(() -> configuration.getConstructor().newInstance());
    Method get = fs.getMethod("get", URI.class, configuration);
    fileSystem = inside(() -> get.invoke(null, address, settings));
  }

  /** Whether the user names a class path. */
  static boolean isNamed(ProcessEnvironment environment) {
    return environment.variable(VARIABLE).isPresent();
  }

  /**
   * Loads it.
   *
   * @param address scheme and authority of a file system; without an authority the default one's
   * @throws StoreException when there is none, or it cannot be used
   */
  static HadoopClient of(ProcessEnvironment environment, URI address) throws StoreException {
    String classPath = environment.variable(VARIABLE).orElse("");
    try {
      ClassLoader loader =
          new URLClassLoader(
              urls(environment.variable("HADOOP_CONF_DIR"), classPath),
              ClassLoader.getPlatformClassLoader());
      return new HadoopClient(loader, address);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new StoreException(
          VARIABLE
              + " leads to no client of Hadoop that can be used ("
              + e.getClass().getSimpleName()
              + " "
              + e.getMessage()
              + "): give what \"hadoop classpath\" prints.",
          e);
    } catch (IOException e) {
      throw new StoreException(
          "Hadoop's client cannot use "
              + address
              + " ("
              + firstLine(e)
              + "): check HADOOP_CONF_DIR.",
          e);
    }
  }

  private static URL[] urls(Optional<String> configuration, String classPath) throws IOException {
    List<String> entries = new ArrayList<>();
    configuration.ifPresent(entries::add);
    entries.addAll(Arrays.asList(classPath.split(File.pathSeparator)));
    List<URL> urls = new ArrayList<>();
    for (String entry : entries) {
      if (entry.endsWith("*")) {
        jars(Path.of(entry.substring(0, entry.length() - 1)), urls);
      } else if (!entry.isBlank()) {
        urls.add(Path.of(entry.strip()).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static void jars(Path directory, List<URL> urls) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    TreeSet<Path> sorted = new TreeSet<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
      jars.forEach(sorted::add);
    }
    for (Path jar : sorted) {
      urls.add(url(jar));
    }
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }

  /** A file or directory. */
  Status status(URI place, String file) throws IOException {
    return inside(() -> status(getFileStatus.invoke(fileSystem, path(place, file))));
  }

  /** What is in a directory. */
  List<Status> list(URI place, String directory) throws IOException {
    return inside(
        () -> {
          List<Status> all = new ArrayList<>();
          for (Object one : (Object[]) listStatus.invoke(fileSystem, path(place, directory))) {
            all.add(status(one));
          }
          return all;
        });
  }

  /** Opens a file; at or after its end there is nothing to read. */
  InputStream open(URI place, String file, long offset) throws IOException {
    return inside(
        () -> {
          InputStream in = (InputStream) open.invoke(fileSystem, path(place, file));
          if (offset > 0) {
            try {
              seek.invoke(in, offset);
            } catch (InvocationTargetException e) {
              in.close();
              if (e.getCause() instanceof java.io.EOFException) {
                return InputStream.nullInputStream();
              }
              throw e;
            }
          }
          return in;
        });
  }

  private Object path(URI place, String file) throws ReflectiveOperationException {
    return path.newInstance(place.getScheme(), place.getRawAuthority(), file);
  }

  private Status status(Object status) throws ReflectiveOperationException {
    return new Status(
        (String) getName.invoke(getPath.invoke(status)),
        (Boolean) isDirectory.invoke(status),
        (Long) getLen.invoke(status),
        (Long) getModificationTime.invoke(status));
  }

  /** Something that is done with it. */
  private interface ClientCall<T> {
    T get() throws ReflectiveOperationException, IOException;
  }

  /** Hadoop finds its services through the loader of the thread. */
  private <T> T inside(ClientCall<T> work) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return work.get();
    } catch (InvocationTargetException e) {
      Throwable cause = requireNonNull(e.getCause());
      if (cause instanceof IOException known) {
        throw known;
      }
      throw new IOException(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
    } catch (ReflectiveOperationException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** What Hadoop says at first; stacks of its servers may follow. */
  static String firstLine(IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("no reason given").strip();
  }
}
