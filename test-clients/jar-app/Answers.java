import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers at the port that Marathon gave it, with who it is. */
public class Answers {
    public static void main(String[] arguments) throws Exception {
        String port = System.getenv("PORT0");
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(port)), 0);
        byte[] text = ("app " + System.getenv("MARATHON_APP_ID") + " at " + port + "\n").getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
    }
}
