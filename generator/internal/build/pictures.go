package build

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"readout/generator/internal/diag"
	"readout/generator/internal/layout"
	"readout/generator/internal/output"
	"readout/generator/internal/picture"
	"readout/generator/internal/site"
)

// darkroom makes editions of images and social cards, and keeps them. It
// outlives the snapshots, and is safe for use from many goroutines.
type darkroom struct {
	files fs.FS
	store *output.Store
	fresh bool // what is in the store is replaced
	// desks bounds how many pictures are made at once, since each takes a
	// processor and much memory.
	desks chan struct{}

	// keepLast is set in builds, which make all editions of an image in turn: the
	// last image that was decoded is not forgotten before there is another.
	keepLast bool

	mu      sync.Mutex
	decoded map[[sha256.Size]byte]*decoding // those that are being used, and the last
	last    [sha256.Size]byte
	sound   map[[sha256.Size]byte]error // what decoding of images has found
}

// decoding is an image that several editions are made of.
type decoding struct {
	users int
	image func() (*picture.Image, error)
}

// pictureStore is the part of the cache that holds pictures.
func pictureStore(cache string) *output.Store {
	if cache == "" {
		return output.NewStore("")
	}
	return output.NewStore(filepath.Join(cache, "pictures"))
}

func newDarkroom(files fs.FS, o Options) *darkroom {
	return &darkroom{
		files: files, store: pictureStore(o.Cache), fresh: o.Fresh, desks: make(chan struct{}, runtime.GOMAXPROCS(0)), keepLast: !o.Serve,
		decoded: map[[sha256.Size]byte]*decoding{}, sound: map[[sha256.Size]byte]error{},
	}
}

// pictureError is an image from which nothing can be made.
type pictureError struct {
	file string
	err  error
}

func (e *pictureError) Error() string { return e.file + ": " + e.err.Error() }
func (e *pictureError) Unwrap() error { return e.err }

// diagnostic is the error as a problem of the project.
func (e *pictureError) diagnostic() diag.Diagnostic {
	d := diag.Diagnostic{Code: "render-failed", Pos: diag.Pos{File: e.file}, Message: e.err.Error()}
	if wrong, ok := errors.AsType[*picture.Error](e.err); ok {
		d.Code, d.Message, d.Hint = wrong.Code, wrong.Message, wrong.Hint
	}
	return d
}

// edition is a smaller copy of an image of content/, made when it is asked for.
func (d *darkroom) edition(a *site.Asset, e site.Edition) output.File {
	return output.File{Path: strings.TrimPrefix(e.URL, "/"), Write: func(w io.Writer) error {
		source, err := fs.ReadFile(d.files, a.Source)
		if err != nil {
			return fmt.Errorf("it cannot be read: %w", err)
		}
		sum := sha256.Sum256(source)
		if w == io.Discard { // of a check: only what can fail is done, once an image
			err = d.isSound(sum, source)
		} else {
			var data []byte
			key := sha256.Sum256(fmt.Appendf(sum[:], "edition %s %d %d", picture.Version, e.Format, e.Width))
			if data, err = d.made(key, func() ([]byte, error) { return d.make(sum, source, e.Edition) }); err == nil {
				_, err = w.Write(data)
				return err
			}
		}
		if err != nil {
			return &pictureError{a.Source, err}
		}
		return nil
	}}
}

// card is the social card of a record's page, drawn when it is asked for.
func (d *darkroom) card(path string, studio *picture.Studio, show func() picture.Card) output.File {
	return output.File{Path: path, Write: func(w io.Writer) error {
		if w == io.Discard { // of a check: cards do not fail
			return nil
		}
		card := show()
		data, err := d.made(studio.Key(card), func() ([]byte, error) { return studio.Draw(card) })
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	}}
}

// made returns what is kept under a key, or makes it and keeps it.
func (d *darkroom) made(key output.Key, make func() ([]byte, error)) ([]byte, error) {
	if !d.fresh {
		if data, ok := d.store.Get(key); ok {
			return data, nil
		}
	}
	d.desks <- struct{}{}
	defer func() { <-d.desks }()
	data, err := make()
	if err == nil {
		d.store.Put(key, data)
	}
	return data, err
}

// make makes an edition.
func (d *darkroom) make(sum [sha256.Size]byte, source []byte, e picture.Edition) ([]byte, error) {
	image, done := d.decode(sum, source)
	defer done()
	i, err := image()
	if err != nil {
		return nil, err
	}
	return i.Make(e)
}

// decode returns an image's pixels, which all share who want them at one time.
// done must be called when they are no longer needed.
func (d *darkroom) decode(sum [sha256.Size]byte, source []byte) (image func() (*picture.Image, error), done func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	in := d.decoded[sum]
	if in == nil {
		in = &decoding{image: sync.OnceValues(func() (*picture.Image, error) { return picture.Decode(source) })}
		d.decoded[sum] = in
	}
	in.users++
	return in.image, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if in.users--; in.users > 0 {
			return
		}
		if !d.keepLast {
			delete(d.decoded, sum)
			return
		}
		if last := d.decoded[d.last]; d.last != sum && last != nil && last.users == 0 {
			delete(d.decoded, d.last)
		}
		d.last = sum
	}
}

// isSound decodes an image for what can be wrong with it.
func (d *darkroom) isSound(sum [sha256.Size]byte, source []byte) error {
	d.mu.Lock()
	err, known := d.sound[sum]
	d.mu.Unlock()
	if known {
		return err
	}
	d.desks <- struct{}{}
	image, done := d.decode(sum, source)
	_, err = image()
	done()
	<-d.desks
	d.mu.Lock()
	d.sound[sum] = err
	d.mu.Unlock()
	return err
}

// studioOf returns what draws cards in the look of the layouts, and what is
// wrong with their fonts.
func studioOf(set *layout.Set) (*picture.Studio, diag.List) {
	font := func(stem string) (name string, data []byte) {
		for _, ext := range []string{".ttf", ".otf"} {
			if data := set.File(stem + ext); data != nil {
				return "layouts/" + stem + ext, data
			}
		}
		return "", nil
	}
	regularName, regular := font("card")
	boldName, bold := font("card-bold")
	studio := picture.NewStudio(picture.Look{
		Theme: set.File("theme.css"), Regular: regular, Bold: bold,
		Icon: func(name string) []byte { return set.File("icons/" + name + ".svg") },
	})
	var problems diag.List
	if regular == nil && bold == nil {
		return studio, nil
	}
	which, err := studio.Check()
	if wrong, ok := errors.AsType[*picture.Error](err); ok {
		name := map[string]string{"regular": regularName, "bold": boldName}[which]
		problems.Errorf(diag.Pos{File: name}, wrong.Code, "%s", wrong.Message).Hint = wrong.Hint
	}
	return studio, problems
}

// findPicture returns an edition of an image or a card by its URL.
func (s *Snapshot) findPicture(url string) (output.File, bool) {
	if page, ok := strings.CutSuffix(url, cardName); ok {
		if p, ok := s.views.Page(page); ok && p.Entity != nil {
			return s.card(p.Entity)
		}
		return output.File{}, false
	}
	for _, a := range s.site.Assets() {
		for _, e := range a.Editions {
			if e.URL == url {
				return s.darkroom.edition(a, e), true
			}
		}
	}
	return output.File{}, false
}

const cardName = "card.png"

// card returns the card of a record's page, if it has one.
func (s *Snapshot) card(e site.Entity) (output.File, bool) {
	url := s.views.CardURL(e)
	if url == "" {
		return output.File{}, false
	}
	return s.darkroom.card(strings.TrimPrefix(url, "/"), s.studio, func() picture.Card { return s.views.Card(e) }), true
}

// Prune forgets what the last builds kept and this one had no use for. It is
// for a snapshot that has been published.
func (s *Snapshot) Prune() { s.darkroom.store.Prune() }
