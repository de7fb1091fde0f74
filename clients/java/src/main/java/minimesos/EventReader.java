package minimesos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Server-sent events of one answer. */
final class EventReader implements AutoCloseable {
    private final InputStream body;
    private final BufferedReader lines;
    private final String url;
    /** The last id that came. */
    String lastId;

    /** The event that {@link #next()} has found. */
    String event;

    Document data;

    EventReader(InputStream body, String url, String lastId) {
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.url = url;
        this.lastId = lastId;
    }

    /** Whether there is another event. One that is named {@code error} is thrown; what the end cuts off is no event. */
    boolean next() throws IOException {
        String name = "";
        StringBuilder text = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (text != null && name.equals("error")) {
                    throw MinimesosException.ofProblem(url, 0, text.toString());
                }
                if (text != null) {
                    event = name;
                    data = new Document(Json.object(Json.read(text.toString())));
                    return true;
                }
                name = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(line.startsWith(": ", colon) ? colon + 2 : colon + 1);
            if (field.equals("data")) {
                text = text == null ? new StringBuilder(value) : text.append('\n').append(value);
            } else if (field.equals("event")) {
                name = value;
            } else if (field.equals("id")) {
                lastId = value;
            }
            // Comments keep the connection alive; other fields are for browsers.
        }
        return false;
    }

    @Override
    public void close() {
        Server.closeQuietly(body);
    }
}
