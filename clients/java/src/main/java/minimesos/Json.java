package minimesos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, texts, numbers (Long or Double), booleans and null. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Throws IllegalArgumentException for what is no JSON. */
    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.space();
        if (json.at < text.length()) {
            throw json.fault();
        }
        return value;
    }

    /** The value as an object; an empty one when it is none. */
    @SuppressWarnings("unchecked") // what read has made has such keys
    static Map<String, Object> object(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }

    static String write(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder text) {
        if (value instanceof Map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                text.append(separator);
                quote(String.valueOf(entry.getKey()), text);
                text.append(':');
                write(entry.getValue(), text);
                separator = ",";
            }
            text.append(separator.equals("{") ? "{}" : "}");
        } else if (value instanceof Collection) {
            String separator = "[";
            for (Object each : (Collection<?>) value) {
                text.append(separator);
                write(each, text);
                separator = ",";
            }
            text.append(separator.equals("[") ? "[]" : "]");
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            text.append(value);
        } else if (value instanceof Document) {
            write(((Document) value).json(), text);
        } else {
            quote(value.toString(), text);
        }
    }

    private static void quote(String value, StringBuilder text) {
        text.append('"');
        for (char each : value.toCharArray()) {
            if (each == '"' || each == '\\') {
                text.append('\\').append(each);
            } else if (each < ' ' || Character.isSurrogate(each)) {
                text.append(String.format("\\u%04x", (int) each));
            } else {
                text.append(each);
            }
        }
        text.append('"');
    }

    private Object value() {
        switch (next()) {
            case '{':
                return members();
            case '[':
                return items();
            case '"':
                return string();
            default:
                return literal();
        }
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        if (next() == '}') {
            at++;
            return members;
        }
        while (true) {
            if (next() != '"') {
                throw fault();
            }
            String name = string();
            take(':');
            members.put(name, value());
            if (next() == '}') {
                at++;
                return members;
            }
            take(',');
        }
    }

    private List<Object> items() {
        List<Object> items = new ArrayList<>();
        at++;
        if (next() == ']') {
            at++;
            return items;
        }
        while (true) {
            items.add(value());
            if (next() == ']') {
                at++;
                return items;
            }
            take(',');
        }
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each == '"') {
                at++;
                return string.toString();
            }
            string.append(each == '\\' ? escaped() : each);
        }
        throw fault();
    }

    private char escaped() {
        at++;
        char each = at < text.length() ? text.charAt(at) : '?';
        int known = "\"\\/bfnrt".indexOf(each);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (each != 'u' || at + 4 >= text.length()) {
            throw fault();
        }
        at += 4;
        try {
            return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
        } catch (NumberFormatException error) {
            throw fault();
        }
    }

    private Object literal() {
        int from = at;
        while (at < text.length() && "+-.".indexOf(text.charAt(at)) + 1 > 0 || at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String word = text.substring(from, at);
        switch (word) {
            case "null":
                return null;
            case "true":
                return Boolean.TRUE;
            case "false":
                return Boolean.FALSE;
            default:
                return number(word);
        }
    }

    private Number number(String word) {
        try {
            if (word.matches("-?\\d{1,18}")) {
                return Long.valueOf(word);
            }
            if (word.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
                return Double.valueOf(word);
            }
        } catch (NumberFormatException error) {
            // Not a number, either.
        }
        throw fault();
    }

    private void take(char wanted) {
        if (next() != wanted) {
            throw fault();
        }
        at++;
    }

    private char next() {
        space();
        if (at >= text.length()) {
            throw fault();
        }
        return text.charAt(at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException fault() {
        return new IllegalArgumentException("not JSON at character " + at + " of " + text.length());
    }
}
