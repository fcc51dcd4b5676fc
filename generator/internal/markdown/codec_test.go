package markdown

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var codecSeeds = []string{
	"", "word", brief, "![[tri-3]]", "[[a]] and [[a]].\n\n## On [[b]] {#b}\n",
	"```chart\ndata: x.csv\ntype: bar\n```\n", "![x](y.png \"z\") [@s, p. 1] [^1]\n\n[^1]: n",
}

func TestDocumentComesBackFromItsBytes(t *testing.T) {
	for _, s := range codecSeeds {
		d, _ := Parse(textOf(s), Options{})
		b := d.AppendBinary([]byte("before"))
		back, rest, err := DecodeDocument(append(b[len("before"):], "after"...))
		if err != nil || string(rest) != "after" {
			t.Fatalf("%q: %v, rest %q", s, err, rest)
		}
		if diff := cmp.Diff(d, back, cmp.AllowUnexported(Document{})); diff != "" {
			t.Errorf("%q: %s", s, diff)
		}
	}
}

// exercise uses everything that a document offers, for tests that only want
// it to end.
func exercise(d *Document) {
	label := func(r *Ref) string { return r.Target }
	render := Render{Prefix: "p-", Sources: true, Resolve: func(r *Ref) Target {
		return Target{URL: "/" + r.Target, Label: r.Target, Note: "n", Width: 1, Height: 2}
	}}
	d.Pieces(render)
	d.Inline(render)
	d.Text(label)
	d.Contents(label)
	d.Headings()
	for _, r := range d.Refs() {
		ExpandContext(r.Context, func(i int) string { return label(&d.Refs()[i]) })
	}
}

func TestDamagedDocumentIsAnErrorAndNeverAPanic(t *testing.T) {
	d, _ := Parse(textOf("## A [[b]]\n\n[x](y.md) *z* [@s][^1] &amp;\n\n```chart\ndata: x\n```\n\n[^1]: n"), Options{})
	whole := d.AppendBinary(nil)
	for n := range whole {
		if _, _, err := DecodeDocument(whole[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes decoded", n, len(whole))
		}
	}
	for i := range whole {
		for _, with := range []byte{0, 0x7f, 0xff, whole[i] ^ 1} {
			b := bytes.Clone(whole)
			b[i] = with
			if d, _, err := DecodeDocument(b); err == nil {
				exercise(d)
			}
		}
	}
}

func FuzzDocumentCodec(f *testing.F) {
	for _, s := range codecSeeds {
		d, _ := Parse(textOf(s), Options{})
		f.Add(d.AppendBinary(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, rest, err := DecodeDocument(b)
		if err != nil {
			return
		}
		exercise(d)
		back, _, err := DecodeDocument(append(d.AppendBinary(nil), rest...))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, back, cmp.AllowUnexported(Document{})); diff != "" {
			t.Error(diff)
		}
	})
}
