package io.attune.schemas.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Secrets that are known by how they begin, whatever stands before them: access keys, tokens and
 * hashes of services that give theirs a prefix.
 */
final class SecretShapes {

  /** Letters of what follows a prefix: {@code h}ex, {@code U}pper, alphanumeric, {@code w}ord … */
  private static final String HEX = "0123456789abcdefABCDEF";

  private static final String DIGITS = "0123456789";
  private static final String UPPER = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String ALPHANUMERIC = UPPER + "abcdefghijklmnopqrstuvwxyz";
  private static final String WORD = ALPHANUMERIC + "_-";
  private static final String DOTTED = WORD + ".";
  private static final String BASE64 = ALPHANUMERIC + "+/=";
  private static final String ANY = DOTTED + "+/=%$:~";

  /** Alphabet, fewest characters behind the prefix, prefixes. */
  private static final String[][] TABLE = {
    // Amazon, Alibaba, Tencent
    {UPPER, "16", "AKIA", "ASIA", "ABIA", "ACCA", "A3T"},
    {BASE64, "50", "IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz"},
    {DOTTED, "30", "amzn.mws."},
    {ALPHANUMERIC, "12", "LTAI", "AKID"},
    // Source code and packages
    {ALPHANUMERIC, "20", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"},
    {WORD, "20", "github_pat_"},
    {DOTTED, "16", "glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glsoat-", "glft-", "glimt-"},
    {ALPHANUMERIC, "30", "npm_"},
    {WORD, "40", "pypi-"},
    {HEX, "40", "rubygems_"},
    {WORD, "20", "dckr_pat_", "dckr_oat_"},
    {ALPHANUMERIC, "24", "ATBB"},
    {BASE64 + "_-", "50", "ATATT3", "ATCTT3"},
    // Chat and mail
    {WORD, "10", "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxc-", "xoxd-", "xoxe-", "xapp-"},
    {DOTTED, "40", "SG."},
    {HEX, "32", "key-"},
    {WORD, "60", "xkeysib-"},
    // Google
    {WORD, "30", "AIza", "1//0"},
    {DOTTED, "20", "ya29.", "GOCSPX-"},
    // Data platforms
    {HEX + "-", "32", "dapi", "dkea", "dose"},
    {DOTTED, "20", "hvs.", "hvb.", "hvr."},
    {ALPHANUMERIC, "40", "cflt"},
    {WORD, "20", "pscale_tkn_", "pscale_pw_", "pscale_oauth_"},
    {HEX, "40", "pul-", "sbp_", "dop_v1_", "doo_v1_", "dor_v1_"},
    // Models
    {WORD, "24", "sk-"},
    {ALPHANUMERIC, "30", "hf_", "r8_", "gsk_"},
    {ALPHANUMERIC, "40", "pplx-", "xai-", "nvapi-"},
    {WORD, "30", "lsv2_pt_", "lsv2_sk_"},
    // Payment and shops
    {WORD, "16", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"},
    {HEX, "24", "shpat_", "shpss_", "shpca_", "shppa_"},
    {WORD, "20", "sq0atp-", "sq0csp-", "EAACEdEose0cBA"},
    // Operations
    {BASE64, "30", "glc_"},
    {WORD, "30", "glsa_"},
    {UPPER, "20", "NRAK-"},
    {DOTTED, "40", "dt0c01."},
    {WORD, "20", "tskey-", "tfp_"},
    {ALPHANUMERIC, "30", "lin_api_", "phx_", "ntn_", "PMAK-"},
    {WORD, "30", "figd_"},
    {ALPHANUMERIC, "40", "secret_"},
    {HEX + "-", "100", "v1.0-"},
    {UPPER, "50", "AGE-SECRET-KEY-1"},
    {BASE64, "50", "ops_eyJ"},
    {ANY, "50", "AAAAAAAAAAAAAAAAAAAAA"},
    // Hashes of passwords
    {ANY, "50", "$2a$", "$2b$", "$2y$"},
    {ANY, "20", "$5$", "$6$", "$argon2", "$pbkdf2-", "pbkdf2_sha256$", "SCRAM-SHA-256$"},
    {BASE64, "20", "{SSHA}", "{SSHA512}", "{SSHA256}"},
  };

  static final List<String> PREFIXES = new ArrayList<>();
  private static final List<String> ALPHABETS = new ArrayList<>();
  private static final List<Integer> FEWEST = new ArrayList<>();

  static {
    for (String[] row : TABLE) {
      for (int i = 2; i < row.length; i++) {
        PREFIXES.add(row[i]);
        ALPHABETS.add(row[0]);
        FEWEST.add(Integer.parseInt(row[1]));
      }
    }
  }

  private static final int AWS_SECRET = 40;
  private static final int NEAR = 160;

  private SecretShapes() {}

  /** Finds what begins with a prefix at a place. */
  static void find(int index, int start, Spans spans) {
    String text = spans.text();
    String prefix = PREFIXES.get(index);
    if (!text.startsWith(prefix, start) || isWithinWord(text, start)) {
      return;
    }
    int from = start + prefix.length();
    int end = run(text, from, ALPHABETS.get(index));
    if (end - from < FEWEST.get(index) || isPlain(text, from, end)) {
      return;
    }
    spans.add(start, end);
    if (prefix.length() == 4 && prefix.charAt(0) == 'A' && UPPER.equals(ALPHABETS.get(index))) {
      secretKeyNear(end, spans);
    }
  }

  /** A word in small letters is none, such as {@code sk-learn-is-a-library-of-python}. */
  private static boolean isPlain(String text, int from, int end) {
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z') {
        return false;
      }
    }
    return end - from < 100;
  }

  /** Amazon's secret key has no prefix, but seldom stands far from the access key. */
  private static void secretKeyNear(int end, Spans spans) {
    String text = spans.text();
    int limit = Math.min(text.length(), end + NEAR);
    String near = text.substring(end, limit);
    for (int i = 0; i < near.length(); ) {
      int to = run(near, i, ALPHANUMERIC + "+/");
      if (to - i == AWS_SECRET) {
        spans.add(end + i, end + to);
        return;
      }
      i = to + 1;
    }
  }

  private static boolean isWithinWord(String text, int start) {
    return start > 0 && Character.isLetterOrDigit(text.charAt(start - 1));
  }

  private static int run(String text, int from, String alphabet) {
    int end = from;
    while (end < text.length() && alphabet.indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  /** Three parts in Base64, the first a JSON object; a cut one as well. */
  static void jsonWebToken(int start, Spans spans) {
    String text = spans.text();
    if (!text.startsWith("eyJ", start)
        || start > 0 && DOTTED.indexOf(text.charAt(start - 1)) >= 0) {
      return;
    }
    int end = run(text, start, DOTTED);
    int dot = start + text.substring(start, end).indexOf('.');
    if (end - start >= 30 && dot > start + 8 && dot < end - 8) {
      spans.add(start, end);
    }
  }

  /** Azure's account keys: 64 bytes in Base64, which end with two signs. */
  static void accountKey(int signs, Spans spans) {
    String text = spans.text();
    int from = signs;
    while (from > 0 && signs - from < 90 && BASE64.indexOf(text.charAt(from - 1)) >= 0) {
      from--;
    }
    if (signs - from == 86) {
      spans.add(from, signs + 2);
    }
  }

  /** Azure's client secrets: three characters, a digit, {@code Q~}, and more than thirty. */
  static void clientSecret(int sign, Spans spans) {
    String text = spans.text();
    int from = sign - 4;
    if (from >= 0
        && text.startsWith("Q~", sign)
        && DIGITS.indexOf(text.charAt(sign - 1)) >= 0
        && !isWithinWord(text, from)) {
      int end = run(text, sign + 2, DOTTED + "~");
      if (end - sign - 2 >= 30) {
        spans.add(from, end);
      }
    }
  }

  /** Telegram's bots: a number, {@code :AA} and more than thirty characters. */
  static void telegram(int colon, Spans spans) {
    String text = spans.text();
    int from = colon;
    while (from > 0 && colon - from < 12 && DIGITS.indexOf(text.charAt(from - 1)) >= 0) {
      from--;
    }
    int end = run(text, colon + 1, WORD);
    if (colon - from >= 8 && text.startsWith(":AA", colon) && end - colon > 30) {
      spans.add(from, end);
    }
  }

  /** Terraform's tokens have their mark in the middle. */
  static void terraform(int mark, Spans spans) {
    String text = spans.text();
    int from = mark;
    while (from > 0 && mark - from < 20 && ALPHANUMERIC.indexOf(text.charAt(from - 1)) >= 0) {
      from--;
    }
    int end = run(text, mark + ".atlasv1.".length(), WORD + "=");
    if (mark - from >= 10 && end - mark >= 40) {
      spans.add(from, end);
    }
  }
}
