/** Prints the options that Spark's driver needs on this JVM; run as a single source file by build/newcomer. */
class PrintOpens {
  public static void main(String[] arguments) {
    System.out.println(org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions());
  }
}
