package io.attune.advisor.render;

import io.attune.advisor.worth.Worth;
import io.attune.schemas.Recommendation;
import io.attune.schemas.text.VisibleText;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The XML of JUnit's reports, as Maven's Surefire writes it and as Jenkins, GitLab and others show
 * it: a test suite for each workload, a failed test case for each change, and one that passed for a
 * workload without any.
 */
public final class JUnitRendering extends ConfigurationRendering {
  @Override
  public String render(AdviceSheet sheet) {
    return renderSheets(List.of(sheet));
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      start(xml, "\n", "testsuites");
      xml.writeAttribute("name", "Attune");
      for (AdviceSheet sheet : sheets) {
        suite(xml, sheet);
      }
      end(xml, "\n");
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a text can always be written", e);
    }
    return text.append('\n').toString();
  }

  private static void suite(XMLStreamWriter xml, AdviceSheet sheet) throws XMLStreamException {
    List<List<Recommendation>> cards = Cards.mostWorthFirst(sheet.recommendations());
    start(xml, "\n  ", "testsuite");
    xml.writeAttribute("name", shown(sheet.workload()));
    xml.writeAttribute("tests", Integer.toString(Math.max(1, cards.size())));
    xml.writeAttribute("failures", Integer.toString(cards.size()));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", "0");
    xml.writeAttribute("time", "0");
    if (cards.isEmpty()) {
      testCase(xml, sheet, "nothing to change");
      xml.writeEndElement();
    }
    for (List<Recommendation> card : cards) {
      Recommendation head = card.get(0);
      testCase(
          xml,
          sheet,
          head.getRuleId() + (head.getProperty() == null ? "" : ": " + head.getProperty()));
      start(xml, "\n      ", "failure");
      xml.writeAttribute("type", head.getSeverity().name().toLowerCase(Locale.ROOT));
      xml.writeAttribute("message", shown(GainText.of(Worth.of(card))));
      xml.writeCharacters(shown(String.join("\n", lines(card))));
      xml.writeEndElement();
      end(xml, "\n    ");
    }
    if (!sheet.warnings().isEmpty()) {
      start(xml, "\n    ", "system-out");
      xml.writeCharacters(shown(String.join("\n", sheet.warnings())));
      xml.writeEndElement();
    }
    end(xml, "\n  ");
  }

  private static List<String> lines(List<Recommendation> card) {
    List<String> lines = new ArrayList<>();
    card.forEach(each -> lines.add(CardText.setting(each)));
    card.forEach(each -> lines.addAll(Explanation.lines(each)));
    return lines;
  }

  private static void testCase(XMLStreamWriter xml, AdviceSheet sheet, String name)
      throws XMLStreamException {
    start(xml, "\n    ", "testcase");
    xml.writeAttribute("classname", shown(sheet.workload()));
    xml.writeAttribute("name", shown(name));
    xml.writeAttribute("time", "0");
  }

  private static void start(XMLStreamWriter xml, String indent, String name)
      throws XMLStreamException {
    xml.writeCharacters(indent);
    xml.writeStartElement(name);
  }

  private static void end(XMLStreamWriter xml, String indent) throws XMLStreamException {
    xml.writeCharacters(indent);
    xml.writeEndElement();
  }

  /** What XML cannot carry is shown as something visible, line breaks are kept. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      shown.append(shown.length() == 0 ? "" : "\n").append(VisibleText.of(line));
    }
    return shown.toString();
  }
}
