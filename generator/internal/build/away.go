package build

import (
	"fmt"

	"readout/generator/internal/output"
	"readout/generator/internal/site"
	"readout/generator/internal/source"
)

// putAway leaves the HTML of a file's large documents in the pack, where it is
// kept anyway: it is most of what a site is made of, and needed when its page
// is rendered and hardly else. places tells where in the entry it stands.
//
// A pack is nothing to rely on, since anybody may delete or change it. What
// cannot be read there, or has another checksum, is read from the publication's
// own file again; only when that has changed as well is it lost.
func (b *Builder) putAway(p *site.Parsed, key output.PackKey, places []int) {
	for i, d := range p.Large() {
		at, size, sum := places[i], d.Size(), output.Checksum(d.HTML())
		d.PutAway(func() string {
			if html, ok := b.pack.Part(key, at, size); ok && output.Checksum(html) == sum {
				return html
			}
			html := ""
			new(source.Tree).Update(b.files, []string{p.Path}, func(f *source.File) {
				if again := site.Parse(f).Large(); i < len(again) {
					html = again[i].HTML()
				}
			})
			if len(html) == size && output.Checksum(html) == sum {
				return html
			}
			b.lost.CompareAndSwap(nil, &lostText{p.Path})
			return ""
		})
	}
}

// lostText is a text that can no longer be read as it was.
type lostText struct{ file string }

func (l *lostText) Error() string {
	return fmt.Sprintf("the text of %s can no longer be read as it was: it and the cache were changed meanwhile; build again", l.file)
}
