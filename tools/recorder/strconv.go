package main

import (
	"fmt"
	"strconv"
)

type conversion struct {
	Text      value  `json:"text"`
	Float     string `json:"float"`
	Format    string `json:"format"`
	Precision int    `json:"precision"`
	Base      int    `json:"base"`
	Bits      int    `json:"bits"`
}

func (c conversion) text() string { return c.Text.v.(string) }

func init() {
	register("strconv.quote", typed(func(c conversion) (any, error) { return strconv.Quote(c.text()), nil }))
	register("strconv.quoteToASCII", typed(func(c conversion) (any, error) { return strconv.QuoteToASCII(c.text()), nil }))
	register("strconv.unquote", typed(func(c conversion) (any, error) { return strconv.Unquote(c.text()) }))
	register("strconv.formatFloat", typed(func(c conversion) (any, error) {
		f, err := strconv.ParseFloat(c.Float, 64)
		if err != nil {
			return nil, err
		}
		return strconv.FormatFloat(f, c.Format[0], c.Precision, c.Bits), nil
	}))
	register("strconv.parseFloat", typed(func(c conversion) (any, error) {
		f, err := strconv.ParseFloat(c.text(), c.Bits)
		return encode(f), err
	}))
	register("strconv.parseInt", typed(func(c conversion) (any, error) {
		n, err := strconv.ParseInt(c.text(), c.Base, c.Bits)
		return fmt.Sprint(n), err
	}))
	register("strconv.parseUint", typed(func(c conversion) (any, error) {
		n, err := strconv.ParseUint(c.text(), c.Base, c.Bits)
		return fmt.Sprint(n), err
	}))
	register("strconv.atoi", typed(func(c conversion) (any, error) {
		n, err := strconv.Atoi(c.text())
		return fmt.Sprint(n), err
	}))
	register("strconv.parseBool", typed(func(c conversion) (any, error) { return strconv.ParseBool(c.text()) }))
}
