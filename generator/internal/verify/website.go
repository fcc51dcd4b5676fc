package verify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"readout/generator/internal/output"
)

// The website's side of things is somebody else's machine: these are limits to
// what is asked of it, and to how long it is waited for.
const (
	requests = 8  // at once
	tries    = 2  // of a file, where the first one failed
	hopeless = 16 // files in a row that could not be fetched: then nothing more is asked
)

// patience is how long a server may say nothing.
type patience struct{ silence, pause time.Duration }

var usual = patience{silence: 30 * time.Second, pause: time.Second}

// Website checks a copy on the web, whose home page stands at base. Extra files
// cannot be seen there. The error says why it could not be checked at all, or to
// its end.
func Website(ctx context.Context, base string, o Options) (Result, error) {
	return check(ctx, base, o, usual, http.DefaultTransport.(*http.Transport).Clone())
}

func check(ctx context.Context, base string, o Options, p patience, transport *http.Transport) (Result, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return Result{}, fmt.Errorf("%q is not the address of a site, such as https://example.org/", base)
	}
	transport.MaxIdleConnsPerHost, transport.ResponseHeaderTimeout, transport.TLSHandshakeTimeout = requests, p.silence, p.silence
	transport.DialContext = (&net.Dialer{Timeout: p.silence}).DialContext
	defer transport.CloseIdleConnections()
	w := &website{base: u, patience: p, client: &http.Client{Transport: transport, CheckRedirect: stay}}

	var text []byte
	err = w.get(ctx, output.SumsFile, func(body io.Reader) (err error) {
		text, err = io.ReadAll(atMost(body, mostSums))
		return err
	})
	if status, ok := errors.AsType[statusError](err); ok && status.gone() {
		return Result{}, fmt.Errorf("there is no %s at %s", output.SumsFile, u.Redacted())
	}
	if err != nil {
		return Result{}, fmt.Errorf("%s at %s cannot be fetched: %w", output.SumsFile, u.Redacted(), explained(err))
	}
	r, sums := judge(text, o)
	r.Findings = sorted(append(r.Findings, eachSum(ctx, sums, requests, o, w.look)...))
	if ctx.Err() == nil && w.failed.Load() >= hopeless {
		return r, fmt.Errorf("%s does not answer any more", u.Host)
	}
	return r, ctx.Err()
}

// website is a copy on the web.
type website struct {
	base     *url.URL
	client   *http.Client
	patience patience
	failed   atomic.Int64 // files in a row that could not be fetched
}

func (w *website) look(ctx context.Context, s output.Sum) *Finding {
	if w.failed.Load() >= hopeless {
		return &Finding{s.Path, Unread, "it was not asked for"}
	}
	var found *Finding
	err := w.get(ctx, s.Path, func(body io.Reader) (err error) {
		found, err = compare(body, s)
		return err
	})
	if err == nil {
		w.failed.Store(0)
		return found
	}
	if status, ok := errors.AsType[statusError](err); ok && status.gone() {
		w.failed.Store(0)
		if s.Path == "_headers" { // hosts that obey it keep it to themselves
			return nil
		}
		return &Finding{Path: s.Path, Kind: Missing}
	}
	w.failed.Add(1)
	return &Finding{s.Path, Unread, explained(err).Error()}
}

// get fetches a file and has its contents read, twice if it must be.
func (w *website) get(ctx context.Context, file string, read func(io.Reader) error) error {
	for try := 1; ; try++ {
		err := w.once(ctx, file, read)
		if err == nil || try == tries || !worthAnotherTry(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(w.patience.pause):
		}
	}
}

// errSilence ends a request to a server that has gone quiet.
var errSilence = errors.New("the server stopped sending")

func (w *website) once(ctx context.Context, file string, read func(io.Reader) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.address(file), nil)
	if err != nil {
		return err
	}
	request.Header.Set("User-Agent", "readout verify")
	request.Header.Set("Cache-Control", "no-cache") // what the site says now, and not what stands on the way
	response, err := w.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK && (file != "404.html" || response.StatusCode != http.StatusNotFound) {
		return statusError(response.StatusCode)
	}
	quiet := time.AfterFunc(w.patience.silence, func() { cancel(errSilence) })
	defer quiet.Stop()
	err = read(reader(func(p []byte) (int, error) {
		n, err := response.Body.Read(p)
		quiet.Reset(w.patience.silence)
		return n, err
	}))
	if err != nil && errors.Is(context.Cause(ctx), errSilence) {
		return errSilence
	}
	return err
}

// address is where readers find a file: a page at its folder's address.
func (w *website) address(file string) string {
	if dir, name := path.Split(file); name == "index.html" {
		file = dir
	}
	u := *w.base
	u.Path, u.RawPath = strings.TrimSuffix(u.Path, "/")+"/"+file, ""
	return u.String()
}

// errElsewhere is a redirect that leaves the site that was asked about.
var errElsewhere = errors.New("it leads to another site")

// stay follows redirects on the same host, and to the same host's https.
func stay(next *http.Request, before []*http.Request) error {
	from := before[len(before)-1].URL
	switch {
	case len(before) >= 10:
		return errors.New("it leads from one address to the next")
	case next.URL.Scheme == "https" && from.Scheme == "http" && next.URL.Hostname() == from.Hostname():
		return nil
	case next.URL.Scheme != from.Scheme || next.URL.Host != from.Host:
		return fmt.Errorf("%w, %s", errElsewhere, next.URL.Redacted())
	}
	return nil
}

// statusError is an answer that is not the file.
type statusError int

func (s statusError) Error() string {
	return fmt.Sprintf("the server answers %d %s", int(s), http.StatusText(int(s)))
}

func (s statusError) gone() bool { return s == http.StatusNotFound || s == http.StatusGone }

func worthAnotherTry(err error) bool {
	if status, ok := errors.AsType[statusError](err); ok {
		return status == http.StatusTooManyRequests || status >= 500
	}
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	return !certificate && !errors.Is(err, errElsewhere) && !errors.Is(err, context.Canceled)
}

// explained says in words what went wrong on the way to a server.
func explained(err error) error {
	asked, isRequest := errors.AsType[*url.Error](err)
	if !isRequest {
		return err
	}
	host := asked.URL
	if u, err := url.Parse(asked.URL); err == nil {
		host = u.Host
	}
	if wrong, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("the certificate of %s cannot be trusted: %s", host, strings.TrimPrefix(wrong.Err.Error(), "x509: "))
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return fmt.Errorf("there is no host %s", dns.Name)
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("nothing answers at %s", host)
	case asked.Timeout():
		return fmt.Errorf("%s does not answer", host)
	}
	return asked.Err
}
