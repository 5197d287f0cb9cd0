package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.attune.server.testing.Browser;
import io.attune.server.testing.GeneratedFleet;
import io.attune.server.testing.ServedApi;
import io.attune.streams.testing.StreamStories;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

/**
 * The dashboard in a browser. Skipped where Chromium and chromedriver are not installed; pictures
 * of every page are in {@code target/pictures}.
 */
class DashboardIT {
  private static final Path PICTURES = Path.of("target", "pictures");

  private static ServedApi served;
  private static Browser browser;

  @BeforeAll
  static void open() {
    assumeTrue(
        Browser.isThere(),
        "Chromium and chromedriver are not installed, so the dashboard is not tried in a browser");
    served = filled(Map.of());
    browser = Browser.open(1_440, 1_600, false);
  }

  private static ServedApi filled(Map<String, String> settings) {
    ServedApi api = new ServedApi(settings);
    GeneratedFleet.fill(api, 60, 4, 1);
    GeneratedFleet.fillHostile(api);
    GeneratedFleet.fillStories(api);
    api.runs.add(StreamStories.skewedJoin().build());
    return api;
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    if (served != null) {
      served.close();
    }
  }

  private static String address(String page) {
    return served.url() + page;
  }

  /** Pages, and what each has to say. */
  private static Map<String, String> pages() {
    String application = served.runs.applications(1).get(0).id();
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("", "workloads can be cheaper");
    pages.put("?severity=HIGH&sort=-costPerDay", "of those chosen");
    pages.put("workload?workload=" + GeneratedFleet.name(0), "less a day");
    pages.put("application", "applications");
    pages.put("application?application=" + application, "What ran when");
    pages.put("stage?application=" + application + "&stage=1", "Duration of its tasks");
    pages.put("application?application=app-live-orders-0001", "may end in about");
    pages.put("application?application=app-clicks-0001", "Keeps up");
    pages.put("application?application=app-shared-0001", "Units inside it");
    pages.put("query?application=app-clicks-0001&query=id-of-sessions", "took longer than");
    pages.put("workload?workload=shared", "Who costs what");
    pages.put("workload?workload=shared/group=etl", "of the newest run’s slot-time and cost");
    pages.put("savings", "saved, measured in");
    pages.put("inbox", "changes since");
    pages.put("operations", "checks of this instance");
    return pages;
  }

  private static String file(String page) {
    return page.isEmpty() ? "fleet" : page.replaceAll("[^a-z]+", "-").replace("-app-", "-");
  }

  @Test
  void everyPageSaysWhatItIsForAndHasNoBarriers() throws Exception {
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {1_440, 390}) {
        try (Browser one = Browser.open(width, 1_600, dark)) {
          for (Map.Entry<String, String> page : pages().entrySet()) {
            one.go(address(page.getKey()));

            assertThat(one.text("main"))
                .as("%s, and its complaints: %s", page.getKey(), one.complaints())
                .contains(page.getValue());
            one.picture(
                PICTURES.resolve(
                    file(page.getKey()) + "-" + width + (dark ? "-dark" : "") + ".png"));
            assertThat(one.barriers()).as(page.getKey() + (dark ? " dark" : "")).isEmpty();
            assertThat(one.complaints()).as(page.getKey()).isEmpty();
            assertThat(one.script("return document.documentElement.scrollWidth <= innerWidth"))
                .as(page.getKey() + " is not wider than the window, " + width)
                .isEqualTo(true);
          }
        }
      }
    }
  }

  /** 352 s of tasks in 188 s of 4 slots, of which one task of 180 s kept the others waiting. */
  @Test
  void anApplicationShowsHowMuchOfItsSlotsWorked() {
    String application = served.runs.applications(1).get(0).id();
    try (Browser one = Browser.open(1_440, 900, false)) {
      one.go(address("application?application=" + application));
      assertThat(one.all("svg.slots path.busy")).hasSize(2);
      assertThat(one.text("main")).contains("47 % of the slots’ time was spent on tasks");
    }
  }

  /** What went wrong stands where and when it did, in the picture and in words. */
  @Test
  void anApplicationShowsWhatWentWrongWhen() {
    try (Browser one = Browser.open(1_440, 900, false)) {
      one.go(address("application?application=app-live-orders-0001"));

      assertThat(one.all("svg.slots .loss")).hasSize(1);
      assertThat(one.all("svg.slots .fault")).isNotEmpty();
      assertThat(one.all("svg.slots .spill")).isNotEmpty();
      assertThat(one.all("svg.slots .driver")).hasSize(1);
      one.script("document.querySelectorAll('details').forEach(d => { d.open = true; })");
      assertThat(one.text("main"))
          .contains("executor 4 was lost", "attempt failed", "spilled", "no stage ran for 40.0 s");
    }
  }

  /** One request for all of them, and the page is there before it. */
  @Test
  void whatRunsIsALineEach() {
    try (Browser one = Browser.open(1_440, 900, false)) {
      one.go(address(""));
      one.until(d -> !one.all(".sparks svg").isEmpty());

      assertThat(one.all(".sparks li")).hasSizeGreaterThanOrEqualTo(7);
      Object asked =
          one.script(
              "return performance.getEntriesByType('resource').filter(e =>"
                  + " e.name.endsWith('/running')).length");
      assertThat(asked).isEqualTo(1L);
      one.script("document.querySelector('.sparks a').click()");
      one.until(d -> one.url().contains("/application?application="));
    }
  }

  /** A browser has six connections to a server, and each page would keep one for what is new. */
  @Test
  void pagesThatNobodyLooksAtKeepNoConnection() {
    try (Browser one = Browser.open(1_440, 900, false)) {
      for (int tab = 0; tab < 8; tab++) {
        if (tab > 0) {
          one.newTab();
        }
        one.go(address("operations"));
        one.go(address(""));
        assertThat(one.text("main")).as("tab " + tab).contains("workloads can be cheaper");
      }
    }
  }

  @Test
  void theAddressSaysWhatIsShownAndBackGoesBack() {
    browser.go(address("?severity=HIGH&sort=-costPerDay"));
    String chosen = browser.text("main h1");
    assertThat(browser.text(".chip.on")).isNotEmpty();

    browser.script("document.querySelector('#rows a.row').click()");
    browser.until(d -> browser.url().contains("/workload?workload="));
    browser.ready();
    assertThat(browser.text("main h1")).isNotEqualTo(chosen);
    browser.back();

    browser.until(d -> browser.text("main h1").equals(chosen));
    assertThat(browser.url()).endsWith("?severity=HIGH&sort=-costPerDay");
  }

  @Test
  void theSliderMovesThePointAndTheAddress() {
    browser.go(address("workload?workload=" + GeneratedFleet.name(0)));

    String slow = objective("0");
    String fast = objective("100");

    assertThat(slow).isNotEqualTo(fast);
    assertThat(browser.url()).contains("objective=100");
    browser.go(browser.url());
    assertThat(browser.text(".read")).isEqualTo(fast);
  }

  private static String objective(String value) {
    browser.script(
        "const s = document.querySelector('#objective'); s.value = arguments[0];"
            + " s.dispatchEvent(new Event('input', {bubbles: true}))",
        value);
    browser.until(d -> browser.url().contains("objective=" + value));
    return browser.text(".read");
  }

  @Test
  void whatIsPublishedShowsUpByItself() {
    browser.go(address("workload?workload=newcomer"));
    assertThat(browser.text("main")).contains("Not known");
    browser.go(address(""));
    String before = browser.text("main h1");

    GeneratedFleet.fill(served, 61, 0, 1);

    browser.until(d -> !browser.text("main h1").equals(before));
  }

  @Test
  void hostileNamesAreTextAndNothingElse() {
    browser.go(address("?sort=workload"));
    for (String name : GeneratedFleet.HOSTILE) {
      browser.go(address("workload?workload=" + encoded(name)));
      assertThat(browser.text("main h1")).doesNotContain("\u202E", "\u0007").isNotEmpty();
    }

    assertThat(browser.all("main img, main script")).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void keysGoThroughAndOpen() {
    browser.go(address("?sort=workload"));
    browser.one("body").sendKeys("j");
    WebElement first = browser.one(":focus");
    assertThat(first.getAttribute("data-open")).isNotEmpty();
    browser.press("o");
    browser.until(d -> browser.url().contains("/workload?workload="));
    browser.ready();
    browser.one("body").sendKeys("?");
    assertThat(browser.one("#help").isDisplayed()).isTrue();
  }

  @Test
  void aServerThatIsGoneIsSaidAndItsReturnIsNoticed() {
    int port;
    try (ServedApi first = filled(Map.of())) {
      port = first.port();
      browser.go(first.url());
    }
    browser.until(d -> browser.text("#stale").contains("No answer since"));
    assertThat(browser.text("main h1")).contains("workloads can be cheaper");

    try (ServedApi again = filled(Map.of("http.port", Integer.toString(port)))) {
      assertThat(again.port()).isEqualTo(port);
      browser.until(d -> browser.one("#stale").getAttribute("hidden") != null);
    }
    browser.complaints();
  }

  @Test
  void anInstanceThatTakesOverSaysSo() {
    try (ServedApi half = filled(Map.of())) {
      half.runs.whole = false;
      browser.go(half.url());
      assertThat(browser.text("main")).contains("takes over from another: these are lower bounds");
      browser.go(half.url() + "application");
      assertThat(browser.text("main")).contains("still taking over what others worked on");

      half.runs.whole = true;
      browser.go(half.url() + "application");
      assertThat(browser.text("main")).doesNotContain("taking over");
    }
  }

  @Test
  void nothingIsCalledFineBeforeItWasSeen() {
    try (ServedApi none = new ServedApi()) {
      none.recommendations.caughtUp = false;
      browser.go(none.url());

      assertThat(browser.text("main h1")).isEqualTo("Nothing has been seen yet.");
      assertThat(browser.text("main")).contains("Waiting for the first application");
      none.runs.add(StreamStories.begun("live").build());
      browser.go(none.url() + "?sort=workload");
      assertThat(browser.text("main")).doesNotContain("Nothing to change was found");
    }
  }
}
