using System.Security.Cryptography;
using System.Text;
using Agora.Migrations.Sql;

namespace Agora.Migrations.Files;

/// <summary>One SQL file. Its bytes are hashed when it is found, its text is read on first use.</summary>
/// <param name="path">Below the directory, with forward slashes, for messages.</param>
/// <param name="bytes">The file as it is on disk.</param>
public sealed class MigrationFile(string path, byte[] bytes)
{
    public string Path => path;

    /// <summary>
    /// SHA-256 over the bytes with every CRLF taken as LF and without a byte order mark, so that a checkout on Windows is the same file.
    /// </summary>
    public string Hash => field ??= Convert.ToHexStringLower(SHA256.HashData(Normalize(bytes)));

    /// <summary>SHA-256 over the tokens, without comments and white space: an edit that leaves it alone cannot change what runs.</summary>
    public string TokenHash => field ??= HashTokens(Script.Statements);

    public SqlScript Script => field ??= SqlScript.Read(bytes);

    public MigrationBody Body => field ??= MigrationBodyReader.Read(path, Script);

    public static string HashTokens(IEnumerable<SqlStatement> statements)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var statement in statements)
        {
            foreach (var token in statement.Tokens)
            {
                Append(hash, statement.TextOf(token));
            }

            hash.AppendData([(byte)';', 0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<char> text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ToArray());
        hash.AppendData(Normalize(bytes));
        hash.AppendData([0]);
    }

    private static byte[] Normalize(byte[] bytes)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var from = bytes.AsSpan().StartsWith(mark) ? mark.Length : 0;
        if (from == 0 && bytes.AsSpan().IndexOf("\r\n"u8) < 0)
        {
            return bytes;
        }

        var kept = new byte[bytes.Length];
        var length = 0;
        for (var i = from; i < bytes.Length; i++)
        {
            if (bytes[i] != '\r' || i + 1 >= bytes.Length || bytes[i + 1] != '\n')
            {
                kept[length++] = bytes[i];
            }
        }

        return kept[..length];
    }
}
