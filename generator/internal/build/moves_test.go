package build

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRenamedPagesAreFollowed is about what a tab that shows a record is told
// when the record's address changes.
func TestRenamedPagesAreFollowed(t *testing.T) {
	ports := strings.Replace(small()["content/briefs/ports.md"], "aliases: [old-ports]\n", "", 1)
	rivers := "---\ntitle: On rivers\ndate: 2025-12-01\n---\n\nA text that is long enough to be known by it.\n"
	lone := publication{"content/site.yaml": settings, "content/briefs/rivers.md": rivers}
	for name, c := range map[string]struct {
		before publication
		steps  []publication // "" removes; only after the last one can the site be shown
		want   map[string]string
	}{
		"a file renamed": {
			lone,
			[]publication{{"content/briefs/rivers.md": "", "content/briefs/streams.md": rivers}},
			map[string]string{"/briefs/rivers/": "/briefs/streams/"},
		},
		"a file renamed, with another title": {
			lone,
			[]publication{{"content/briefs/rivers.md": "", "content/briefs/streams.md": strings.Replace(rivers, "On rivers", "On streams", 1)}},
			map[string]string{"/briefs/rivers/": "/briefs/streams/"},
		},
		"a file renamed, with another text": {
			lone,
			[]publication{{"content/briefs/rivers.md": "", "content/briefs/streams.md": strings.Replace(rivers, "A text", "Words", 1)}},
			map[string]string{"/briefs/rivers/": "/briefs/streams/"},
		},
		"a file replaced by one that has nothing of it": {
			lone,
			[]publication{{"content/briefs/rivers.md": "", "content/briefs/lakes.md": "---\ntitle: Lakes\ndate: 2026-01-01\n---\n"}},
			map[string]string{},
		},
		"a file that became two": {
			lone,
			[]publication{{"content/briefs/rivers.md": "", "content/briefs/a.md": rivers, "content/briefs/b.md": rivers}},
			map[string]string{},
		},
		"a file that became a folder": {
			lone,
			[]publication{{"content/briefs/rivers.md": "", "content/briefs/rivers/index.md": rivers}},
			map[string]string{},
		},
		"a record moved to another kind": {
			lone,
			[]publication{{"content/briefs/rivers.md": "", "content/pages/rivers.md": "---\ntitle: On rivers\n---\n"}},
			map[string]string{"/briefs/rivers/": "/rivers/"},
		},
		"an id changed in a list, with its references": {small(), []publication{{
			"content/actors/a.yaml":          strings.ReplaceAll(small()["content/actors/a.yaml"], "office", "bureau"),
			"content/recommendations/r.yaml": strings.ReplaceAll(small()["content/recommendations/r.yaml"], "office", "bureau"),
			"content/briefs/ports.md":        strings.ReplaceAll(ports, "office", "bureau"),
		}}, map[string]string{"/actors/office/": "/actors/bureau/"}},
		"a rename that broke references until they were mended": {small(), []publication{
			{"content/briefs/ports.md": "", "content/briefs/harbours.md": ports},
			{"content/briefs/rivers.md": strings.ReplaceAll(small()["content/briefs/rivers.md"], "ports", "harbours")},
			{"content/recommendations/r.yaml": strings.ReplaceAll(small()["content/recommendations/r.yaml"], "ports", "harbours")},
		}, map[string]string{"/briefs/ports/": "/briefs/harbours/"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t, c.before, Options{})
			if moved := f.good().Moved(); len(moved) > 0 {
				t.Errorf("in the first snapshot %v moved", moved)
			}
			var s *Snapshot
			for i, step := range c.steps {
				var changed []string
				for path, text := range step {
					if text == "" {
						f.remove(path)
					} else {
						f.write(path, text)
					}
					changed = append(changed, path)
				}
				if i < len(c.steps)-1 {
					f.bad(changed...)
				} else {
					s = f.good(changed...)
				}
			}
			if diff := cmp.Diff(c.want, s.Moved()); diff != "" {
				t.Errorf("moved (-want +got):\n%s", diff)
			}
			if moved := f.good([]string{}...).Moved(); len(moved) > 0 {
				t.Errorf("in the next snapshot %v moved again", moved)
			}
		})
	}
}

func TestASnapshotKnowsWhatItsBuildTouched(t *testing.T) {
	f := newFolder(t, small(), Options{})
	if records, mentioning := f.good().Touched(); records != 0 || mentioning != 0 {
		t.Errorf("the first snapshot touched %d and %d", records, mentioning)
	}
	f.write("content/actors/a.yaml", "actors:\n  - {id: office, name: The Bureau, kind: organisation}\n")
	if records, mentioning := f.good("content/actors/a.yaml").Touched(); records != 1 || mentioning != 2 { // ports and close
		t.Errorf("an actor's name touched %d records and %d that mention it, want 1 and 2", records, mentioning)
	}
	if records, mentioning := f.good("content/actors/a.yaml").Touched(); records != 0 || mentioning != 0 {
		t.Errorf("nothing touched %d and %d", records, mentioning)
	}
}
