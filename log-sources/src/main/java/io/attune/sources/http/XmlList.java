package io.attune.sources.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * An XML document with a list, as object stores answer. Elements are found by their names alone;
 * those inside an item belong to it, however deep.
 *
 * @param values texts of the elements outside of items, by name
 * @param items texts of the elements of each item, by name
 */
public record XmlList(Map<String, String> values, List<Map<String, String>> items) {

  /** Copies. */
  public XmlList {
    values = Map.copyOf(values);
    items = List.copyOf(items);
  }

  /**
   * Reads a document.
   *
   * @param item name of the element that an item is
   */
  public static XmlList read(byte[] body, String item) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    Map<String, String> values = new HashMap<>();
    List<Map<String, String>> items = new ArrayList<>();
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(body));
      Map<String, String> current = null;
      StringBuilder text = new StringBuilder();
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            text.setLength(0);
            if (xml.getLocalName().equals(item)) {
              current = new HashMap<>();
            }
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
              text.append(xml.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            if (current != null && xml.getLocalName().equals(item)) {
              items.add(current);
              current = null;
            } else {
              put(current == null ? values : current, xml.getLocalName(), text);
            }
            text.setLength(0);
          }
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException("it is no XML"); // NOPMD: the cause quotes the text
    }
    return new XmlList(values, items);
  }

  private static void put(Map<String, String> target, String name, StringBuilder text) {
    target.putIfAbsent(name, text.toString());
  }

  /** A value outside of items; null when there is none or it is empty. */
  public @Nullable String value(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? null : value;
  }
}
