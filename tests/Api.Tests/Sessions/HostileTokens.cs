using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Agora.Api.Tests.Sessions;

/// <summary>
/// Every string that must not get in, by name. Unless a name says otherwise it is signed with the right key: these are
/// confusions and leniencies, and the last line is that forging without the key does not work either.
/// </summary>
internal static class HostileTokens
{
    private static readonly Dictionary<string, Func<TokenForge, string>> All = [];

    static HostileTokens()
    {
        Algorithms();
        Signatures();
        Lifetimes();
        Audiences();
        Payloads();
        Headers();
        Shapes();
    }

    public static IEnumerable<string> Names => All.Keys;

    public static string Make(string name, TokenForge forge) => All[name](forge);

    private static void Algorithms()
    {
        foreach (var none in new[] { "\"none\"", "\"None\"", "\"NONE\"", "\"nOnE\"", "\"\"", "0", "null", "true", "[\"HS256\"]" })
        {
            All[$"alg {none}, unsigned"] = f => $"{TokenForge.Encode(f.HeaderWith("alg", none))}.{TokenForge.Encode(f.Payload)}.";
            All[$"alg {none}, signed"] = f => f.Signed(f.HeaderWith("alg", none), f.Payload);
        }

        All["alg missing"] = f => f.Signed(f.HeaderWith("alg"), f.Payload);
        All["alg twice"] = f => f.Signed(f.Header.Replace("{", "{\"alg\":\"HS256\",", StringComparison.Ordinal), f.Payload);
        All["alg hs256 in lower case"] = f => f.Signed(f.HeaderWith("alg", "\"hs256\""), f.Payload);
        All["alg by its XML name"] = f =>
            f.Signed(f.HeaderWith("alg", "\"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256\""), f.Payload);
        All["HS384"] = f => TokenForge.Join(f.HeaderWith("alg", "\"HS384\""), f.Payload, input => HMACSHA384.HashData(f.Key, input));
        All["HS512"] = f => TokenForge.Join(f.HeaderWith("alg", "\"HS512\""), f.Payload, input => HMACSHA512.HashData(f.Key, input));
        All["HS512 under the name HS256"] = f => TokenForge.Join(f.Header, f.Payload, input => HMACSHA512.HashData(f.Key, input));
        foreach (var (name, hash, padding) in new[]
        {
            ("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            ("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            ("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        })
        {
            All[$"{name} with a key of theirs"] = f => TokenForge.Join(f.HeaderWith("alg", $"\"{name}\""), f.Payload, input =>
            {
                using var rsa = RSA.Create(2048);
                return rsa.SignData(input, hash, padding);
            });
        }

        All["ES256 with a key of theirs"] = f => TokenForge.Join(f.HeaderWith("alg", "\"ES256\""), f.Payload, input =>
        {
            using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return curve.SignData(input, HashAlgorithmName.SHA256);
        });
        All["ES384 with a key of theirs"] = f => TokenForge.Join(f.HeaderWith("alg", "\"ES384\""), f.Payload, input =>
        {
            using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            return curve.SignData(input, HashAlgorithmName.SHA384);
        });
        All["ES256 with r = s = 0"] = f => TokenForge.Join(f.HeaderWith("alg", "\"ES256\""), f.Payload, _ => new byte[64]);
    }

    private static void Signatures()
    {
        All["no signature"] = f => TokenForge.Join(f.Header, f.Payload, _ => []);
        All["signature cut to 16 bytes"] = f => TokenForge.Join(f.Header, f.Payload, input => HMACSHA256.HashData(f.Key, input)[..16]);
        All["signature with a byte more"] = f => TokenForge.Join(f.Header, f.Payload, input => [.. HMACSHA256.HashData(f.Key, input), 0]);
        All["signature of zeros"] = f => TokenForge.Join(f.Header, f.Payload, _ => new byte[32]);
        All["another key"] = f => TokenForge.Signed(f.Header, f.Payload, new byte[32]);
        All["a key of one byte"] = f => TokenForge.Signed(f.Header, f.Payload, [1]);
        All["an empty key"] = f => TokenForge.Signed(f.Header, f.Payload, []);
        All["the hash of the key as key"] = f => TokenForge.Signed(f.Header, f.Payload, SHA256.HashData(f.Key));
        All["the key in base64 as key"] = f => TokenForge.Signed(
            f.Header, f.Payload, Encoding.ASCII.GetBytes(Convert.ToBase64String(f.Key)));
        All["the kid as key"] = f => TokenForge.Signed(f.Header, f.Payload, Encoding.ASCII.GetBytes(f.KeyId));
        All["one bit of the signature"] = f => TokenForge.Join(f.Header, f.Payload, input =>
        {
            var mac = HMACSHA256.HashData(f.Key, input);
            mac[7] ^= 1;
            return mac;
        });
        All["payload swapped after signing"] = f =>
        {
            var parts = f.Signed(f.Header, f.Payload).Split('.');
            return $"{parts[0]}.{TokenForge.Encode(f.PayloadWith("role", "\"admin\""))}.{parts[2]}";
        };
        All["header swapped after signing"] = f =>
        {
            var parts = f.Signed(f.Header, f.Payload).Split('.');
            return $"{TokenForge.Encode(f.HeaderWith("typ", "\"JWT\""))}.{parts[1]}.{parts[2]}";
        };
        All["spare bits of the signature set"] = f => WithLastCharacter(f.Signed(f.Header, f.Payload));
        All["padding behind the signature"] = f => f.Signed(f.Header, f.Payload) + "=";
        All["padding behind the header"] = f => f.Signed(f.Header, f.Payload).Replace(".", "=.", StringComparison.Ordinal);
        All["the other alphabet"] = f => OtherAlphabet(f);
        All["a space within"] = f => f.Signed(f.Header, f.Payload).Insert(40, " ");
        All["a tab before the signature"] = f => Insert(f.Signed(f.Header, f.Payload), "\t");
    }

    private static void Lifetimes()
    {
        All["expired 31 seconds ago"] = f => f.Signed(f.Header, f.PayloadAt(f.Now - 631, f.Now - 631, f.Now - 31));
        All["expired 299 seconds ago"] = f => f.Signed(f.Header, f.PayloadAt(f.Now - 899, f.Now - 899, f.Now - 299));
        All["valid in 31 seconds"] = f => f.Signed(f.Header, f.PayloadAt(f.Now + 31, f.Now + 31, f.Now + 600));
        All["valid in 250 seconds"] = f => f.Signed(f.Header, f.PayloadAt(f.Now + 250, f.Now + 250, f.Now + 600));
        All["begins after its end"] = f => f.Signed(f.Header, f.PayloadAt(f.Now, f.Now + 20, f.Now + 10));
        All["lives longer than allowed"] = f => f.Signed(f.Header, f.PayloadAt(f.Now, f.Now, f.Now + 601));
        foreach (var member in new[] { "exp", "nbf", "iat" })
        {
            All[$"{member} missing"] = f => f.Signed(f.Header, f.PayloadWith(member));
            foreach (var json in new[] { "null", "true", "[]", "{}", "\"text\"", "-1", "1e308", "2147483648", "100000000000000000000",
                "1.5" })
            {
                All[$"{member} {json}"] = f => f.Signed(f.Header, f.PayloadWith(member, json));
            }

            All[$"{member} as text"] = f => f.Signed(f.Header, f.PayloadWith(member, $"\"{TokenForge.Text(f.Now)}\""));
            All[$"{member} with a fraction"] = f => f.Signed(f.Header, f.PayloadWith(member, $"{TokenForge.Text(f.Now)}.0"));
            All[$"{member} with an exponent"] = f => f.Signed(f.Header, f.PayloadWith(member, $"{TokenForge.Text(f.Now)}e0"));
            All[$"{member} twice"] = f =>
                f.Signed(f.Header, f.Payload.Replace("{", $"{{\"{member}\":{TokenForge.Text(f.Now)},", StringComparison.Ordinal));
        }
    }

    private static void Audiences()
    {
        foreach (var (name, json) in new[]
        {
            ("iss wrong", "\"mallory\""), ("iss array", "[\"agora\"]"), ("iss with a slash", "\"agora/\""),
            ("iss in capitals", "\"AGORA\""),
            ("iss empty", "\"\""), ("iss null", "null"),
        })
        {
            All[name] = f => f.Signed(f.Header, f.PayloadWith("iss", json));
        }

        All["iss missing"] = f => f.Signed(f.Header, f.PayloadWith("iss"));
        foreach (var (name, json) in new[]
        {
            ("aud wrong", "\"other-api\""), ("aud empty", "\"\""), ("aud array with ours", "[\"agora-api\"]"),
            ("aud array with ours and another", "[\"other-api\",\"agora-api\"]"), ("aud null", "null"),
            ("aud in capitals", "\"AGORA-API\""),
        })
        {
            All[name] = f => f.Signed(f.Header, f.PayloadWith("aud", json));
        }

        All["aud missing"] = f => f.Signed(f.Header, f.PayloadWith("aud"));
    }

    private static void Payloads()
    {
        foreach (var member in new[] { "sub", "sid", "jti" })
        {
            foreach (var (name, json) in new[]
            {
                ("object", "{}"), ("empty", "\"\""), ("no uuid", "\"admin\""), ("null", "null"), ("number", "1"),
                ("uuid in braces", "\"{00000000-0000-0000-0000-000000000001}\""), ("half a surrogate pair", "\"\\ud800\""),
                ("NUL", "\"\\u0000\""),
            })
            {
                All[$"{member} {name}"] = f => f.Signed(f.Header, f.PayloadWith(member, json));
            }

            All[$"{member} missing"] = f => f.Signed(f.Header, f.PayloadWith(member));
        }

        All["sub of another user"] = f => f.Signed(f.Header, f.PayloadWith("sub", $"\"{Guid.NewGuid()}\""));
        All["sid unknown"] = f => f.Signed(f.Header, f.PayloadWith("sid", $"\"{Guid.NewGuid()}\""));
        All["sub twice"] = f => f.Signed(
            f.Header, f.Payload.Replace("{", $"{{\"sub\":\"{Guid.NewGuid()}\",", StringComparison.Ordinal));
        foreach (var json in new[] { "[\"admin\"]", "\"system\"", "\"anonymous\"", "\"Admin\"", "\"\"", "null", "2", "\"user\\u0000\"" })
        {
            All[$"role {json}"] = f => f.Signed(f.Header, f.PayloadWith("role", json));
        }

        foreach (var json in new[] { "0", "-1", "2", "\"1\"", "null", "1.0", "99999999999" })
        {
            All[$"ver {json}"] = f => f.Signed(f.Header, f.PayloadWith("ver", json));
        }

        All["an unknown claim"] = f => f.Signed(f.Header, f.PayloadWith("scope", "\"all\""));
        All["a claim of a deep object"] = f =>
            f.Signed(f.Header, f.PayloadWith("x", new string('[', 1000) + new string(']', 1000)));
        All["payload an array"] = f => f.Signed(f.Header, "[]");
        All["payload a text"] = f => f.Signed(f.Header, "\"sub\"");
        All["payload empty"] = f => f.Signed(f.Header, "");
        All["payload null"] = f => f.Signed(f.Header, "null");
        All["payload cut"] = f => f.Signed(f.Header, f.Payload[..^1]);
        All["payload with a comment"] = f => f.Signed(f.Header, f.Payload + "/* */");
        All["payload with a trailing comma"] = f => f.Signed(f.Header, f.Payload.Replace("}", ",}", StringComparison.Ordinal));
        All["payload with a byte order mark"] = f => f.Signed(f.Header, "\ufeff" + f.Payload);
        All["payload not UTF-8"] = f =>
        {
            var input = $"{TokenForge.Encode(f.Header)}.{Base64Url.EncodeToString([0xff, 0xfe, 0x7b, 0x7d])}";
            return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(f.Key, Encoding.ASCII.GetBytes(input)))}";
        };
    }

    private static void Headers()
    {
        foreach (var json in new[]
        {
            "null", "1", "\"\"", "\"unknown\"", "\"../../../../dev/null\"", "\"' OR 1=1 --\"", "[\"a\"]", "{}",
        })
        {
            All[$"kid {json}"] = f => f.Signed(f.HeaderWith("kid", json), f.Payload);
        }

        All["kid missing"] = f => f.Signed(f.HeaderWith("kid"), f.Payload);
        All["kid in capitals"] = f => f.Signed(f.HeaderWith("kid", $"\"{InCapitals(f.KeyId)}\""), f.Payload);
        All["kid with a space"] = f => f.Signed(f.HeaderWith("kid", $"\"{f.KeyId} \""), f.Payload);
        All["kid twice"] = f => f.Signed(f.Header.Replace("{", "{\"kid\":\"other\",", StringComparison.Ordinal), f.Payload);
        All["typ twice"] = f => f.Signed(f.Header.Replace("{", "{\"typ\":\"JWT\",", StringComparison.Ordinal), f.Payload);
        All["jwk of theirs"] = f => TokenForge.Signed(
            f.HeaderWith("jwk", "{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"), f.Payload, new byte[32]);
        foreach (var member in new[] { "jku", "x5u" })
        {
            All[$"header with {member}"] = f => f.Signed(f.HeaderWith(member, "\"https://127.0.0.1:1/keys\""), f.Payload);
        }

        foreach (var member in new[] { "x5c", "crit", "b64", "zip", "cty", "x5t" })
        {
            var json = member switch { "x5c" => "[\"MIIB\"]", "crit" => "[\"exp\"]", "b64" => "false", "zip" => "\"DEF\"", _ => "\"JWT\"" };
            All[$"header with {member}"] = f => f.Signed(f.HeaderWith(member, json), f.Payload);
        }

        foreach (var json in new[] { "\"JWT\"", "\"rt+jwt\"", "\"refresh\"", "\"AT+JWT\"", "\"application/at+jwt\"", "null", "1" })
        {
            All[$"typ {json}"] = f => f.Signed(f.HeaderWith("typ", json), f.Payload);
        }

        All["typ missing"] = f => f.Signed(f.HeaderWith("typ"), f.Payload);
        All["header an array"] = f => f.Signed("[]", f.Payload);
        All["header empty"] = f => f.Signed("", f.Payload);
        All["header null"] = f => f.Signed("null", f.Payload);
    }

    private static void Shapes()
    {
        All["empty"] = _ => "";
        All["a word"] = _ => "token";
        All["dots alone"] = _ => "..";
        All["two parts"] = f => f.Signed(f.Header, f.Payload).Split('.') is [var a, var b, _] ? $"{a}.{b}" : "";
        All["four parts"] = f => f.Signed(f.Header, f.Payload) + ".x";
        All["five parts, JWE dir"] = f =>
            $"{TokenForge.Encode("{\"alg\":\"dir\",\"enc\":\"A128CBC-HS256\"}")}..{TokenForge.Encode("0123456789abcdef")}"
            + $".{TokenForge.Encode(f.Payload)}.{TokenForge.Encode("0123456789abcdef")}";
        All["five parts, JWE PBES2 of two thousand million rounds"] = f =>
            TokenForge.Encode("{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128CBC-HS256\",\"p2s\":\"AAAA\",\"p2c\":2147483647}")
            + $".{TokenForge.Encode("key")}.{TokenForge.Encode("iv")}.{TokenForge.Encode(f.Payload)}.{TokenForge.Encode("tag")}";
        All["5 KB"] = f => f.Signed(f.Header, f.PayloadWith("x", $"\"{new string('x', 3600)}\""));
        All["20 KB"] = f => f.Signed(f.Header, f.PayloadWith("x", $"\"{new string('x', 15_000)}\""));
        All["a payload 5,000 deep"] = f => f.Signed(f.Header, f.PayloadWith("x", new string('[', 5000) + new string(']', 5000)));
        All["base64 of nothing"] = _ => "====.====.====";
        All["the same twice"] = f => f.Signed(f.Header, f.Payload) + "," + f.Signed(f.Header, f.Payload);
    }

    // An identifier of digits alone, which is rare, has no capitals.
    private static string InCapitals(string keyId) =>
        keyId.ToUpperInvariant() is var capitals && capitals != keyId ? capitals : keyId + "A";

    // 32 bytes are 43 characters, of which the last carries two bits that mean nothing.
    private static string WithLastCharacter(string token)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return token[..^1] + alphabet[alphabet.IndexOf(token[^1], StringComparison.Ordinal) + 1];
    }

    private static string Insert(string token, string text) => token.Insert(token.LastIndexOf('.') + 1, text);

    // Until the signature holds one of the two characters that differ.
    private static string OtherAlphabet(TokenForge forge)
    {
        while (true)
        {
            var token = forge.Signed(forge.Header, forge.Payload);
            var signature = token[(token.LastIndexOf('.') + 1)..];
            if (signature.AsSpan().ContainsAny('-', '_'))
            {
                return token.Replace('-', '+').Replace('_', '/');
            }
        }
    }
}
