package cow

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
)

func TestMapStaysAsItWasWhileCopiesChange(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var versions []Map[int]
	var want []map[string]int
	current, plain := Map[int]{}, map[string]int{}
	for range 200 {
		edit := current.Edit()
		for range random.IntN(30) {
			key := fmt.Sprint(random.IntN(300))
			if random.IntN(3) == 0 {
				edit.Delete(key)
				delete(plain, key)
			} else {
				edit.Set(key, random.Int())
				plain[key], _ = edit.Get(key)
			}
		}
		current = edit.Map()
		if random.IntN(20) == 0 {
			current = current.Indexed()
		}
		versions = append(versions, current)
		want = append(want, maps.Clone(plain))
	}
	for i, m := range versions {
		if got := maps.Collect(m.All()); !maps.Equal(got, want[i]) || m.Len() != len(want[i]) {
			t.Fatalf("version %d changed after it was made", i)
		}
		for k := range 300 {
			key := fmt.Sprint(k)
			got, there := m.Get(key)
			if v, ok := want[i][key]; ok != there || v != got {
				t.Fatalf("version %d has %d, %t at %s, not %d, %t", i, got, there, key, v, ok)
			}
		}
	}
}

func TestMapYieldsInOrderOfKeys(t *testing.T) {
	edit := Map[int]{}.Edit()
	for _, k := range []string{"b", "c", "a", "d"} {
		edit.Set(k, 0)
	}
	var got string
	for k := range edit.Map().From("b") {
		got += k
	}
	if got != "bcd" {
		t.Errorf("From(b) yields %q, want bcd", got)
	}
}

func TestZeroMapIsEmpty(t *testing.T) {
	var m Map[string]
	if _, ok := m.Get("x"); ok || m.Len() != 0 {
		t.Error("the zero Map holds something")
	}
	for range m.All() {
		t.Error("the zero Map yields something")
	}
}
