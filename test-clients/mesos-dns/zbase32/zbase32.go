// Package zbase32 writes bytes in the human-oriented base-32 encoding.
package zbase32

import "encoding/base32"

var encoding = base32.NewEncoding("ybndrfg8ejkmcpqxot1uwisza345h769").WithPadding(base32.NoPadding)

// EncodeToString returns the text of all bits of the bytes.
func EncodeToString(bytes []byte) string { return encoding.EncodeToString(bytes) }
