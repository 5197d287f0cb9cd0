package io.attune.sources.azure;

import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Uris;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says about a storage account.
 *
 * @param endpoint where its blobs are, when that is somewhere else
 * @param key its key
 * @param sas a shared access signature, as a query
 */
record AzureSettings(Optional<String> endpoint, Optional<String> key, Optional<String> sas) {

  static AzureSettings of(ProcessEnvironment environment, String account) {
    Map<String, String> connection = parts(environment, account);
    boolean own = environment.variable("AZURE_STORAGE_ACCOUNT").map(account::equals).orElse(true);
    return new AzureSettings(
        Optional.ofNullable(connection.get("BlobEndpoint"))
            .or(() -> environment.variable("AZURE_STORAGE_SERVICE_ENDPOINT").filter(any -> own))
            .map(Uris::trimmed),
        Optional.ofNullable(connection.get("AccountKey"))
            .or(() -> environment.variable("AZURE_STORAGE_KEY").filter(any -> own)),
        Optional.ofNullable(connection.get("SharedAccessSignature"))
            .or(() -> environment.variable("AZURE_STORAGE_SAS_TOKEN").filter(any -> own))
            .map(sas -> sas.startsWith("?") ? sas.substring(1) : sas));
  }

  /** Parts of the connection string, when it is of this account. */
  private static Map<String, String> parts(ProcessEnvironment environment, String account) {
    Map<String, String> parts = new HashMap<>();
    for (String part :
        environment.variable("AZURE_STORAGE_CONNECTION_STRING").orElse("").split(";")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    String named = parts.get("AccountName");
    String endpoint = parts.getOrDefault("BlobEndpoint", "");
    boolean own =
        named == null
            ? endpoint.contains("//" + account + ".") || endpoint.endsWith("/" + account)
            : named.equals(account);
    return own ? parts : Map.of();
  }
}
