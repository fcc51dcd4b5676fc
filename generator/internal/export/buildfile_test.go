package export

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// published data/build.json, as others read it.
type readBuild struct {
	AsOf      string `json:"as_of"`
	BaseURL   string `json:"base_url"`
	Generator struct{ Name, Version string }
	Drafts    bool
	SHA256    string
	Inputs    []struct{ Path, SHA256 string }
}

// The recipe in docs/data.md, followed by hand.
func TestTheHashOfTheInputsCanBeWorkedOutFromTheList(t *testing.T) {
	for _, drafts := range []bool{false, true} {
		o := options
		o.Drafts = drafts
		f, _ := Find(example(), o, "data/build.json")
		var b readBuild
		if err := json.Unmarshal([]byte(content(t, f)), &b); err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		fmt.Fprintf(&said, "version %s\nas_of %s\nbase_url %s\ndrafts %t\n", b.Generator.Version, b.AsOf, b.BaseURL, b.Drafts)
		for _, in := range b.Inputs {
			fmt.Fprintf(&said, "%s  %s\n", in.SHA256, in.Path)
		}
		if want := fmt.Sprintf("%x", sha256.Sum256([]byte(said.String()))); b.SHA256 != want || len(b.Inputs) != 2 || b.Drafts != drafts {
			t.Errorf("%+v, want the hash %s", b, want)
		}
	}
}

func TestAnythingThatTheSiteIsMadeOfChangesTheHash(t *testing.T) {
	hash := func(o Options) string {
		f, _ := Find(example(), o, "data/build.json")
		var b readBuild
		if err := json.Unmarshal([]byte(content(t, f)), &b); err != nil {
			t.Fatal(err)
		}
		return b.SHA256
	}
	was := hash(options)
	for name, change := range map[string]func(*Options){
		"another version": func(o *Options) { o.Version = "1.2.4" },
		"another address": func(o *Options) { o.Base = "/" },
		"drafts":          func(o *Options) { o.Drafts = true },
		"another text": func(o *Options) {
			o.Inputs = func(yield func(Input) bool) {
				for in := range options.Inputs {
					in.Hash[31]++
					if !yield(in) {
						return
					}
				}
			}
		},
		"no files": func(o *Options) { o.Inputs = func(func(Input) bool) {} },
	} {
		o := options
		if change(&o); hash(o) == was {
			t.Errorf("%s: the hash stays the same", name)
		}
	}
}
