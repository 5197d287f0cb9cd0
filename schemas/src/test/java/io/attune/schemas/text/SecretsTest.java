package io.attune.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  private static final String GONE = Secrets.REPLACEMENT;

  private final Secrets secrets = Secrets.standard();

  @Test
  void theNameStaysAndTheValueGoes() {
    assertThat(secrets.redact("cannot log in with password=hunter2, user=bob"))
        .isEqualTo("cannot log in with password=" + GONE + ", user=bob");
    assertThat(secrets.redact("GET https://bob:hunter2@host/x"))
        .isEqualTo("GET https://" + GONE + "@host/x");
  }

  @Test
  void severalInOneTextGoTogether() {
    assertThat(
            secrets.redact("curl -H 'Authorization: Bearer abcdefgh12' -u bob:pw1 https://h?sig=1"))
        .isEqualTo(
            "curl -H 'Authorization: Bearer " + GONE + "' -u bob:" + GONE + " https://h?sig=1");
  }

  /** What Spark's texts are full of and what only looks like a secret. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.IllegalStateException: nothing here",
        "Filter (isnotnull(token#12) AND (token#12 = key#13L))",
        "struct<id:bigint,password:string,token:array<string>>",
        "PushedFilters: [IsNotNull(password), EqualTo(account_key,12345)]",
        "hashpartitioning(account_key#12, 200)",
        "Sort [customer_key#1 ASC NULLS FIRST], true, 0",
        "[PARSE_SYNTAX_ERROR] Syntax error at or near 'FROM': extra input 'FROM'(line 1, pos 9)",
        "Unrecognized token 'abc': was expecting (JSON String, Number, Array)",
        "token recognition error at: '$'",
        "Access denied for user 'bob'@'h' (using password: YES)",
        "org.apache.hadoop.security.token.SecretManager$InvalidToken: token is not in the cache",
        "javax.security.auth.login.LoginException: Unable to obtain password from user",
        "abfss://box@lake.dfs.core.windows.net/a",
        "spark://CoarseGrainedScheduler@10.0.0.1:41234",
        "hdfs://namenode:8020/user/a@b/part-0",
        "jdbc:oracle:thin:@//ora.acme.net:1521/ORCL",
        "max_tokens=4096 tokenizer: unigram keystore.path=/etc/k",
        "password=${DB_PASSWORD} token={{secrets/scope/name}}",
        "HashAggregate(keys=[author#3], functions=[count(1)])",
        "password for bob was not accepted, the password for the keystore was incorrect",
        "the jsessionid= is none; vault login with a token; ssh-keygen -t rsa -f key",
        "basic statistics and bearer bonds, sk-learn and hf_models",
        "PWD=/home/bob/work",
        "Join (token#3 = token#9)",
        "SELECT \"password\", \"name\" FROM u",
        "SELECT a AS 'password' 'of whom' FROM u",
        "a.id = token.id",
        "FILTER ('open' = state#3)",
        "the design: signal is below the noise",
        "auth:SIMPLE principal=bob",
        "does not accept the user name or the password (SCRAM-SHA-512); check sasl.jaas.config.",
        "At most one <token> is allowed, <token> may follow; a cookie says who",
        "attune credential ada --password >> credentials",
        "after each pass `numbered = sent + undelivered` holds",
        "kafka.ssl.keystore.password=…",
        "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----",
      })
  void ordinaryTextsStay(String text) {
    assertThat(secrets.redact(text)).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the password for bob was hunter2horse",
        "password for etl_user is 'Tr0ub4dor&3'",
        "ssh-keygen -t rsa -N s3cretPhrase -f key",
        "vault login s.7kYzP0fGJ2t9qWcVb1XnL4sd",
        "GET /a;jsessionid=1A530637289A03B07199A44E8D531427?x=1",
        "PHPSESSID=r2t5uvjq435r4q7ib3vtdjq120; path=/",
        "ALTER ROLE x WITH PASSWORD MD5 '0123456789abcdef0123456789abcdef'",
      })
  void phrasesThatTellOne(String text) {
    assertThat(secrets.redact(text))
        .contains(GONE)
        .doesNotContain("hunter2", "Tr0ub", "s3cret", "7kYz", "1A53", "r2t5", "0123");
  }

  @Test
  void settingsAreJudgedByNameAndValue() {
    assertThat(secrets.isSecret("spark.acme.db.pwd", "x")).isTrue();
    assertThat(secrets.isSecret("fs.azure.account.key.lake.dfs.core.windows.net", "abc=="))
        .isTrue();
    assertThat(secrets.isSecret("spark.network.crypto.keyLength", "128")).isFalse();
    assertThat(secrets.isSecret("spark.sql.shuffle.partitions", "200")).isFalse();
    assertThat(secrets.isSecret("hadoop.security.auth", "simple")).isFalse();
    assertThat(secrets.isSecret("fs.s3a.aws.credentials.provider", "org.acme.Provider")).isFalse();
    assertThat(secrets.isSecret("fs.azure.account.keyprovider.lake", "org.acme.Keys")).isFalse();
    assertThat(secrets.isSecret("spark.executorEnv.PWD", "/home")).isFalse();
  }

  @Test
  void furtherNames() {
    Secrets own = secrets.withNames(List.of("geheim", "Acme.PIN"));

    assertThat(own.redact("ganzgeheim=x1, acme.pin: 1234"))
        .isEqualTo("ganzgeheim=" + GONE + ", acme.pin: " + GONE);
    assertThat(own.isSecret("my.geheim.zahl", "7")).isTrue();
    assertThat(secrets.redact("ganzgeheim=x1")).isEqualTo("ganzgeheim=x1");
    assertThatThrownBy(() -> secrets.withNames(List.of("a b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a b' is no part of a name");
  }

  @Test
  void theyAreCounted() {
    int[] found = new int[1];
    secrets.redact("password=a1 token=b2 https://u:p@h", count -> found[0] += count);
    assertThat(found[0]).isEqualTo(3);
  }

  /** Each of these would take minutes if the work grew with the square of the length. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "password for ",
        "password for a is ",
        "jsessionid=",
        "token",
        "password=",
        "token: ",
        "key ",
        "(token",
        "EqualTo(password,",
        "https://",
        "a:b@",
        "://u:",
        "-----BEGIN PRIVATE KEY",
        "<password>",
        "\"password\": \"",
        "\\\"password\\\":",
        "aes_encrypt(",
        "identified by ",
        "mysql -p",
        "Authorization: [",
        "eyJ",
        "AKIA",
        "==",
        "sk-",
        "password(",
        "password=(",
        "cast(token#1 as string) = ",
        ":aa",
        "secret.",
        "-token",
        "%3Dtoken%3D",
        "password = x(",
        "curl -u ",
        "oracle:thin:/",
        "a.secret",
        "hooks.slack.com/services/",
        "token\n",
        "bearer ",
        "Basic ",
        "password 'x\\",
      })
  void theTimeGrowsWithTheLength(String part) {
    String text = part.repeat(400_000 / part.length());

    assertThat(secrets.redact(text)).isNotNull();
  }

  /** Reading it again neither brings anything back nor takes anything out that was put in. */
  @Property(tries = 2_000)
  void whatIsRedactedStaysSo(@ForAll("texts") String text) {
    String once = secrets.redact(text);
    String twice = secrets.redact(once);

    assertThat(occurrences(twice)).isGreaterThanOrEqualTo(occurrences(once));
    assertThat(twice.replace(GONE, "")).doesNotContain("*********");
  }

  @Test
  void aNameRightAfterWhatWasRedactedDoesNotBreakIt() {
    String once = secrets.redact("AKIA1234567890123456passwordpassword=password#12");

    assertThat(secrets.redact(once).replace(GONE, "")).doesNotContain("*********");
  }

  private static int occurrences(String text) {
    return text.split(Pattern.quote(GONE), -1).length - 1;
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "password",
            "token",
            "secret_key",
            "=",
            ": ",
            ", ",
            "\"",
            "'",
            "\\",
            "(",
            ")",
            "[",
            "]",
            "<",
            ">",
            "https://",
            "@",
            "/",
            "hunter2",
            "AKIA1234567890123456",
            " ",
            "\n",
            "--",
            "Bearer ",
            "EqualTo(",
            "#12",
            "IN (",
            "IDENTIFIED BY ",
            "-----BEGIN PRIVATE KEY-----",
            "user:pw",
            "eyJabcdefghijk.abcdefghijklmnopqrst.xyz",
            "curl -u ",
            "%3D",
            "&",
            ";",
            "is ",
            Secrets.REPLACEMENT);
    return pieces.list().ofMaxSize(12).map(list -> String.join("", list));
  }
}
