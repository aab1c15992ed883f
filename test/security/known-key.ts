// A key made once by the openssl command line, with what that made of it: known answers that no code of this project gave.

/** openssl ecparam -name prime256v1 -genkey, as PKCS#8. */
export const knownKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUBHPEwWW2wnKvYkX
bOt884XDfQgqSvc+XqUoz45jvVChRANCAAQS6u7bu4DjVBY13iXMOzjseJcP3JGe
Wjffd1pqxZp5Lw5SDuhThIFdyPP/8imqQD8c/igJPS1KNDX9q02FXcRh
-----END PRIVATE KEY-----
`;

/** openssl pkey -pubout -outform DER | openssl dgst -sha256 -binary, base64url. */
export const knownFingerprint = 'u6mQoF3XiU7o2uBocSjicvD5O6liYM46qrMdeC5Pru8';

/** openssl req -new -x509 -subj /CN=alice -days 36500: the key's own certificate, CA:true. */
export const knownCertificate = `-----BEGIN CERTIFICATE-----
MIIBdjCCAR2gAwIBAgIULa+S58d9GuI5V/XePjVAmKGnReIwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFYWxpY2UwIBcNMjYxMTIyMDkzNDU2WhgPMjEyNjEwMjkwOTM0
NTZaMBAxDjAMBgNVBAMMBWFsaWNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
Euru27uA41QWNd4lzDs47HiXD9yRnlo333daasWaeS8OUg7oU4SBXcjz//IpqkA/
HP4oCT0tSjQ1/atNhV3EYaNTMFEwHQYDVR0OBBYEFCxGpkUP8dOMjSPIBqKprwel
zQ2+MB8GA1UdIwQYMBaAFCxGpkUP8dOMjSPIBqKprwelzQ2+MA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgT8Ez1EyFRRp2k6RYo+DMyMqG2w0LZbKt
Lk04JPpv3zcCIDSXLTKsns1ZtBpAgyeorm50mYm9lV15tH0No5VyuJuy
-----END CERTIFICATE-----
`;

/** openssl req -new -subj /CN=anything/O=else. */
export const knownRequest = `-----BEGIN CERTIFICATE REQUEST-----
MIHeMIGEAgEAMCIxETAPBgNVBAMMCGFueXRoaW5nMQ0wCwYDVQQKDARlbHNlMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEuru27uA41QWNd4lzDs47HiXD9yRnlo3
33daasWaeS8OUg7oU4SBXcjz//IpqkA/HP4oCT0tSjQ1/atNhV3EYaAAMAoGCCqG
SM49BAMCA0kAMEYCIQDg2pNoipdwPJBQxRNpgt3MRssXxMaP2CpnYsvmMxy0jwIh
ALBzfLW0Rq2OaSufRv3XXpkDccxJKZsCQAaCSBrAl5Qn
-----END CERTIFICATE REQUEST-----
`;

/** openssl dgst -sha256 -sign over `knownSignedBytes`, r and s put side by side. */
export const knownSignature = '9K_2r1QbYFnr2b7v-wZCOvwV-k49Ka2xnSsbVAdHQRQAR3ua8-UMMK0ZlCS6Jsjo4hIKTwAwE-KNilJvtUt2kg';

export const knownSignedBytes =
  'parley-broadcast/1\nalice\n00112233445566ff\n8899aabbccddeeff\n12\n0191d7a0-0000-7000-8000-00000000002a\n' +
  '2026-01-02T03:04:05.678Z\nHello, caf\u00e9!';
