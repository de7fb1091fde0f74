package minimesos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsWhatItWrites() {
        Map<String, Object> value = Map.of(
                "text", "a \"quote\", a \\ and \n\u0001\u2028\uD83D\uDE00", "list", Arrays.asList(1L, -2.5, 1e300, true, false, null, Map.of(), List.of()));
        assertEquals(value, Json.read(Json.write(value)));
    }

    @Test
    void readsWhatOthersWrite() {
        assertEquals(Map.of("a/\t\u00e9", List.of(1L, 0.1, 12345678901234567890.0)), Json.read(" { \"a\\/\\t\\u00e9\" : [ 1 ,1e-1, 12345678901234567890 ] } "));
        assertEquals("{}", Json.write(Map.of()));
        assertEquals("[]", Json.write(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{1:2}", "\"open", "\"\\x\"", "\"\\u12\"", "\"\\uzzzz\"", "nul", "1.", "--1", "+1", "{} {}", "[1 2]", "NaN", "0x1"})
    void refusesWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> Json.read(text));
    }
}
