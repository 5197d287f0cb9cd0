package io.attune.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry's journal: a file with a line of JSON per change, forced to disk before the request is
 * answered. An incomplete last line after a crash belongs to a request that was not answered, and
 * is dropped. The file is locked, so that two registries cannot assign the same id.
 */
final class SchemaJournal implements InMemorySchemaRegistry.Listener, AutoCloseable {
  static final String FILE_NAME = "schemas.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(SchemaJournal.class);

  private final Path file;
  private final FileChannel channel;

  /**
   * @param directory created if missing
   * @throws IOException if the file cannot be used or is locked by another registry
   */
  SchemaJournal(Path directory) throws IOException {
    Files.createDirectories(directory);
    this.file = directory.resolve(FILE_NAME);
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (!lock()) {
      channel.close();
      throw new IOException(
          "Another schema registry is using "
              + file
              + "; stop it, or choose another data directory.");
    }
  }

  private boolean lock() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      LOG.debug("locked by this JVM", e);
      return false;
    }
  }

  /**
   * Restores a registry.
   *
   * @throws IOException if the file is damaged before its last line
   */
  void replay(InMemorySchemaRegistry registry) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int start = 0;
    int line = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        line++;
        apply(registry, new String(bytes, start, i - start, StandardCharsets.UTF_8), line);
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      LOG.warn(
          "{} ends in the middle of a line; the last {} bytes are dropped",
          file,
          bytes.length - start);
      channel.truncate(start);
    }
    channel.position(start);
  }

  private void apply(InMemorySchemaRegistry registry, String text, int line) throws IOException {
    try {
      JsonNode json = RegistryHttp.JSON.readTree(text);
      if (json.has("schema")) {
        Schema schema =
            new Schema.Parser().setValidateDefaults(false).parse(json.get("schema").asText());
        registry.restore(
            new RegisteredSchema(
                json.required("subject").asText(),
                json.required("version").asInt(),
                json.required("id").asInt(),
                schema));
      } else {
        registry.restoreLevel(
            json.path("subject").asText(null),
            CompatibilityLevel.valueOf(json.required("compatibility").asText()));
      }
    } catch (JsonProcessingException | AvroRuntimeException | IllegalArgumentException e) {
      throw new IOException(
          "Line "
              + line
              + " of "
              + file
              + " is damaged ("
              + ErrorLine.of(e)
              + "); restore the file from a copy, or remove it to begin with an empty registry.",
          e);
    }
  }

  @Override
  public void registered(RegisteredSchema version) {
    append(
        RegistryHttp.JSON
            .createObjectNode()
            .put("subject", version.subject())
            .put("version", version.version())
            .put("id", version.id())
            .put("schema", version.schema().toString()));
  }

  @Override
  public void levelSet(String subject, CompatibilityLevel level) {
    ObjectNode json = RegistryHttp.JSON.createObjectNode();
    if (subject != null) {
      json.put("subject", subject);
    }
    append(json.put("compatibility", level.name()));
  }

  private void append(ObjectNode json) {
    try {
      long before = channel.position();
      try {
        ByteBuffer line = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
          channel.write(line);
        }
        channel.force(true);
      } catch (IOException e) {
        channel.truncate(before);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The schema registry cannot write " + file + ".", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
