package minimesos;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command that starts minimesos. */
final class Command {
    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final List<String> NAMES = WINDOWS ? List.of("minimesos.cmd", "minimesos.exe") : List.of("minimesos");

    private Command() {}

    /** MINIMESOS_COMMAND, or minimesos on PATH, or in node_modules of the folder or one above it. */
    static List<String> find(Map<String, String> environment, Path folder) {
        List<String> given = split(environment.getOrDefault("MINIMESOS_COMMAND", ""));
        if (!given.isEmpty()) {
            return given;
        }
        List<Path> places = new ArrayList<>();
        for (String place : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            places.add(Path.of(place));
        }
        for (Path above = folder.toAbsolutePath(); above != null; above = above.getParent()) {
            places.add(above.resolve("node_modules").resolve(".bin"));
        }
        for (Path place : places) {
            for (String name : NAMES) {
                if (Files.isExecutable(place.resolve(name))) {
                    return List.of(place.resolve(name).toString());
                }
            }
        }
        throw MinimesosException.hostStartFailed("there is no command minimesos on PATH or in node_modules", List.of(), null);
    }

    /** Splits as a shell does, with quotes and backslashes, and expands nothing. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if (quote == 0 && Character.isWhitespace(each)) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (each == '\\' && quote != '\'' && !WINDOWS && at + 1 < text.length()) {
                word.append(text.charAt(++at));
            } else if (each == quote) {
                quote = 0;
            } else if (quote == 0 && (each == '"' || each == '\'')) {
                quote = each;
            } else {
                word.append(each);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
