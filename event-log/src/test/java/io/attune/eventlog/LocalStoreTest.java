package io.attune.eventlog;

import io.attune.eventlog.testing.LogStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest extends LogStoreContract {
  @TempDir private Path directory;

  @Override
  protected String store(Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return directory.toString();
  }
}
