package output

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWhatStandsNeedNotBePublishedAgain(t *testing.T) {
	o := place(t)
	o.Inputs, o.Note = [32]byte{1}, `{"pages": 6}`
	mustPublish(t, o, siteA)
	r, note, ok := Standing(o)
	if !ok || note != o.Note || r.Unchanged != 6 || r.Files != 6 || r.Written != 0 {
		t.Errorf("%+v, %q, %t", r, note, ok)
	}
}

func TestWhatDoesNotStandMustBePublishedAgain(t *testing.T) {
	page := func(o Options) string { return filepath.Join(o.Dir, "index.html") }
	for name, spoil := range map[string]func(o *Options) error{
		"other inputs":   func(o *Options) error { o.Inputs[5]++; return nil },
		"unknown inputs": func(o *Options) error { o.Inputs = [32]byte{}; return nil },
		"file removed":   func(o *Options) error { return os.Remove(page(*o)) },
		"file changed":   func(o *Options) error { return os.WriteFile(page(*o), []byte("other"), 0o666) },
		"no manifest":    func(o *Options) error { return os.Remove(o.Manifest) },
		"other folder":   func(o *Options) error { o.Dir += "2"; return nil },
		"interrupted": func(o *Options) error {
			return saveManifest(&disk{}, o.Manifest+".announced", origin{}, []record{{path: "x.html"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := place(t)
			o.Inputs = [32]byte{1}
			mustPublish(t, o, siteA)
			if err := spoil(&o); err != nil {
				t.Fatal(err)
			}
			if r, _, ok := Standing(o); ok {
				t.Errorf("it stands: %+v", r)
			}
		})
	}
}

func TestAPublicationOfOtherInputsIsRememberedEvenIfNoFileDiffers(t *testing.T) {
	o := place(t)
	o.Inputs = [32]byte{1}
	mustPublish(t, o, siteA)
	o.Inputs = [32]byte{2}
	if r := mustPublish(t, o, siteA); r.Written != 0 {
		t.Fatalf("%+v", r)
	}
	if _, _, ok := Standing(o); !ok {
		t.Error("it does not stand")
	}
}

func TestWhatAKilledBuildLeftIsPutAwayWhereNothingNeedsToBePublished(t *testing.T) {
	o := place(t)
	o.Inputs = [32]byte{1}
	mustPublish(t, o, siteA)
	beside := tree{"manifest.staging/x/index.html": "x", "manifest" + temporary: "half", "manifest.announced" + temporary: "half"}
	writeTree(t, filepath.Dir(o.Manifest), beside)
	if _, _, ok := Standing(o); !ok {
		t.Error("it does not stand")
	}
	wantClean(t, o, siteA)
}
