package io.attune.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.server.http.Caller;
import io.attune.server.http.Incoming;
import io.attune.server.http.ProblemException;
import io.attune.server.http.ProblemType;
import io.attune.server.http.Role;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is admitted, without a server. */
class AccessTest {
  private static final String PROXY = "10.0.0.7";
  private static final String ELSEWHERE = "192.0.2.1";

  private static final String TOKEN = Credential.newToken();

  @TempDir private Path directory;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = directory.resolve("credentials");
    Files.write(
        file,
        List.of(
            "# who may",
            "",
            Credential.ofToken("ci", Role.READ, TOKEN).line(),
            Credential.ofPassword("ada", Role.OPERATE, "correct horse", Credential.FEWEST_ROUNDS)
                .line()));
  }

  private Access access(String... settings) {
    return new AccessSettings(config(settings)).access(now::get, nanos::get);
  }

  private AttuneConfig config(String... settings) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return AttuneConfig.of(all);
  }

  private Access withFile(String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("http.credentials.file", file.toString()));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new AccessSettings(AttuneConfig.of(all)).access(now::get, nanos::get);
  }

  private static Incoming from(String peer, String method, String... headers) {
    Map<String, List<String>> all = new HashMap<>(Map.of("Host", List.of("localhost:8480")));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], List.of(headers[i + 1]));
    }
    try {
      return new Incoming(method, "/api/v1/x", all, InetAddress.getByName(peer), false);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Incoming get(String... headers) {
    return from("127.0.0.1", "GET", headers);
  }

  private static void assertRefused(ProblemType type, Access access, Incoming request, Role role) {
    assertThatThrownBy(() -> access.admit(request, role))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> {
              assertThat(refusal.problem().type()).isEqualTo(type);
              assertThat(refusal.problem().detail()).matches("[A-Z].*[.]").doesNotContain(TOKEN);
            });
  }

  private static String basic(String name, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8480",
        "localhost.",
        "127.0.0.1:8480",
        "[::1]:8480",
        "10.2.3.4",
        "attune.example.org:443"
      })
  void namesOfItsOwnAndAddressesAreServed(String host) {
    Access access = access("http.hosts", "attune.example.org, other.example.org");

    assertThat(access.admit(get("Host", host), Role.READ).role()).isEqualTo(Role.READ);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8480",
        "attune.example.org@evil.example",
        "evil.example:127.0.0.1",
        "",
        "[evil]",
      })
  void otherNamesAreNot(String host) {
    Access access = access("http.hosts", "attune.example.org");

    assertRefused(ProblemType.MISDIRECTED, access, get("Host", host), Role.NOBODY);
  }

  @Test
  void withoutCredentialsAllMayReadAndNobodyDecides() {
    Access access = access();

    assertThat(access.admit(get(), Role.READ)).isEqualTo(new Caller("", Role.READ, "127.0.0.1"));
    Incoming write = from("127.0.0.1", "POST", "Content-Type", "application/json");
    assertRefused(ProblemType.FORBIDDEN, access, write, Role.OPERATE);
  }

  @Test
  void tokensAndPasswordsSayWho() {
    Access access = withFile();

    assertThat(access.admit(get("Authorization", "Bearer " + TOKEN), Role.READ))
        .isEqualTo(new Caller("ci", Role.READ, "127.0.0.1"));
    Incoming ada = get("Authorization", basic("ada", "correct horse"));
    assertThat(access.admit(ada, Role.OPERATE).name()).isEqualTo("ada");
    assertThat(access.admit(ada, Role.OPERATE).name()).as("remembered").isEqualTo("ada");
    assertRefused(
        ProblemType.FORBIDDEN, access, get("Authorization", "Bearer " + TOKEN), Role.OPERATE);
    assertRefused(ProblemType.UNAUTHENTICATED, access, get(), Role.READ);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer attune_no,UNAUTHENTICATED",
    "Bearer,UNAUTHENTICATED",
    "Digest x,BAD_REQUEST",
    "Basic !,BAD_REQUEST",
    "Basic Og==,BAD_REQUEST"
  })
  void wrongOnesAreRefused(String header, ProblemType type) {
    assertRefused(type, withFile(), get("Authorization", header), Role.READ);
  }

  @Test
  void aTokenIsNoPasswordAndAHashIsNoToken() throws Exception {
    Access access = withFile();
    String hash = Files.readAllLines(file).get(2).split(" ")[2];

    for (String value :
        List.of(basic("ci", TOKEN), basic("ada", "wrong"), basic("eve", "correct horse"))) {
      assertRefused(ProblemType.UNAUTHENTICATED, access, get("Authorization", value), Role.READ);
    }
    assertRefused(
        ProblemType.UNAUTHENTICATED, access, get("Authorization", "Bearer " + hash), Role.READ);
  }

  @Test
  void guessingEnds() {
    Access access = withFile();
    for (int i = 0; i < 10; i++) {
      assertRefused(
          ProblemType.UNAUTHENTICATED, access, get("Authorization", "Bearer " + i), Role.READ);
    }

    assertRefused(
        ProblemType.TOO_MANY_REQUESTS, access, get("Authorization", "Bearer x"), Role.READ);
    assertThat(
            access
                .admit(from(ELSEWHERE, "GET", "Authorization", "Bearer " + TOKEN), Role.READ)
                .name())
        .as("others are not held up")
        .isEqualTo("ci");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(7));
    assertThat(access.admit(get("Authorization", "Bearer " + TOKEN), Role.READ).name())
        .isEqualTo("ci");
  }

  @Test
  void aClientMayNotAskTooOften() {
    Access access = access("http.rate", "2");
    for (int i = 0; i < 6; i++) {
      access.admit(get(), Role.READ);
    }

    assertRefused(ProblemType.TOO_MANY_REQUESTS, access, get(), Role.READ);
    access.admit(from(ELSEWHERE, "GET"), Role.READ);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    access.admit(get(), Role.READ);
  }

  @Test
  void aLineThatIsTakenOutEndsWhatItAllowed() throws Exception {
    Access access = withFile();
    Credential ada = access.login(get(), "", "ada", "correct horse");
    String cookie = access.begin(get(), ada).split(";")[0];
    assertThat(access.admit(get("Cookie", cookie), Role.OPERATE).name()).isEqualTo("ada");

    Files.write(file, List.of(Credential.ofToken("new", Role.READ, "attune_new").line()));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));

    assertRefused(ProblemType.UNAUTHENTICATED, access, get("Cookie", cookie), Role.READ);
    assertThat(access.admit(get("Authorization", "Bearer attune_new"), Role.READ).name())
        .isEqualTo("new");

    Files.writeString(file, "half a li");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
    assertThat(access.admit(get("Authorization", "Bearer attune_new"), Role.READ).name())
        .as("a file that cannot be read changes nothing")
        .isEqualTo("new");
  }

  @Test
  void sessionsEndAndCannotBeMade() {
    Access access = withFile("http.session.lifetime", "1h");
    Credential ada = access.login(get(), "", "ada", "correct horse");
    String header = access.begin(get(), ada);
    String cookie = header.split(";")[0];

    assertThat(header).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain("Secure");
    assertThat(access.admit(get("Cookie", "a=b; " + cookie), Role.READ).name()).isEqualTo("ada");
    for (String forged :
        List.of(
            cookie + "x",
            cookie.substring(0, cookie.indexOf('.')),
            "attune-session=YWRhfHh8OTk5OTk5OTk5OQ.AAAA",
            "attune-session=..",
            "attune-session=")) {
      assertRefused(ProblemType.UNAUTHENTICATED, access, get("Cookie", forged), Role.READ);
    }
    assertRefused(ProblemType.UNAUTHENTICATED, withFile(), get("Cookie", cookie), Role.READ);
    now.set(Instant.EPOCH.plus(Duration.ofHours(1)));
    assertRefused(ProblemType.UNAUTHENTICATED, access, get("Cookie", cookie), Role.READ);
  }

  @Test
  void aTrustedProxySaysWhoAndNobodyElseDoes() {
    Access access =
        withFile(
            "http.trusted.proxies", PROXY + ",2001:db8::/32",
            "http.proxy.user.header", "X-Forwarded-User",
            "http.proxy.operators", "grace,@ops");

    assertThat(access.admit(from(PROXY, "GET", "X-Forwarded-User", "alan"), Role.READ).role())
        .isEqualTo(Role.READ);
    assertThat(access.admit(from(PROXY, "GET", "X-Forwarded-User", "grace"), Role.READ).role())
        .isEqualTo(Role.OPERATE);
    Incoming grouped =
        from(
            "2001:db8::9",
            "GET",
            "X-Forwarded-User",
            "alan",
            "X-Forwarded-Groups",
            "dev,ops",
            "X-Forwarded-For",
            "10.9.9.9, " + ELSEWHERE);
    assertThat(access.admit(grouped, Role.OPERATE))
        .isEqualTo(new Caller("alan", Role.OPERATE, ELSEWHERE));
    Incoming forged = from(ELSEWHERE, "GET", "X-Forwarded-User", "grace");
    assertRefused(ProblemType.UNAUTHENTICATED, access, forged, Role.READ);
    assertRefused(ProblemType.UNAUTHENTICATED, access, from(PROXY, "GET"), Role.READ);
  }

  @Test
  void withoutTlsOnlyTheProxyIsAnswered() throws Exception {
    Access access =
        withFile(
            "http.host", "0.0.0.0",
            "http.hosts", "attune.example.org",
            "http.trusted.proxies", PROXY);

    Incoming proxied = from(PROXY, "GET", "X-Forwarded-Host", "attune.example.org");
    assertThat(access.admit(proxied, Role.NOBODY).role()).isEqualTo(Role.NOBODY);
    assertRefused(ProblemType.FORBIDDEN, access, from(ELSEWHERE, "GET"), Role.NOBODY);
    Incoming probe =
        new Incoming(
            "GET",
            "/health/ready",
            Map.of("Host", List.of("10.4.4.4:8480")),
            InetAddress.getByName(ELSEWHERE),
            false);
    assertThat(access.admit(probe, Role.NOBODY)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "POST|application/json|-|-|true",
        "POST|application/json; charset=utf-8|same-origin|http://localhost:8480|true",
        "POST|application/json|none|-|true",
        "DELETE|-|same-origin|http://localhost:8480|true",
        "POST|application/json|cross-site|-|FORBIDDEN",
        "POST|application/json|same-site|-|FORBIDDEN",
        "POST|application/json|-|http://evil.example|FORBIDDEN",
        "POST|application/json|-|http://localhost:9999|FORBIDDEN",
        "POST|application/json|-|https://localhost:8480|FORBIDDEN",
        "POST|application/json|-|null|FORBIDDEN",
        "DELETE|-|cross-site|-|FORBIDDEN",
        "DELETE|-|-|http://evil.example|FORBIDDEN",
        "POST|text/plain|-|-|UNSUPPORTED_MEDIA_TYPE",
        "POST|application/x-www-form-urlencoded|same-origin|-|UNSUPPORTED_MEDIA_TYPE",
        "POST|-|-|-|UNSUPPORTED_MEDIA_TYPE",
      })
  void changesComeFromItsOwnPageOrAProgram(
      String method, String type, String site, String origin, String expected) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Host", List.of("localhost:8480"));
    headers.put("Authorization", List.of(basic("ada", "correct horse")));
    if (type != null) {
      headers.put("Content-Type", List.of(type));
    }
    if (site != null) {
      headers.put("Sec-Fetch-Site", List.of(site));
    }
    if (origin != null) {
      headers.put("Origin", List.of(origin));
    }
    Incoming request =
        new Incoming(method, "/api/v1/decisions", headers, InetAddress.getLoopbackAddress(), false);

    if (expected.equals("true")) {
      assertThat(withFile().admit(request, Role.OPERATE).name()).isEqualTo("ada");
    } else {
      assertRefused(ProblemType.valueOf(expected), withFile(), request, Role.OPERATE);
    }
  }

  @Test
  void beyondLoopbackItHasToBeProtected() {
    assertThatThrownBy(() -> access("http.host", "0.0.0.0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "http.host is 0.0.0.0", "http.tls.certificate", "http.credentials.file");
    assertThatThrownBy(() -> withFile("http.host", "0.0.0.0"))
        .hasMessageContaining("http.trusted.proxies")
        .hasMessageNotContaining("http.credentials.file");
    assertThatThrownBy(() -> access("http.host", "0.0.0.0", "http.trusted.proxies", PROXY))
        .hasMessageContaining("http.credentials.file")
        .hasMessageNotContaining("http.tls.certificate");
    assertThat(access("http.host", "0.0.0.0", "http.unprotected", "true")).isNotNull();
    assertThat(withFile("http.host", "0.0.0.0", "http.trusted.proxies", PROXY)).isNotNull();
  }

  @Test
  void settingsThatDoNotFitAreSaid() {
    assertThatThrownBy(() -> access("http.trusted.proxies", "proxy.example.org"))
        .hasMessageContaining("must be addresses such as");
    assertThatThrownBy(() -> access("http.trusted.proxies", "10.0.0.0/99"))
        .hasMessageContaining("must be addresses such as");
    assertThatThrownBy(() -> access("http.proxy.user.header", "X-User"))
        .hasMessageContaining("http.trusted.proxies");
    assertThatThrownBy(() -> access("http.credentials.file", "/no/such/file"))
        .hasMessageContaining("/no/such/file");
    assertThatThrownBy(
            () -> new AccessSettings(config("http.tls.certificate", "a.pem")).certificate())
        .hasMessageContaining("http.tls.key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ci read secret-in-clear|not the token or password itself",
        "ci admin sha256$00|a role is read or operate",
        "ci read|a name, a role and a hash",
        "c,i read sha256$00|a name has letters",
        "ci read pbkdf2-sha512$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "|too few rounds",
      })
  void aLineThatIsWrongIsNamedAndNotQuoted(String line, String why) throws Exception {
    Files.writeString(file, "# one\n" + line + "\n");

    assertThatThrownBy(this::withFile)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("Line 2", file.toString(), why)
        .hasMessageNotContaining("secret-in-clear");
  }

  @Test
  void aNameMayStandThereOnce() throws Exception {
    String line = Credential.ofToken("ci", Role.READ, "a").line();
    Files.write(file, List.of(line, line));
    assertThatThrownBy(this::withFile).hasMessageContaining("ci is there twice");
    Files.writeString(file, "# nobody\n");
    assertThatThrownBy(this::withFile).hasMessageContaining("has no line");
  }
}
