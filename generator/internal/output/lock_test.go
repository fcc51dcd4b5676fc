package output

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestOnlyOneBuildPublishesAtATimeAndTheOtherIsToldWhoDoes(t *testing.T) {
	o := place(t)
	o.Holder = "process 4242 on mill, since noon"
	var inner error
	_, err := Publish(t.Context(), o, slices.Values([]File{{Path: "index.html", Write: func(w io.Writer) error {
		other := o
		other.Holder = "somebody else"
		_, inner = Publish(t.Context(), other, siteA.files())
		_, err := io.WriteString(w, "home")
		return err
	}}}))
	if err != nil {
		t.Fatal(err)
	}
	var locked *Locked
	if !errors.As(inner, &locked) || locked.Holder != o.Holder || !strings.Contains(inner.Error(), "another build is publishing at the moment: "+o.Holder) {
		t.Errorf("a second build at the same time: %v, want it refused", inner)
	}
	wantTree(t, o.Dir, tree{"index.html": "home"})
}

func TestALockThatNobodyHoldsIsTaken(t *testing.T) {
	o := place(t)
	mustPublish(t, o, siteA)
	if err := os.WriteFile(o.Manifest+".lock", []byte("process 1 on a machine that was switched off"), 0o666); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, o, siteB)
	wantTree(t, o.Dir, siteB)
}

func TestAnythingMayStandInALock(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		"process 7\nand more":          "process 7",
		"\x1b[31mred\x00\xff":          "[31mred",
		strings.Repeat("long ", 1<<16): strings.TrimSpace(strings.Repeat("long ", 40)),
	} {
		if got := readHolder(strings.NewReader(text)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
