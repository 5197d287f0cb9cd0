package io.attune.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit. */
class ServiceUnitTest {
  private static final Path UNIT = Release.top().resolve("deploy/systemd/attune.service");

  @Test
  void comesBackWhenItFailsButNotWhenItIsUsedWrongly() throws IOException {
    assertThat(setting("Restart")).isEqualTo("on-failure");
    assertThat(setting("RestartPreventExitStatus")).isEqualTo("2");
    assertThat(setting("ExecStart")).startsWith("/opt/attune/bin/attune serve ");
    assertThat(setting("User")).isNotEqualTo("root");
  }

  @Test
  void systemdUnderstandsEveryLine(@TempDir Path directory) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "there is no systemd");
    Path command = Files.createFile(directory.resolve("attune"));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path unit =
        Files.writeString(
            directory.resolve("attune.service"),
            Files.readString(UNIT)
                .replace("/opt/attune/bin/attune", command.toString())
                .replace("=attune\n", "=root\n"));

    try (Program verify =
        Program.start(
            directory,
            Map.of("PATH", "/usr/bin:/bin"),
            List.of("systemd-analyze", "verify", "--man=no", unit.toString()))) {
      assertThat(verify.exitCode(Duration.ofMinutes(1))).as(verify.output()).isZero();
      assertThat(verify.output()).doesNotContain("attune.service:");
    }
  }

  private static String setting(String name) throws IOException {
    Matcher line =
        Pattern.compile("^" + name + "=(.*)$", Pattern.MULTILINE).matcher(Files.readString(UNIT));
    assertThat(line.find()).as(name).isTrue();
    return line.group(1);
  }
}
