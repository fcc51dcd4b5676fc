package layout

// What the tests outside of this package need to know of the two engines.

func (s *Set) page(name string) page { return s.pages[name].(*pageInTime).page() }

// Compiled renders a page with the compiled engine alone; false if that leaves
// it to the standard library.
func (s *Set) Compiled(b []byte, name string, view any) ([]byte, bool) {
	p, ok := s.page(name).(*compiledPage)
	if !ok {
		return b, false
	}
	return p.run(b, view)
}

// Standard renders a page with the standard library alone.
func (s *Set) Standard(b []byte, name string, view any) ([]byte, error) {
	if p, ok := s.page(name).(*compiledPage); ok {
		return p.standard.render(b, view)
	}
	return s.page(name).render(b, view)
}

// Why says why a layout is not compiled; empty if it is.
func (s *Set) Why(name string) string {
	if p, ok := s.page(name).(standardPage); ok {
		return p.why
	}
	return ""
}

// SharesTemplates reports whether a set has its parsed templates from another.
func (s *Set) SharesTemplates(with *Set) bool { return s.written.templates == with.written.templates }
