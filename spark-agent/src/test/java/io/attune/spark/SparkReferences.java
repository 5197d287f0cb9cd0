package io.attune.spark;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/**
 * References to Spark and Scala in a class file's constant pool (JVM specification, chapter 4.4).
 */
final class SparkReferences {
  private SparkReferences() {}

  /** A field or method of another class, as it is linked at run time. */
  record Reference(String owner, String name, String descriptor) {
    boolean isMethod() {
      return descriptor.startsWith("(");
    }
  }

  /** Adds the references of a class file. */
  static void addTo(Set<Reference> references, InputStream classFile) throws IOException {
    DataInputStream in = new DataInputStream(classFile);
    in.readInt();
    in.readUnsignedShort();
    in.readUnsignedShort();
    int count = in.readUnsignedShort();
    int[] tags = new int[count];
    int[] first = new int[count];
    int[] second = new int[count];
    String[] texts = new String[count];
    for (int i = 1; i < count; i++) {
      tags[i] = in.readUnsignedByte();
      switch (tags[i]) {
        case 1 -> texts[i] = in.readUTF();
        case 3, 4 -> in.readInt();
        case 5, 6 -> {
          in.readLong();
          i++;
        }
        case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
        case 9, 10, 11, 12, 17, 18 -> {
          first[i] = in.readUnsignedShort();
          second[i] = in.readUnsignedShort();
        }
        case 15 -> {
          in.readUnsignedByte();
          in.readUnsignedShort();
        }
        default -> throw new IOException("unknown constant " + tags[i]);
      }
    }
    for (int i = 1; i < count; i++) {
      if (tags[i] >= 9 && tags[i] <= 11) {
        String owner = texts[first[first[i]]];
        if (owner.startsWith("org/apache/spark/") || owner.startsWith("scala/")) {
          int nameAndType = second[i];
          references.add(
              new Reference(
                  owner.replace('/', '.'), texts[first[nameAndType]], texts[second[nameAndType]]));
        }
      }
    }
  }
}
