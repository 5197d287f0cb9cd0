import java.io.File;
import org.apache.kerby.kerberos.kerb.client.KrbClient;

/** Gets a ticket with the key of a keytab and keeps it in a file, where kinit is not installed. */
final class Kinit {
  /** Arguments: directory of krb5.conf, principal, keytab, file for the ticket. */
  public static void main(String[] arguments) throws Exception {
    KrbClient client = new KrbClient(new File(arguments[0]));
    client.init();
    client.storeTicket(
        client.requestTgt(arguments[1], new File(arguments[2])), new File(arguments[3]));
  }
}
