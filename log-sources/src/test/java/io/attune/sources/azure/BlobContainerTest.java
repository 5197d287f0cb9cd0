package io.attune.sources.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.StoreException;
import io.attune.sources.http.Request;
import io.attune.sources.testing.ScriptedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobContainerTest {
  private static final String KEY = "c2VjcmV0";

  @TempDir private Path home;

  private Request request(String place, String key, String... variables) throws Exception {
    return BlobContainer.of(
            place, ScriptedServer.environment(home, variables), ScriptedServer.http())
        .opener(key)
        .request(0, null);
  }

  @Test
  void theBlobServiceOfAnAccount() throws Exception {
    assertThat(
            request("abfss://c@acc.dfs.core.windows.net/x", "a b", "AZURE_STORAGE_KEY", KEY).uri())
        .hasToString("https://acc.blob.core.windows.net/c/a%20b");
    assertThat(
            request("wasbs://c@acc.blob.core.chinacloudapi.cn/", "k", "AZURE_STORAGE_KEY", KEY)
                .uri())
        .hasToString("https://acc.blob.core.chinacloudapi.cn/c/k");
    assertThat(
            request("abfss://ws@onelake.dfs.fabric.microsoft.com/x", "k", "AZURE_STORAGE_KEY", KEY)
                .uri())
        .hasToString("https://onelake.blob.fabric.microsoft.com/ws/k");
  }

  @Test
  void aSharedAccessSignatureStandsInTheQuery() throws Exception {
    assertThat(
            request(
                    "abfss://c@acc.dfs.core.windows.net/x",
                    "k",
                    "AZURE_STORAGE_SAS_TOKEN",
                    "?sv=1&sig=s%3D")
                .uri())
        .hasToString("https://acc.blob.core.windows.net/c/k?sv=1&sig=s%3D");
  }

  @Test
  void theConnectionStringOfAnotherAccountIsNotUsed() throws Exception {
    String connection =
        "DefaultEndpointsProtocol=http;AccountName=dev;AccountKey="
            + KEY
            + ";BlobEndpoint=http://127.0.0.1:10000/dev;";
    String name = "AZURE_STORAGE_CONNECTION_STRING";
    Request own = request("wasb://c@dev.blob.core.windows.net/x", "k", name, connection);
    assertThat(own.uri()).hasToString("http://127.0.0.1:10000/dev/c/k");
    assertThat(own.headers().get("Authorization")).startsWith("SharedKey dev:");
  }

  @Test
  void anAddressWithoutAContainer() {
    assertThatThrownBy(() -> request("abfss://acc.dfs.core.windows.net/x", "k"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("names no container");
  }

  @Test
  void aKeyThatIsNoneIsNotShown() {
    assertThatThrownBy(
            () ->
                request(
                    "abfss://c@acc.dfs.core.windows.net/x", "k", "AZURE_STORAGE_KEY", "s3cret!"))
        .hasMessage("The key of the storage account acc is not in base 64.");
  }
}
