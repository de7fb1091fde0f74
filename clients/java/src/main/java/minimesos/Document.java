package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a cluster tells of something: the names below, and all else by {@link #json()}. */
public class Document {
    private final Map<String, Object> values;

    Document(Map<String, Object> values) {
        this.values = values;
    }

    /** All of it: maps, lists, texts, numbers (Long or Double), booleans and null. */
    public final Map<String, Object> json() {
        return values;
    }

    /** A text, or null. */
    final String text(String name) {
        Object value = values.get(name);
        return value == null ? null : value.toString();
    }

    /** A number, 0 when there is none. */
    final double number(String name) {
        Object value = values.get(name);
        return value instanceof Number ? ((Number) value).doubleValue() : 0;
    }

    /** A number without a fraction, 0 when there is none. */
    final int whole(String name) {
        return (int) number(name);
    }

    final boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    final Map<String, Object> object(String name) {
        return Json.object(values.get(name));
    }

    final List<Map<String, Object>> objects(String name) {
        return objects(values.get(name));
    }

    final List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (values.get(name) instanceof List) {
            ((List<?>) values.get(name)).forEach(each -> texts.add(String.valueOf(each)));
        }
        return texts;
    }

    /** A list of objects; an empty one when it is none. */
    static List<Map<String, Object>> objects(Object value) {
        List<Map<String, Object>> objects = new ArrayList<>();
        if (value instanceof List) {
            ((List<?>) value).forEach(each -> objects.add(Json.object(each)));
        }
        return objects;
    }

    @Override
    public final boolean equals(Object other) {
        return other != null && other.getClass() == getClass() && ((Document) other).values.equals(values);
    }

    @Override
    public final int hashCode() {
        return values.hashCode();
    }

    @Override
    public final String toString() {
        return Json.write(values);
    }
}
