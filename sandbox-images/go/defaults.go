//go:debug default=go1.24

package main
