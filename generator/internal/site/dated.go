package site

// DateOf returns the date that a record is filed under: when a brief or a
// source was published, when a recommendation was issued, when an event or an
// instrument began. Other records have none.
func DateOf(e Entity) Date {
	switch e := e.(type) {
	case *Brief:
		return e.Date
	case *Recommendation:
		if len(e.History) > 0 {
			return e.History[0].Date
		}
	case *Instrument:
		return e.Date
	case *Event:
		return e.Date
	case *Source:
		return e.Date
	}
	return Date{}
}
