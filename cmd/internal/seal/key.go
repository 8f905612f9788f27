package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"aead.dev/minisign"
)

// The files of a key pair, of signatures and of public keys are those of
// minisign.

// SignatureSuffix is what the name of a signature adds to that of the file.
const SignatureSuffix = ".minisig"

// Faults of keys.
var (
	ErrNoKey      = errors.New("this is no key")
	ErrPassphrase = errors.New("the passphrase does not open the key")
)

// NewKey makes a pair of keys and the files for them. The secret one is locked
// with the passphrase, which takes a second and a gigabyte of memory, as
// minisign has it; an empty passphrase leaves it open.
func NewKey(passphrase string) (secret minisign.PrivateKey, secretFile, publicFile []byte, err error) {
	if _, secret, err = minisign.GenerateKey(nil); err != nil {
		return secret, nil, nil, err
	}
	if passphrase == "" {
		secretFile, err = secret.MarshalText()
	} else {
		secretFile, err = minisign.EncryptKey(passphrase, secret)
	}
	if err != nil {
		return secret, nil, nil, err
	}
	publicFile, err = PublicKey(secret).MarshalText()
	return secret, append(secretFile, '\n'), append(publicFile, '\n'), err
}

// Locked tells whether the file of a secret key asks for a passphrase.
func Locked(secretFile []byte) bool { return minisign.IsEncrypted(secretFile) }

// ReadSecret reads a secret key. The passphrase is not looked at where the file
// asks for none.
func ReadSecret(secretFile []byte, passphrase string) (minisign.PrivateKey, error) {
	secretFile = bytes.TrimSpace(secretFile)
	var key minisign.PrivateKey
	if Locked(secretFile) {
		key, err := minisign.DecryptKey(passphrase, secretFile)
		if err != nil {
			return key, ErrPassphrase
		}
		return key, nil
	}
	if err := key.UnmarshalText(secretFile); err != nil {
		return key, ErrNoKey
	}
	return key, nil
}

// PublicKey is the public key of a secret one.
func PublicKey(secret minisign.PrivateKey) minisign.PublicKey {
	key, _ := secret.Public().(minisign.PublicKey) // it always is one
	return key
}

// ReadPublic reads a public key: the text of its file, or its one line of
// letters.
func ReadPublic(text []byte) (minisign.PublicKey, error) {
	var key minisign.PublicKey
	if err := key.UnmarshalText(bytes.TrimSpace(text)); err != nil {
		return key, ErrNoKey
	}
	return key, nil
}

// KeyName is how minisign names a key.
func KeyName(id uint64) string { return fmt.Sprintf("%016X", id) }

// Sign signs the bytes of a manifest. The comment is signed too, and says what a
// person wants to know first.
func Sign(secret minisign.PrivateKey, m *Manifest, content []byte) []byte {
	comment := fmt.Sprintf("%s, files: %d", m.Schema, len(m.Files))
	if m.AsOf != nil {
		comment += ", as of " + *m.AsOf
	}
	if m.SealedOn != nil {
		comment += ", sealed on " + *m.SealedOn
	}
	// Hashed first, as minisign does it; and no clock, which its library would
	// put into the comment.
	r := minisign.NewReader(bytes.NewReader(content))
	_, _ = io.Copy(io.Discard, r) // from memory
	return r.SignWithComments(secret, comment, "signature by the key "+KeyName(secret.ID()))
}

// unix is a text with its lines ended as minisign ends them; some editors end
// them as Windows does.
func unix(text []byte) []byte { return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) }
