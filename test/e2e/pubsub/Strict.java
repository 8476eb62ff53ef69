import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Scanner;

/**
 * The HTTP client of the JDK, which reports what others overlook, such as a 204 with a length.
 *
 * <p>java Strict.java URL < REQUESTS, one a line: METHOD PATH TOKEN BODY, with - for none. It writes the status and the
 * bytes of each answer, or what was wrong with it.
 */
class Strict {
  public static void main(String[] arguments) throws InterruptedException {
    // One connection, so that what is left of one answer spoils the next.
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Scanner requests = new Scanner(System.in);
    while (requests.hasNextLine()) {
      String[] part = requests.nextLine().split(" ", 4);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(arguments[0] + part[1]))
              .header("Content-Type", "application/json")
              .method(part[0], part[3].equals("-") ? BodyPublishers.noBody() : BodyPublishers.ofString(part[3]));
      if (!part[2].equals("-")) request.header("Authorization", "Bearer " + part[2]);
      try {
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        System.out.println(answer.statusCode() + " " + answer.body().length);
      } catch (java.io.IOException thrown) {
        System.out.println(thrown);
      }
    }
  }
}
