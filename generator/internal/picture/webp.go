package picture

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"fmt"
	"image"
	"io"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

// libwebp is Google's encoder compiled to WebAssembly; libwebp/README.md says
// where it comes from. It runs in a sandbox: it sees one image and writes one.
//
//go:embed libwebp/webp.wasm.gz
var libwebp []byte

// encoder is libwebp ready to run. The first image waits for it to be compiled.
type encoder struct {
	runtime wazero.Runtime
	module  wazero.CompiledModule
}

var startEncoder = sync.OnceValues(func() (*encoder, error) {
	ctx := context.Background()
	zipped, err := gzip.NewReader(bytes.NewReader(libwebp))
	if err != nil {
		return nil, err
	}
	code, err := io.ReadAll(zipped)
	if err != nil {
		return nil, err
	}
	const pages = 8192 // of 64 KiB: the largest edition needs a quarter of them
	e := &encoder{runtime: wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithMemoryLimitPages(pages))}
	if e.module, err = e.runtime.CompileModule(ctx, code); err != nil {
		return nil, err
	}
	_, err = wasi_snapshot_preview1.Instantiate(ctx, e.runtime)
	return e, err
})

// encodeWebP encodes an image, without loss or at a quality from 1 to 100.
func encodeWebP(m *image.NRGBA, quality int, lossless bool) ([]byte, error) {
	e, err := startEncoder()
	if err != nil {
		return nil, fmt.Errorf("the WebP encoder cannot be started: %w", err)
	}
	data, err := e.encode(m, quality, lossless)
	if err != nil {
		return nil, fmt.Errorf("the WebP encoder failed: %w", err)
	}
	return data, nil
}

// encode runs a machine of its own for one image, so that nothing of the one
// before can show in its bytes.
func (e *encoder) encode(m *image.NRGBA, quality int, lossless bool) ([]byte, error) {
	ctx := context.Background()
	machine, err := e.runtime.InstantiateModule(ctx, e.module, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return nil, err
	}
	defer machine.Close(ctx)
	memory := machine.Memory()
	call := func(name string, args ...uint64) (uint32, error) {
		out, err := machine.ExportedFunction(name).Call(ctx, args...)
		if err != nil {
			return 0, err
		}
		return uint32(out[0]), nil
	}

	in, err := call("malloc", uint64(len(m.Pix)))
	if err != nil {
		return nil, err
	}
	size, err := call("malloc", 8)
	if err != nil {
		return nil, err
	}
	if in == 0 || size == 0 || !memory.Write(in, m.Pix) || !memory.WriteUint64Le(size, 0) {
		return nil, fmt.Errorf("it has no room for %d bytes", len(m.Pix))
	}
	const (
		rgba   = 0
		method = 4 // of 0, quick, to 6, small
		exact  = 0
	)
	without := uint64(0)
	if lossless {
		without = 1
	}
	out, err := call("encode", uint64(in), uint64(m.Rect.Dx()), uint64(m.Rect.Dy()), uint64(size),
		rgba, uint64(quality), method, without, exact)
	if err != nil {
		return nil, err
	}
	n, _ := memory.ReadUint32Le(size)
	data, ok := memory.Read(out, n)
	if out == 0 || n == 0 || !ok {
		return nil, fmt.Errorf("it made nothing of %d × %d pixels", m.Rect.Dx(), m.Rect.Dy())
	}
	return bytes.Clone(data), nil
}
