package view

import (
	"strings"
	"testing"

	"readout/generator/internal/site"
)

func tallyOf(badges ...site.Badge) *tally {
	t := newTally()
	for _, b := range badges {
		t.add(b)
	}
	return t
}

func TestARateFromWhichPendingItemsAreMissingIsRefused(t *testing.T) {
	all := tallyOf("accepted", "awaiting_reply", "delivered", "closed", "superseded")
	for _, b := range site.Badges() {
		_, err := all.rate("Accepted", []site.Badge{"accepted"}, []site.Badge{b})
		switch b {
		case "superseded", "merged", "withdrawn", "overtaken":
			if err != nil {
				t.Errorf("what is %s cannot be left out: %v", b, err)
			}
		default:
			if err == nil {
				t.Errorf("a rate may leave out what is %s", b)
			}
		}
	}
	if _, err := all.rate("Superseded", []site.Badge{"superseded"}, settled); err == nil {
		t.Error("a rate may leave out what it counts")
	}
}

func TestARateSaysWhatItCounts(t *testing.T) {
	for _, c := range []struct {
		badges, want string
	}{
		{"delivered delivered delivered", "3 of 3, 100%, 0 pending, without "},
		{"delivered awaiting_reply not_assessed", "1 of 3, 33%, 2 pending, without "},
		{"delivered_late rejected reversed closed", "1 of 4, 25%, 0 pending, without "},
		{"delivered withdrawn withdrawn merged overdue", "1 of 2, 50%, 1 pending, without 1 merged, 2 withdrawn"},
		// The case of 2014: one of 26 accepted in full, and 100% reported.
		{"accepted" + strings.Repeat(" under_consideration", 25), "0 of 26, 0%, 26 pending, without "},
		{"superseded", "0 of 0, , 0 pending, without 1 superseded"},
	} {
		tl := newTally()
		for b := range strings.FieldsSeq(c.badges) {
			tl.add(site.Badge(b))
		}
		r, err := tl.rate("Delivered", []site.Badge{"delivered", "delivered_late"}, settled)
		got := number(r.N, "", "") // the number alone
		got = strings.TrimSpace(got) + " of " + strings.TrimSpace(number(r.Of, "", "")) + ", " + r.Percent + ", " +
			number(r.Pending, "pending", "pending") + ", without " + strings.Join(r.Left, ", ")
		if err != nil || got != c.want {
			t.Errorf("%s: %q (%v), want %q", c.badges, got, err, c.want)
		}
	}
}
