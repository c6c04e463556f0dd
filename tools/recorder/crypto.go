package main

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"time"

	"golang.org/x/crypto/bcrypt"
)

func init() {
	register("crypto.bcrypt", typed(hashPassword))
	register("crypto.bcryptCompare", typed(compareHash))
	register("crypto.certificate", typed(createCertificate))
}

// hashPassword answers another hash each time, and so is for making cases only.
func hashPassword(r struct {
	Password string
	Cost     int
}) (any, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(r.Password), r.Cost)
	return string(hash), err
}

// compareHash answers true, or the error, for a hash that was made anywhere.
func compareHash(r struct{ Hash, Password string }) (any, error) {
	return true, bcrypt.CompareHashAndPassword([]byte(r.Hash), []byte(r.Password))
}

// certificateRequest leaves nothing to chance, other than sprig's functions: the number and the time are given.
type certificateRequest struct {
	CommonName string
	IPs        []string
	DNSNames   []string
	IsCA       bool
	// Of the time, seconds since 1970.
	NotBefore, NotAfter int64
	// In hexadecimal digits.
	Serial string
	// As PEM: the key (PKCS #8), and who signs unless it is the key itself.
	Key       string
	Issuer    string
	IssuerKey string
}

// createCertificate makes a certificate as sprig's getBaseCertTemplate and getCertAndKey do.
func createCertificate(r certificateRequest) (any, error) {
	serial, ok := new(big.Int).SetString(r.Serial, 16)
	if !ok {
		return nil, errors.New("recorder: the serial number is not hexadecimal")
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: r.CommonName},
		DNSNames:              r.DNSNames,
		NotBefore:             time.Unix(r.NotBefore, 0),
		NotAfter:              time.Unix(r.NotAfter, 0),
		KeyUsage:              x509.KeyUsageKeyEncipherment | x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}
	for _, ip := range r.IPs {
		template.IPAddresses = append(template.IPAddresses, net.ParseIP(ip))
	}
	if r.IsCA {
		template.IsCA = true
		template.KeyUsage |= x509.KeyUsageCertSign
	}
	key, err := parseKey(r.Key)
	if err != nil {
		return nil, err
	}
	parent, signer := template, key
	if r.Issuer != "" {
		block, _ := pem.Decode([]byte(r.Issuer))
		if parent, err = x509.ParseCertificate(block.Bytes); err != nil {
			return nil, err
		}
		if signer, err = parseKey(r.IssuerKey); err != nil {
			return nil, err
		}
	}
	encoded, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: encoded})), nil
}

func parseKey(text string) (crypto.Signer, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("recorder: no PEM data in a key")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("recorder: a key that cannot sign")
	}
	return signer, nil
}
