package io.attune.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window, driven by Selenium. */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Whether Chromium and its driver are on the path. */
  public static boolean isThere() {
    return program("chromedriver").isPresent()
        && (program("chromium").isPresent() || program("google-chrome").isPresent());
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one. */
  public static Browser open(int width, int height, boolean dark) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(
        program("chromium").or(() -> program("google-chrome")).orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--force-device-scale-factor=1",
        "--window-size=" + width + "," + height);
    if (dark) {
      options.addArguments("--force-dark-mode", "--blink-settings=preferredColorScheme=0");
    }
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("chromedriver").orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().window().setSize(new Dimension(width, height));
    return new Browser(driver);
  }

  /** Goes to an address and waits until the page shows what it was asked for. */
  public void go(String url) {
    driver.get(url);
    ready();
  }

  /** Opens a tab and looks at it; those that were open stay. */
  public void newTab() {
    driver.switchTo().newWindow(WindowType.TAB);
  }

  /** Waits until the page shows what it was asked for. */
  public void ready() {
    until(d -> !String.valueOf(script("return document.body.dataset.ready || ''")).isEmpty());
  }

  public <T> T until(Function<? super WebDriver, T> what) {
    return new WebDriverWait(driver, PATIENCE).until(what);
  }

  public Object script(String code, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(code, arguments);
  }

  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  public WebElement one(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  public String text(String selector) {
    return String.valueOf(
        script(
            "const e = document.querySelector(arguments[0]); return e ? e.textContent : ''",
            selector));
  }

  public String url() {
    return driver.getCurrentUrl();
  }

  public void back() {
    driver.navigate().back();
  }

  public void press(String key) {
    driver.switchTo().activeElement().sendKeys(key);
  }

  /** What the console has complained about since it was asked last. */
  public List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue())
        .map(entry -> entry.getMessage())
        .toList();
  }

  /** What axe finds wrong, a line for each element. */
  @SuppressWarnings("unchecked")
  public List<String> barriers() {
    driver.executeScript(resource(AXE));
    return (List<String>)
        driver.executeAsyncScript(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r =>"
                + " done(r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0,"
                + " 160) + ' ' + n.failureSummary.slice(0, 300)))), e => done([String(e)]))");
  }

  /** Saves what is seen as a picture. */
  public void picture(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  private static String resource(String name) {
    try (InputStream in = Browser.class.getResourceAsStream(name)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      in.transferTo(out);
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
