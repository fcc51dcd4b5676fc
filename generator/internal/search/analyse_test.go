package search

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"unicode/utf8"
)

// termCase is a case of testdata/terms.json, which the browser's analyser is
// tested with too.
type termCase struct {
	Text  string
	Terms []string
}

func termCases(t testing.TB) []termCase {
	t.Helper()
	text, err := os.ReadFile("testdata/terms.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []termCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func termsOf(text string) []string {
	out := []string{}
	new(analyser).each([]byte(text), func(term []byte, _ uint32) { out = append(out, string(term)) })
	return out
}

func TestTextIsCutIntoTheSharedTableOfTerms(t *testing.T) {
	for _, c := range termCases(t) {
		if got := termsOf(c.Text); !slices.Equal(got, c.Terms) {
			t.Errorf("%q is cut into %q, want %q", c.Text, got, c.Terms)
		}
	}
}

func FuzzAnalyse(f *testing.F) {
	for _, c := range termCases(f) {
		f.Add(c.Text)
	}
	f.Add("\xff\xfe a\xffb")
	f.Fuzz(func(t *testing.T, text string) {
		new(analyser).each([]byte(text), func(term []byte, hash uint32) {
			if len(term) == 0 || !utf8.Valid(term) || utf8.RuneCount(term) > longestWord {
				t.Fatalf("%q gives the term %q", text, term)
			}
			if hash != hashOf(term) {
				t.Fatalf("the hash of %q in %q is wrong", term, text)
			}
			if !isWord(string(term)) {
				t.Fatalf("%q gives %q, which means something else", text, term)
			}
			for _, r := range string(term) {
				if _, class := fold(r); class != letter && class != paired {
					t.Fatalf("%q gives %q with %q in it", text, term, r)
				}
			}
		})
	})
}
