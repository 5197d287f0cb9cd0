package io.attune.advisor.statistics;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lengths of absent and present runs in turn, and their adaptive Rice code. */
final class RunLengths {
  private int[] lengths = new int[8];
  private int size;

  /**
   * A run of absent indexes (only the first may be 0 long) and the run of present ones after it.
   */
  void add(int absentLength, int presentLength) {
    if (size == lengths.length) {
      lengths = Arrays.copyOf(lengths, size * 2);
    }
    lengths[size++] = absentLength;
    lengths[size++] = presentLength;
  }

  void write(StateWriter out) {
    int pairs = size / 2;
    out.writeUnsigned(pairs);
    if (pairs == 1) {
      out.writeUnsigned(lengths[0]).writeUnsigned(lengths[1]);
      return;
    }
    RiceParameter absent = new RiceParameter();
    RiceParameter present = new RiceParameter();
    BitWriter bits = new BitWriter(out);
    for (int i = 0; i < size; i += 2) {
      // Lengths but the very first are at least 1.
      bits.rice(i == 0 ? lengths[i] : lengths[i] - 1, absent);
      bits.rice(lengths[i + 1] - 1, present);
    }
    bits.flush();
  }

  /**
   * Follows the mean of the last lengths, as holes are dense where tasks still run and rare
   * elsewhere. The best parameter for geometric lengths is log2 of ln 2 times their mean.
   */
  private static final class RiceParameter {
    private static final int WINDOW = 32;

    private long sum = 8;
    private int count = 1;

    int bits() {
      long scaled = sum * 693 / (1000L * count);
      return scaled <= 1 ? 0 : 63 - Long.numberOfLeadingZeros(scaled);
    }

    void saw(long length) {
      sum += length;
      if (++count == WINDOW) {
        sum /= 2;
        count /= 2;
      }
    }
  }

  static @Nullable IndexSet read(StateReader in) {
    int pairs = in.readCount();
    if (pairs == 0) {
      return null;
    }
    IndexSet indexes = new IndexSet();
    long position = 0;
    if (pairs == 1) {
      position = in.readUnsigned();
      addRange(in, indexes, position, in.readUnsigned());
    } else {
      RiceParameter absent = new RiceParameter();
      RiceParameter present = new RiceParameter();
      BitReader bits = new BitReader(in);
      for (int i = 0; i < pairs; i++) {
        position += bits.rice(absent) + (i == 0 ? 0 : 1);
        long length = bits.rice(present) + 1;
        addRange(in, indexes, position, length);
        position += length;
      }
    }
    return indexes;
  }

  private static void addRange(StateReader in, IndexSet indexes, long from, long length) {
    if (from < 0 || length < 1 || from + length > 1L << 31 || from + length < 0) {
      throw in.damaged("a run of tasks lies beyond the range of task indexes");
    }
    indexes.addRange(from, from + length);
  }

  /** A quotient this long is written in full instead: no length costs more than 24 + 32 bits. */
  private static final int ESCAPE = 24;

  private static final class BitWriter {
    private final StateWriter out;
    private int pending;
    private int pendingBits;

    BitWriter(StateWriter out) {
      this.out = out;
    }

    void rice(int value, RiceParameter parameter) {
      int bits = parameter.bits();
      parameter.saw(value);
      int quotient = value >>> bits;
      if (quotient >= ESCAPE) {
        for (int i = 0; i < ESCAPE; i++) {
          bit(1);
        }
        write(value, 32);
        return;
      }
      for (int i = 0; i < quotient; i++) {
        bit(1);
      }
      bit(0);
      write(value, bits);
    }

    private void write(int value, int bits) {
      for (int i = bits - 1; i >= 0; i--) {
        bit(value >>> i & 1);
      }
    }

    private void bit(int bit) {
      pending = pending << 1 | bit;
      if (++pendingBits == 8) {
        out.writeByte(pending);
        pending = 0;
        pendingBits = 0;
      }
    }

    void flush() {
      while (pendingBits != 0) {
        bit(0);
      }
    }
  }

  private static final class BitReader {
    private final StateReader in;
    private int current;
    private int left;

    BitReader(StateReader in) {
      this.in = in;
    }

    long rice(RiceParameter parameter) {
      int bits = parameter.bits();
      int quotient = 0;
      while (quotient < ESCAPE && bit() == 1) {
        quotient++;
      }
      long value = quotient == ESCAPE ? read(32) : (long) quotient << bits | read(bits);
      parameter.saw(value);
      return value;
    }

    private long read(int bits) {
      long value = 0;
      for (int i = 0; i < bits; i++) {
        value = value << 1 | bit();
      }
      return value;
    }

    private int bit() {
      if (left == 0) {
        current = in.readByte();
        left = 8;
      }
      left--;
      return current >>> left & 1;
    }
  }
}
