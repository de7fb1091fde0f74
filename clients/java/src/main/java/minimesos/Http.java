package minimesos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Speaks to one server. Any number of threads may use it. */
final class Http {
    /** Until an answer begins when nothing is waited for on the other side. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

    /** Told of every request, in tests. */
    static volatile BiConsumer<String, String> asked = (method, path) -> {};

    final String url;
    final String token;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
    /** Makes the error of a server that is gone, given why it is taken for that. */
    private final BiFunction<String, Throwable, MinimesosException> explain;

    Http(String url, String token, BiFunction<String, Throwable, MinimesosException> explain) {
        URI address;
        try {
            address = URI.create(url.contains("://") ? url : "http://" + url);
        } catch (IllegalArgumentException error) {
            throw notAnAddress(url, error);
        }
        if (address.getHost() == null || !address.getScheme().startsWith("http")) {
            throw notAnAddress(url, null);
        }
        this.url = address.getScheme() + "://" + address.getAuthority();
        this.token = token == null || token.isEmpty() ? null : token;
        this.explain = explain != null ? explain : (reason, cause) -> MinimesosException.hostGone(this.url, reason, java.util.List.of(), cause);
    }

    private static IllegalArgumentException notAnAddress(String url, Throwable cause) {
        return new IllegalArgumentException("the URL of a server has to be such as http://127.0.0.1:8080, but is " + url, cause);
    }

    /** What a server is asked: {@code Http.get("v1", "clusters")}. */
    static final class Call {
        private final String method;
        private final String path;
        private final StringBuilder query = new StringBuilder();
        private Object body;
        private String accept = "application/json";
        private String[] header = {};
        private Duration timeout = ANSWER_TIMEOUT;

        Call(String method, String... path) {
            this.method = method;
            StringBuilder joined = new StringBuilder();
            for (String part : path) {
                joined.append('/').append(encode(part));
            }
            this.path = joined.toString();
        }

        /** What is null is left out. */
        Call query(String name, Object value) {
            if (value != null) {
                query.append(query.length() == 0 ? '?' : '&').append(name).append('=').append(encode(value.toString()));
            }
            return this;
        }

        /** Becomes JSON. */
        Call body(Map<String, ?> value) {
            body = value;
            return this;
        }

        Call accept(String type) {
            accept = type;
            return this;
        }

        Call header(String name, String value) {
            header = new String[] {name, value};
            return this;
        }

        /** For as long as it takes. */
        Call waits() {
            timeout = null;
            return this;
        }

        private static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /** The JSON of the answer; null when there is none. */
    Object ask(Call call) {
        String content = text(call);
        if (content.isEmpty()) {
            return null;
        }
        try {
            return Json.read(content);
        } catch (IllegalArgumentException error) {
            throw MinimesosException.hostIncompatible(url, "something other than JSON", "JSON");
        }
    }

    String text(Call call) {
        return new String(bytes(call), StandardCharsets.UTF_8);
    }

    byte[] bytes(Call call) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (InputStream body = open(call)) {
            body.transferTo(content);
        } catch (IOException error) {
            throw gone(error);
        }
        return content.toByteArray();
    }

    /** The answer as soon as it begins, to be read as it comes, and closed. */
    InputStream open(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + call.path + call.query)).header("Accept", call.accept);
        if (call.timeout != null) {
            request.timeout(call.timeout);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (call.header.length > 0) {
            request.headers(call.header);
        }
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
        if (call.body != null) {
            request.header("Content-Type", "application/json");
            body = HttpRequest.BodyPublishers.ofString(Json.write(call.body));
        }
        asked.accept(call.method, call.path);
        HttpResponse<InputStream> response = send(request.method(call.method, body).build());
        if (response.statusCode() < 300) {
            return response.body();
        }
        try (InputStream content = response.body()) {
            if (response.statusCode() == 401) {
                throw MinimesosException.tokenRefused(url, token);
            }
            throw MinimesosException.ofProblem(url, response.statusCode(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException error) {
            throw gone(error);
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(request, headers -> new BodyStream());
        try {
            return answer.get();
        } catch (ExecutionException error) {
            throw gone(error.getCause());
        } catch (InterruptedException error) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        return new CancellationException("The thread was interrupted while the server was asked.");
    }

    /** The error of a server that is gone; throws CancellationException when it was this side that gave up. */
    MinimesosException gone(Throwable error) {
        if (error instanceof InterruptedIOException) {
            throw interrupted();
        }
        return explain.apply(inWords(error), error);
    }

    private static String inWords(Throwable error) {
        if (error instanceof HttpTimeoutException) {
            return "it did not answer in time";
        }
        if (error instanceof ConnectException) {
            return "nobody listens there any more";
        }
        return "the connection was cut" + (error.getMessage() == null ? "" : " (" + error.getMessage() + ")");
    }
}
