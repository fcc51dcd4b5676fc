package layout

import "unicode/utf8"

// isScriptJSON reports whether encoding/json, and after it html/template,
// would write JSON into a script as it is: an object or list that is valid and
// compact, and without <, >, & and the separators that JavaScript takes for
// ends of lines. It may say no when in doubt.
func isScriptJSON(b []byte) bool {
	if len(b) == 0 || b[0] != '{' && b[0] != '[' {
		return false
	}
	end := jsonValue(b, 0, 0)
	return end == len(b)
}

// maxJSONDepth is far less than what encoding/json takes.
const maxJSONDepth = 100

// jsonValue returns where the value that begins at i ends; -1 if it is not as
// wanted.
func jsonValue(b []byte, i, depth int) int {
	if i < 0 || i >= len(b) || depth > maxJSONDepth {
		return -1
	}
	switch c := b[i]; c {
	case '{':
		return jsonItems(b, i, depth, '}')
	case '[':
		return jsonItems(b, i, depth, ']')
	case '"':
		return jsonText(b, i)
	case 't':
		return jsonWord(b, i, "true")
	case 'f':
		return jsonWord(b, i, "false")
	case 'n':
		return jsonWord(b, i, "null")
	default:
		return jsonNumber(b, i)
	}
}

// jsonItems reads the rest of an object or list from its bracket at i.
func jsonItems(b []byte, i, depth int, closing byte) int {
	i++
	if i < len(b) && b[i] == closing {
		return i + 1
	}
	for {
		if closing == '}' {
			if i = jsonText(b, i); i < 0 || i >= len(b) || b[i] != ':' {
				return -1
			}
			i++
		}
		if i = jsonValue(b, i, depth+1); i < 0 || i >= len(b) {
			return -1
		}
		switch b[i] {
		case closing:
			return i + 1
		case ',':
			i++
		default:
			return -1
		}
	}
}

func jsonText(b []byte, i int) int {
	if i >= len(b) || b[i] != '"' {
		return -1
	}
	for i++; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			i++
			if i >= len(b) {
				return -1
			}
			switch b[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				if i+4 >= len(b) || !isHexDigit(b[i+1]) || !isHexDigit(b[i+2]) || !isHexDigit(b[i+3]) || !isHexDigit(b[i+4]) {
					return -1
				}
				i += 4
			default:
				return -1
			}
		case c < ' ' || c == '<' || c == '>' || c == '&':
			return -1
		case c == 0xe2:
			if r, _ := utf8.DecodeRune(b[i:]); r == '\u2028' || r == '\u2029' {
				return -1
			}
		}
	}
	return -1
}

func jsonWord(b []byte, i int, word string) int {
	if len(b)-i < len(word) || string(b[i:i+len(word)]) != word {
		return -1
	}
	return i + len(word)
}

func jsonNumber(b []byte, i int) int {
	digits := func() bool {
		from := i
		for i < len(b) && '0' <= b[i] && b[i] <= '9' {
			i++
		}
		return i > from
	}
	if b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if !digits() {
		return -1
	}
	if i < len(b) && b[i] == '.' {
		i++
		if !digits() {
			return -1
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if !digits() {
			return -1
		}
	}
	return i
}
