package io.attune.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The kinds of secrets in {@code planted-secrets.tsv}, which says how they are written down, each
 * with fresh characters in the place of the secret.
 */
final class PlantedSecrets {

  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([ahuwbdp])(\\d{1,3})}");
  private static final Pattern SECRET = Pattern.compile("«([^»]*)»");

  /** One secret where it stands. */
  static final class Plant {
    final String kind;
    final String place;
    final String text;
    final List<String> gone = new ArrayList<>();
    final String remains;

    private Plant(String line, Random random) {
      String[] parts = line.split("\t");
      kind = parts[0];
      place = parts[1];
      String marked = filled(parts[2], random).replace("\\n", "\n").replace("\\t", "\t");
      Matcher secret = SECRET.matcher(marked);
      while (secret.find()) {
        gone.addAll(secret.group(1).lines().collect(Collectors.toList()));
      }
      text = secret.reset().replaceAll("$1");
      remains = parts[3].equals("-") ? "" : parts[3];
    }

    @Override
    public String toString() {
      return kind;
    }
  }

  private PlantedSecrets() {}

  static List<Plant> all(long seed) {
    Random random = new Random(seed);
    try (InputStream in = PlantedSecrets.class.getResourceAsStream("planted-secrets.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> new Plant(line, random))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String filled(String text, Random random) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String random1 = characters(matcher.group(1), Integer.parseInt(matcher.group(2)), random);
      matcher.appendReplacement(result, Matcher.quoteReplacement(random1));
    }
    return matcher.appendTail(result).toString();
  }

  private static String characters(String kind, int length, Random random) {
    String digits = "0123456789";
    String alphabet;
    switch (kind) {
      case "h":
        alphabet = digits + "abcdef";
        break;
      case "u":
        alphabet = digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        break;
      case "d":
        alphabet = digits;
        break;
      case "w":
        alphabet = digits + LETTERS + "-_";
        break;
      case "b":
        alphabet = digits + LETTERS + "+/";
        break;
      default:
        alphabet = digits + LETTERS;
    }
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < length; i++) {
      result.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    if (!kind.equals("d") && length > 3) {
      // Every one has a letter at its beginning and a digit within.
      result.setCharAt(0, kind.equals("h") ? 'c' : kind.equals("u") ? 'Q' : 'T');
      result.setCharAt(length / 2, '7');
    }
    if (kind.equals("p")) {
      result.setCharAt(length - 2, "!*+~.".charAt(random.nextInt(5)));
    }
    return result.toString();
  }
}
