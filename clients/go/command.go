package minimesos

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// findCommand is the command that starts minimesos: MINIMESOS_COMMAND, or minimesos on PATH, or in node_modules of the working
// directory or one above it.
func findCommand() ([]string, error) {
	if given := splitCommand(os.Getenv("MINIMESOS_COMMAND")); len(given) > 0 {
		return given, nil
	}
	if found, err := exec.LookPath("minimesos"); err == nil {
		return []string{found}, nil
	}
	folder, err := os.Getwd()
	for err == nil {
		if found, err := exec.LookPath(filepath.Join(folder, "node_modules", ".bin", "minimesos")); err == nil {
			return []string{found}, nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			break
		}
		folder = above
	}
	return nil, hostStartFailed("there is no command minimesos on PATH or in node_modules", nil, err)
}

// splitCommand splits as a shell does, with quotes and backslashes, and expands nothing.
func splitCommand(text string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	inWord, escaped := false, false
	for _, char := range text {
		switch {
		case escaped:
			word.WriteRune(char)
			escaped = false
		case char == '\\' && quote != '\'' && os.PathSeparator == '/':
			inWord, escaped = true, true
		case char == quote:
			quote = 0
		case quote == 0 && (char == '"' || char == '\''):
			inWord, quote = true, char
		case quote == 0 && strings.ContainsRune(" \t\n", char):
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			inWord = true
			word.WriteRune(char)
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words
}
