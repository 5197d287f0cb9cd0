package io.attune.schemas.text;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds many words in a text in one pass over it, whatever their case (Aho and Corasick, 1975). A
 * text without any of them costs one step in a table for each character. Immutable.
 */
final class Keywords {

  private static final int NONE = -1;

  /** Class of each ASCII character; 0 for those that no word contains. */
  private final byte[] classes = new byte[128];

  private final int width;
  private final int[] next;

  /** The longest word that ends in a state, and the next shorter one that ends there too. */
  private final int[] word;

  private final int[] shorter;
  private final int[] lengths;

  Keywords(List<String> words) {
    int kinds = 1;
    int states = 1;
    for (String each : words) {
      states += each.length();
      for (char c : each.toCharArray()) {
        if (classes[c] == 0) {
          classes[c] = (byte) kinds;
          classes[Character.toUpperCase(c)] = (byte) kinds++;
        }
      }
    }
    width = kinds;
    next = new int[states * width];
    word = new int[states];
    shorter = new int[states];
    lengths = words.stream().mapToInt(String::length).toArray();
    Arrays.fill(next, NONE);
    Arrays.fill(word, NONE);
    Arrays.fill(shorter, NONE);
    link(trie(words));
  }

  private int trie(List<String> words) {
    int states = 1;
    for (int i = 0; i < words.size(); i++) {
      int state = 0;
      for (char c : words.get(i).toCharArray()) {
        int edge = state * width + classes[c];
        if (next[edge] == NONE) {
          next[edge] = states++;
        }
        state = next[edge];
      }
      word[state] = i;
    }
    return states;
  }

  /** Completes the trie to an automaton, breadth first. */
  private void link(int states) {
    int[] fallback = new int[states];
    Deque<Integer> open = new ArrayDeque<>(List.of(0));
    while (!open.isEmpty()) {
      int state = open.remove();
      for (int c = 0; c < width; c++) {
        int edge = state * width + c;
        int back = state == 0 ? 0 : next[fallback[state] * width + c];
        if (next[edge] == NONE) {
          next[edge] = back;
        } else {
          int target = next[edge];
          fallback[target] = back;
          shorter[target] = word[back] != NONE ? back : shorter[back];
          open.add(target);
        }
      }
    }
  }

  /** Told where words end. */
  interface Visitor {

    /**
     * A word was found.
     *
     * @param index which, in the order in which they were given
     * @param start where it begins in the text
     */
    void found(int index, int start);
  }

  /** The first place at or after an index behind which a word ends; -1 when there is none. */
  int firstEnd(CharSequence text) {
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      state = next[state * width + (c < 128 ? classes[c] : 0)];
      if (word[state] != NONE || shorter[state] != NONE) {
        return i + 1;
      }
    }
    return NONE;
  }

  /** Visits every word in the text, in the order of their ends, the longest first. */
  void visit(CharSequence text, Visitor visitor) {
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      state = next[state * width + (c < 128 ? classes[c] : 0)];
      for (int at = word[state] != NONE ? state : shorter[state]; at != NONE; at = shorter[at]) {
        visitor.found(word[at], i + 1 - lengths[word[at]]);
      }
    }
  }
}
