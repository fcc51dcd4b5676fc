// Package revision knows what was published before: when each brief and
// recommendation was first published, changed and withdrawn, and in which
// words.
//
// Place in the pipeline: beside site. It reads the file in which builds keep
// revisions (a Log), sets it against a Site (a Book), and says what a build
// has to add to it. view shows what a Book tells; output writes.
package revision

import (
	"bytes"
	"encoding/hex"
	"encoding/json"

	"readout/generator/internal/site"
)

// File is where revisions are kept, relative to the project. It stands beside
// content/ and is meant to be committed with it.
const File = "revisions.jsonl"

// CodeMalformed is the code of a line of the file that cannot be read.
const CodeMalformed = "revision-malformed"

// Revision is one state in which a record was published, or its withdrawal.
type Revision struct {
	Date  site.Date // the as-of date of the build that published it
	Gone  bool      // the record was no longer published; what follows is empty
	Sum   site.Sum  // of its wording
	Title string
	Path  string // of the file that the record stood in
	// Compared says whether the text before was at hand, so that Changes are all
	// there are. The first revision is compared with nothing.
	Compared bool
	Changes  []Change
	// Since is the revision with which it was compared; zero for the one before.
	Since site.Sum
}

// Change is a passage that one revision says otherwise than another.
type Change struct {
	Part  string `json:"part"`            // the key: "summary", "body"
	Under string `json:"under,omitempty"` // the heading that it stands under
	Was   string `json:"was,omitempty"`   // empty for what is new
	Is    string `json:"is,omitempty"`    // empty for what was taken out
}

// line is a line of the file.
type line struct {
	Date    string    `json:"date"`
	Kind    string    `json:"kind"`
	ID      string    `json:"id"`
	Gone    bool      `json:"gone,omitempty"`
	SHA256  string    `json:"sha256,omitempty"`
	Path    string    `json:"path,omitempty"`
	Title   string    `json:"title,omitempty"`
	Since   string    `json:"since,omitempty"`
	Changes *[]Change `json:"changes,omitempty"`
}

// appendLine appends a revision of a record as a line of the file.
func appendLine(out []byte, kind site.Kind, id string, r *Revision) []byte {
	l := line{Date: r.Date.ISO(), Kind: kind.String(), ID: id, Gone: r.Gone, Path: r.Path, Title: r.Title}
	if !r.Gone {
		l.SHA256 = hex.EncodeToString(r.Sum[:])
	}
	if r.Since != (site.Sum{}) {
		l.Since = hex.EncodeToString(r.Since[:])
	}
	if r.Compared {
		l.Changes = &r.Changes
		if r.Changes == nil {
			l.Changes = &[]Change{}
		}
	}
	text := bytes.NewBuffer(out)
	e := json.NewEncoder(text)
	e.SetEscapeHTML(false)
	if e.Encode(&l) != nil { // strings and booleans can always be written
		return out
	}
	return text.Bytes()
}
